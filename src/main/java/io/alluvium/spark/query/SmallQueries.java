package io.alluvium.spark.query;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.execution.QueryExecution;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Runs queries over little data the way that costs least: interpreted, in one task, planned once. To compile them,
 * and to look at sizes again after each stage, takes longer than the rows do. What looks at more rows for few of them is
 * compiled, and runs in one task too.
 */
public final class SmallQueries {
    /** Bytes of files that one core decodes, interpreted, in about the time that compiling a query takes. */
    private static final long INTERPRETED = 1 << 20;

    /** So many rows one core decodes and holds against a condition, interpreted, in about the time that compiling takes. */
    private static final long LOOKED = 100_000;

    /** At once, in one task, and so that the compiled code of a query does not hold the values that it names. */
    private static final Map<String, String> SETTINGS = Map.of(
            "spark.sql.adaptive.enabled", "false",
            "spark.sql.shuffle.partitions", "1",
            "spark.sql.autoBroadcastJoinThreshold", "-1",
            "spark.sql.files.minPartitionNum", "1",
            "spark.sql.files.openCostInBytes", "1",
            "spark.sql.optimizer.inSetSwitchThreshold", "0");

    private static final Map<String, String> INTERPRETING =
            Map.of("spark.sql.codegen.wholeStage", "false", "spark.sql.codegen.factoryMode", "NO_CODEGEN");

    /** A query whose rows the driver takes: at once, and dates and times as {@code java.time} has them, which is exact. */
    private static final Map<String, String> COLLECTING = Map.of(
            "spark.sql.adaptive.enabled", "false",
            "spark.sql.limit.initialNumPartitions", "10000",
            "spark.sql.optimizer.inSetSwitchThreshold", "0",
            "spark.sql.datetime.java8API.enabled", "true");

    private SmallQueries() {}

    /** How much work a query is. */
    private enum Size {
        /** Too little to be compiled. */
        SMALL,
        /** Compiled, and too little to be shared out. */
        NARROW,
        LARGE;

        Map<String, String> settings() {
            Map<String, String> settings = new HashMap<>();
            if (this != LARGE) {
                settings.putAll(SETTINGS);
            }
            if (this == SMALL) {
                settings.putAll(INTERPRETING);
            }
            return settings;
        }
    }

    /**
     * @param rows in a session that no other thread uses
     * @param work on these rows, done with these settings where the query reads little, and with the session's own otherwise
     */
    public static <T> T of(Dataset<Row> rows, Function<Dataset<Row>, T> work) {
        Size size = size(rows);
        return with(
                rows.sparkSession(), size.settings(), () -> work.apply(size == Size.LARGE ? rows : OneTask.of(rows)));
    }

    /**
     * The rows of a query, computed once; empty where there are more than {@code most}.
     *
     * @param rows in a session that no other thread uses
     * @return dates, instants and local times as {@code java.time} has them
     */
    public static Optional<List<Row>> collected(Dataset<Row> rows, int most) {
        return collected(rows, most, size(rows));
    }

    /**
     * The same of a query that does nothing but look through rows of files for some of them.
     *
     * @param looked how many rows it looks at
     */
    public static Optional<List<Row>> found(Dataset<Row> rows, int most, long looked) {
        return collected(rows, most, looked <= LOOKED ? Size.SMALL : Size.LARGE);
    }

    private static Optional<List<Row>> collected(Dataset<Row> rows, int most, Size size) {
        Map<String, String> settings = size.settings();
        settings.putAll(COLLECTING);
        return with(rows.sparkSession(), settings, () -> {
            // A query made here, for what its values come as is settled when it is made.
            Dataset<Row> exact = size == Size.LARGE ? rows.select("*") : OneTask.of(rows);
            List<Row> few = exact.limit(most + 1).collectAsList();
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
            return ActiveSession.of(session, work);
        } finally {
            settings.keySet().forEach(conf::unset);
            before.forEach(conf::set);
        }
    }

    /** Whether a query reads little. What makes many rows out of few does not count as little, whatever it reads. */
    public static boolean isSmall(Dataset<Row> rows) {
        return size(rows) != Size.LARGE;
    }

    private static Size size(Dataset<Row> rows) {
        QueryExecution execution = ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution();
        LogicalPlan plan = execution.analyzed();
        if (plan.containsPattern(TreePattern.PLAN_EXPRESSION()) || multiplies(plan)) {
            return Size.LARGE;
        }
        long read = ReadWeight.of(plan);
        if (read <= INTERPRETED) {
            return Size.SMALL;
        }
        boolean isNarrow =
                read <= INTERPRETED * ReadWeight.NAMED && ReadWeight.of(execution.optimizedPlan()) <= INTERPRETED;
        return isNarrow ? Size.NARROW : Size.LARGE;
    }

    private static boolean multiplies(LogicalPlan plan) {
        if (plan instanceof Generate
                || plan instanceof Join join && join.condition().isEmpty()) {
            return true;
        }
        return CollectionConverters.asJava(plan.children()).stream().anyMatch(SmallQueries::multiplies);
    }
}
