package io.alluvium.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * {@code jobs/tpch} as a plain Spark program: JDBC read, Delta write, the same SQL, MERGE. What it leaves out is in its
 * favour: no check of rules, no journal, no change feed, no load columns, and rows that commit late are lost.
 */
public final class PlainSpark {
    private static final Map<String, List<String>> CURSOR_TABLES =
            Map.of("orders", List.of("orderkey"), "lineitem", List.of("orderkey", "linenumber"));
    private static final Map<String, List<String>> SNAPSHOT_TABLES = Map.of(
            "customer", List.of("custkey"),
            "part", List.of("partkey"),
            "supplier", List.of("suppkey"),
            "partsupp", List.of("partkey", "suppkey"),
            "nation", List.of("nationkey"),
            "region", List.of("regionkey"));
    private static final Map<String, String> KEYED = Map.of(
            "orders", "orders",
            "order_lines", "lineitem",
            "customers", "customer",
            "parts", "part",
            "suppliers", "supplier",
            "part_suppliers", "partsupp",
            "nations", "nation",
            "regions", "region");
    private static final List<String> COMPUTED = List.of("curated.markets", "curated.web_orders", "curated.campaigns");
    private static final List<String> AGGREGATES = List.of(
            "aggregate.revenue_daily",
            "aggregate.nation_revenue",
            "aggregate.customer_value",
            "aggregate.channel_return");

    private final SparkSession spark;
    private final Path project;
    private final Path landing;
    private final Path warehouse;
    private final String url;
    private final Properties connection = new Properties();

    private PlainSpark(SparkSession spark, Path project, Map<String, String> environment, boolean tuned) {
        this.spark = spark;
        this.project = project;
        this.landing = Path.of(environment.get("TPCH_LANDING"));
        this.warehouse = Path.of(environment.get("TPCH_WAREHOUSE"));
        this.url = "jdbc:postgresql://localhost:" + environment.get("TPCH_PORT") + "/shop";
        connection.setProperty("user", "etl_reader");
        connection.setProperty("password", environment.get("TPCH_PASSWORD"));
        connection.setProperty("driver", "org.postgresql.Driver");
        if (tuned) {
            connection.setProperty("fetchsize", "10000");
        }
    }

    /** @param arguments the project's folder, and {@code --tuned} for reads that do not buffer a whole table */
    public static void main(String[] arguments) throws IOException {
        SparkSession spark = SparkSession.builder()
                .appName("plain")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate();
        new PlainSpark(spark, Path.of(arguments[0]), System.getenv(), arguments.length > 1).run();
        spark.stop();
    }

    private void run() throws IOException {
        for (String table : CURSOR_TABLES.keySet()) {
            appendNewer(table);
        }
        for (String table : SNAPSHOT_TABLES.keySet()) {
            write("raw." + table, spark.read().jdbc(url, table, connection));
        }
        files();
        for (Map.Entry<String, String> model : KEYED.entrySet()) {
            keep("curated." + model.getKey(), model.getValue());
        }
        for (String model : COMPUTED) {
            write(model, spark.sql(sql(model)));
        }
        for (String model : AGGREGATES) {
            write(model, spark.sql(sql(model)));
        }
    }

    private void appendNewer(String table) {
        String name = "raw." + table;
        if (!exists(name)) {
            write(name, spark.read().jdbc(url, table, connection));
            return;
        }
        Object newest =
                spark.sql("select max(updated_at) from " + located(name)).head().get(0);
        spark.read()
                .jdbc(url, "(select * from " + table + " where updated_at > '" + newest + "') newer", connection)
                .write()
                .format("delta")
                .mode(SaveMode.Append)
                .save(path(name));
    }

    private void files() {
        write(
                "raw.web_orders",
                spark.read()
                        .schema("web_order_id bigint, revision int, custkey bigint, placed_at timestamp,"
                                + " channel string, amount decimal(12,2)")
                        .json(landing.resolve("orders").toString()));
        write(
                "raw.campaigns",
                spark.read()
                        .schema("day date, channel string, spend decimal(12,2)")
                        .option("header", true)
                        .csv(landing.resolve("campaigns").toString()));
        write(
                "raw.markets",
                spark.read()
                        .option("header", true)
                        .csv(project.resolve("seeds/markets.csv").toString()));
    }

    /** The current row of each key: written at first, merged later, what is gone from a full read deleted. */
    private void keep(String model, String table) throws IOException {
        String sql = sql(model);
        if (!exists(model)) {
            write(model, spark.sql(sql));
            return;
        }
        boolean full = SNAPSHOT_TABLES.containsKey(table);
        List<String> key = Objects.requireNonNull((full ? SNAPSHOT_TABLES : CURSOR_TABLES).get(table), table);
        Dataset<Row> source = full ? spark.sql(sql) : newest(sql, table, key);
        String match = key.stream().map(c -> "t." + c + " = s." + c).collect(Collectors.joining(" and "));
        var merge = DeltaTable.forPath(spark, path(model))
                .as("t")
                .merge(source.as("s"), match)
                .whenMatched()
                .updateAll()
                .whenNotMatched()
                .insertAll();
        (full ? merge.whenNotMatchedBySource().delete() : merge).execute();
    }

    private Dataset<Row> newest(String sql, String table, List<String> key) {
        Column[] columns = key.stream().map(c -> col(c)).toArray(Column[]::new);
        spark.sql("select * from " + located("raw." + table))
                .withColumn(
                        "place",
                        row_number()
                                .over(Window.partitionBy(columns)
                                        .orderBy(col("updated_at").desc())))
                .where(col("place").equalTo(lit(1)))
                .createOrReplaceTempView("newest");
        return spark.sql(sql.replace(located("raw." + table), "newest"));
    }

    private void write(String name, Dataset<Row> rows) {
        rows.write()
                .format("delta")
                .mode(SaveMode.Overwrite)
                .option("overwriteSchema", "true")
                .save(path(name));
    }

    private boolean exists(String name) {
        return Files.isDirectory(Path.of(path(name)).resolve("_delta_log"));
    }

    private String path(String name) {
        return warehouse.resolve(name.replace('.', '/')).toString();
    }

    private String located(String name) {
        return "delta.`" + path(name) + "`";
    }

    /** The model's SELECT with tables by path, without its front matter. */
    private String sql(String model) throws IOException {
        String text = Files.readString(project.resolve(model.replace('.', '/') + ".sql"));
        String select = text.substring(text.indexOf("---*/") + "---*/".length());
        return Arrays.stream(select.split("\n"))
                .map(line -> line.replaceAll("\\b(from|join) ((?:raw|curated|aggregate)\\.\\w+)", "$1 `$2`"))
                .collect(Collectors.joining("\n"))
                .transform(this::locate);
    }

    private String locate(String sql) {
        return java.util.regex.Pattern.compile("`(\\w+\\.\\w+)`")
                .matcher(sql)
                .replaceAll(found -> located(found.group(1)));
    }
}
