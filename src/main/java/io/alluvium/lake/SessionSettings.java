package io.alluvium.lake;

import io.alluvium.spark.catalog.FileTables;
import io.alluvium.storage.Storage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** What Alluvium wishes of Spark. Whatever spark-defaults, {@code --conf} or a system property says already stays. */
final class SessionSettings {
    private static final List<String> OUR_EXTENSIONS =
            List.of("io.delta.sql.DeltaSparkSessionExtension", FileTables.class.getName());
    private static final String EXTENSIONS = "spark.sql.extensions";

    private static final String HADOOP = "spark.hadoop.";

    private SessionSettings() {}

    /**
     * @param store what Hadoop must be told of the warehouse's store
     * @throws io.alluvium.failure.AlluviumException WAREHOUSE_REFUSED where another log store is configured
     */
    static SparkConf completed(SparkConf given, String applicationName, Map<String, String> store) {
        LogStores.refuseOthers(given);
        SparkConf conf = given.clone();
        conf.setIfMissing("spark.app.name", applicationName);
        wishes().forEach(conf::setIfMissing);
        store.forEach((key, value) -> conf.set(HADOOP + key, value));
        if (isLocal(conf)) {
            local().forEach(conf::setIfMissing);
        }
        conf.set(EXTENSIONS, extended(conf.get(EXTENSIONS, "")));
        return conf;
    }

    /** What a session was told of the warehouse's store. */
    static Map<String, String> ofStore(SparkSession session) {
        Map<String, String> store = new LinkedHashMap<>();
        for (Tuple2<String, String> entry : session.sparkContext().getConf().getAllWithPrefix(HADOOP + "fs.")) {
            store.put("fs." + entry._1(), entry._2());
        }
        return store;
    }

    static boolean isLocal(SparkConf conf) {
        String master = conf.get("spark.master", "");
        return master.equals("local") || master.startsWith("local[");
    }

    private static Map<String, String> wishes() {
        Map<String, String> wishes = new LinkedHashMap<>();
        wishes.put("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        // Delta rebuilds a table's whole state after each commit unless all three zones are UTC.
        wishes.put("spark.sql.session.timeZone", "UTC");
        // As raw has instants. Of Spark's own INT96 other engines make other ones: Trino drops digits that it rounds in
        // raw.
        wishes.put("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        wishes.put("spark.sql.adaptive.enabled", "true");
        // Delta's SQL parser ignores Spark's newer way to bind :parameters; in the older one the analyzer binds them.
        wishes.put("spark.sql.legacy.parameterSubstitution.constantsOnly", "true");
        // Nobody sends a session classes of its own. With isolation, what Spark compiles asks the driver's file
        // server for each class that it names, which was a third of a run over tables of few rows.
        wishes.put("spark.sql.artifact.isolation.enabled", "false");
        // A UNION tells how its parts are divided as if all were alike; where they are not, the query dies of it.
        wishes.put("spark.sql.unionOutputPartitioning", "false");
        wishes.put("spark.scheduler.mode", "FAIR");
        wishes.put("spark.ui.enabled", "false");
        wishes.put("spark.ui.showConsoleProgress", "false");
        // Pinned versions must stay readable however old they are; a vacuumed file is noticed when it is read.
        wishes.put("spark.databricks.delta.vacuum.enforceTimeTravelWithinDeletedFileRetentionDuration", "false");
        wishes.putAll(LogStores.settings());
        // Tables of so many files keep their list in each version's checksum; it is read instead of running jobs.
        wishes.put("spark.databricks.delta.allFilesInCrc.thresholdNumFiles", "200");
        // Spark makes this folder at start; the default would be one in the user's working directory.
        wishes.put(
                "spark.sql.warehouse.dir",
                Storage.local(System.getProperty("java.io.tmpdir")).uri("alluvium-spark"));
        return wishes;
    }

    private static Map<String, String> local() {
        String cores = Integer.toString(Runtime.getRuntime().availableProcessors());
        return Map.of(
                "spark.sql.shuffle.partitions", cores,
                "spark.databricks.delta.snapshotPartitions", cores,
                "spark.driver.host", "127.0.0.1",
                "spark.driver.bindAddress", "127.0.0.1",
                // Staged files are listed by name; a Spark job to list them costs more than the listing.
                "spark.sql.sources.parallelPartitionDiscovery.threshold", "10000");
    }

    private static String extended(String extensions) {
        Stream<String> given = Arrays.stream(extensions.split(",")).filter(name -> !name.isBlank());
        return Stream.concat(given, OUR_EXTENSIONS.stream()).distinct().collect(Collectors.joining(","));
    }
}
