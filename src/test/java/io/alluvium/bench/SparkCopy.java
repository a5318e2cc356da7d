package io.alluvium.bench;

import java.util.Objects;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** {@code lineitem} by Spark's JDBC reader, to nowhere or to a Delta table: as it comes, or as well as it can be set. */
public final class SparkCopy {
    private static final int PARTITIONS = 4;

    private SparkCopy() {}

    /** @param arguments the database's port, {@code defaults} or {@code tuned}, a folder or {@code -}; then a MariaDB's database, else it is PostgreSQL */
    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder()
                .appName("copy")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate();
        boolean mariadb = arguments.length > 3;
        // Spark knows MariaDB by MySQL's name only.
        String url = mariadb
                ? "jdbc:mysql://127.0.0.1:" + arguments[0] + "/" + arguments[3]
                : "jdbc:postgresql://localhost:" + arguments[0] + "/shop";
        Properties connection = mariadb ? mariadb() : postgres();
        Dataset<Row> rows;
        if (arguments[1].equals("tuned")) {
            connection.setProperty("fetchsize", "10000");
            Row bounds = spark.read()
                    .jdbc(url, "(select min(orderkey), max(orderkey) from lineitem) b", connection)
                    .head();
            rows = spark.read()
                    .jdbc(url, "lineitem", "orderkey", bounds.getLong(0), bounds.getLong(1), PARTITIONS, connection);
        } else {
            rows = spark.read().jdbc(url, "lineitem", connection);
        }
        if (arguments[2].equals("-")) {
            rows.write().format("noop").mode("overwrite").save();
        } else {
            rows.write().format("delta").save(arguments[2]);
        }
        spark.stop();
    }

    private static Properties postgres() {
        Properties connection = new Properties();
        connection.setProperty("user", "etl_reader");
        connection.setProperty("password", Objects.requireNonNull(System.getenv("PGPASSWORD")));
        connection.setProperty("driver", "org.postgresql.Driver");
        return connection;
    }

    private static Properties mariadb() {
        Properties connection = new Properties();
        connection.setProperty("user", "reader");
        connection.setProperty("driver", "org.mariadb.jdbc.Driver");
        return connection;
    }
}
