package io.alluvium.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Many small tables as one would load them with plain Spark: one after the other or by some threads, the whole table at
 * first, then what is newer than the newest row; rows that commit late are lost.
 */
public final class SparkLoop {
    private final SparkSession spark;
    private final String url;
    private final Properties connection;
    private final Path warehouse;

    private SparkLoop(SparkSession spark, String url, Properties connection, Path warehouse) {
        this.spark = spark;
        this.url = url;
        this.connection = connection;
        this.warehouse = warehouse;
    }

    /** @param arguments the database's port, how many tables, how many threads, a folder */
    public static void main(String[] arguments) throws Exception {
        SparkSession spark = SparkSession.builder()
                .appName("loop")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate();
        Properties connection = new Properties();
        connection.setProperty("user", "etl_reader");
        connection.setProperty("password", Objects.requireNonNull(System.getenv("PGPASSWORD")));
        connection.setProperty("driver", "org.postgresql.Driver");
        SparkLoop loop = new SparkLoop(
                spark, "jdbc:postgresql://localhost:" + arguments[0] + "/shop", connection, Path.of(arguments[3]));
        ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(arguments[2]));
        List<Future<?>> tables = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            String table = "t" + i;
            tables.add(threads.submit(() -> loop.load(table)));
        }
        for (Future<?> table : tables) {
            table.get();
        }
        threads.shutdown();
        spark.stop();
    }

    private void load(String table) {
        String path = warehouse.resolve(table).toString();
        String rows = table;
        if (Files.isDirectory(Path.of(path, "_delta_log"))) {
            Object newest = spark.sql("select max(updated_at) from delta.`" + path + "`")
                    .head()
                    .get(0);
            rows = "(select * from " + table + " where updated_at > '" + newest + "') newer";
        }
        Dataset<Row> read = spark.read().jdbc(url, rows, connection);
        read.write().format("delta").mode(SaveMode.Append).save(path);
    }
}
