package io.alluvium.launcher;

import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A user's own program, which knows our format by its name only. */
public final class PostgresRows {
    private PostgresRows() {}

    /** @param arguments port, database, user */
    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder().appName("user").getOrCreate();
        Dataset<Row> rows = spark.read()
                .format("alluvium-postgres")
                .option("host", "127.0.0.1")
                .option("port", arguments[0])
                .option("database", arguments[1])
                .option("user", arguments[2])
                .option("password", "env:SHOP_PASSWORD")
                .option("table", "public.t")
                .load();
        List<String> executors = rows.javaRDD()
                .map(row -> SparkEnv.get().executorId())
                .distinct()
                .collect();
        System.out.println("rows "
                + rows.where("id > 1000").selectExpr("count(*)", "sum(id)").first());
        System.out.println("on the driver " + executors.contains("driver"));
        System.out.println(rows.queryExecution());
        try {
            spark.read()
                    .format("alluvium-postgres")
                    .option("host", "127.0.0.1")
                    .option("port", arguments[0])
                    .option("database", arguments[1])
                    .option("user", arguments[2])
                    .option("password", "env:SHOP_PASSWORD")
                    .option("table", "public.broken")
                    .load()
                    .collect();
        } catch (Exception e) { // Spark raises checked ones that no method declares.
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            System.out.println("refused " + cause.getMessage());
        }
        spark.stop();
    }
}
