package io.alluvium.spark.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Runs queries over little data the way that costs least: interpreted, in one task a stage, planned once. To compile them,
 * and to look at sizes again after each stage, takes longer than the rows do.
 */
public final class SmallQueries {
    /** Bytes of files that one core decodes, interpreted, in about the time that compiling a query takes. */
    private static final long MOST = 1 << 20;

    /** So many rows one core decodes and holds against a condition, interpreted, in about the time that compiling takes. */
    private static final long LOOKED = 1_000_000;

    private static final Map<String, String> SETTINGS = Map.of(
            "spark.sql.adaptive.enabled", "false",
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN",
            "spark.sql.shuffle.partitions", "1",
            "spark.sql.autoBroadcastJoinThreshold", "-1",
            "spark.sql.files.minPartitionNum", "1",
            "spark.sql.files.openCostInBytes", "1");

    /** A query whose rows the driver takes: at once, and dates and times as {@code java.time} has them, which is exact. */
    private static final Map<String, String> COLLECTING = Map.of(
            "spark.sql.adaptive.enabled", "false",
            "spark.sql.limit.initialNumPartitions", "10000",
            "spark.sql.datetime.java8API.enabled", "true");

    private SmallQueries() {}

    /**
     * @param rows whose query the work runs, in a session that no other thread uses
     * @param work done with these settings where the query reads little, and with the session's own otherwise
     */
    public static <T> T of(Dataset<?> rows, Supplier<T> work) {
        return isSmall(rows) ? with(rows.sparkSession(), SETTINGS, work) : work.get();
    }

    /**
     * The rows of a query, computed once; empty where there are more than {@code most}.
     *
     * @param rows in a session that no other thread uses
     * @return dates, instants and local times as {@code java.time} has them
     */
    public static Optional<List<Row>> collected(Dataset<Row> rows, int most) {
        return collected(rows, most, isSmall(rows));
    }

    /**
     * The same of a query that does nothing but look through rows of files for some of them.
     *
     * @param looked how many rows it looks at
     */
    public static Optional<List<Row>> found(Dataset<Row> rows, int most, long looked) {
        return collected(rows, most, looked <= LOOKED);
    }

    private static Optional<List<Row>> collected(Dataset<Row> rows, int most, boolean isSmall) {
        Map<String, String> settings = new HashMap<>(COLLECTING);
        if (isSmall) {
            settings.putAll(SETTINGS);
        }
        return with(rows.sparkSession(), settings, () -> {
            // A query made here, for what its values come as is settled when it is made.
            List<Row> few = rows.select("*").limit(most + 1).collectAsList();
            return few.size() > most ? Optional.empty() : Optional.of(few);
        });
    }

    private static <T> T with(SparkSession session, Map<String, String> settings, Supplier<T> work) {
        RuntimeConfig conf = session.conf();
        Map<String, String> before = new HashMap<>();
        settings.forEach((key, value) -> {
            if (conf.contains(key)) {
                before.put(key, conf.get(key));
            }
            conf.set(key, value);
        });
        try {
            return work.get();
        } finally {
            settings.keySet().forEach(conf::unset);
            before.forEach(conf::set);
        }
    }

    /** Whether a query reads little. What makes many rows out of few is not small, whatever it reads. */
    public static boolean isSmall(Dataset<?> rows) {
        LogicalPlan plan = ((org.apache.spark.sql.classic.Dataset<?>) rows)
                .queryExecution()
                .analyzed();
        if (plan.containsPattern(TreePattern.PLAN_EXPRESSION()) || multiplies(plan)) {
            return false;
        }
        long bytes = 0;
        for (LogicalPlan leaf : CollectionConverters.asJava(plan.collectLeaves())) {
            if (!leaf.stats().sizeInBytes().isValidLong()) {
                return false;
            }
            bytes += leaf.stats().sizeInBytes().toLong();
            if (bytes > MOST) {
                return false;
            }
        }
        return true;
    }

    private static boolean multiplies(LogicalPlan plan) {
        if (plan instanceof Generate
                || plan instanceof Join join && join.condition().isEmpty()) {
            return true;
        }
        return CollectionConverters.asJava(plan.children()).stream().anyMatch(SmallQueries::multiplies);
    }
}
