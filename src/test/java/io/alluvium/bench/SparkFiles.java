package io.alluvium.bench;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A file of {@code lineitem} by Spark's own readers, its schema given, to a Delta table. */
public final class SparkFiles {
    private SparkFiles() {}

    /**
     * @param arguments {@code json}, {@code parquet} or another word for CSV, the file or folder, the table's folder, and the columns where they
     *     are not those of {@code lineitem}
     */
    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder()
                .appName("files")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate();
        String schema = arguments.length > 3 ? arguments[3] : LineFiles.SCHEMA;
        Dataset<Row> rows = switch (arguments[0]) {
            case "json" -> spark.read().schema(schema).json(arguments[1]);
            case "parquet" -> spark.read().schema(schema).parquet(arguments[1]);
            default -> spark.read().schema(schema).option("header", "true").csv(arguments[1]);
        };
        rows.write().format("delta").save(arguments[2]);
        spark.stop();
    }
}
