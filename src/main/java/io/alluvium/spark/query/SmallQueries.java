package io.alluvium.spark.query;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RuntimeConfig;
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

    private static final Map<String, String> SETTINGS = Map.of(
            "spark.sql.adaptive.enabled", "false",
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN",
            "spark.sql.shuffle.partitions", "1",
            "spark.sql.autoBroadcastJoinThreshold", "-1",
            "spark.sql.files.minPartitionNum", "1",
            "spark.sql.files.openCostInBytes", "1");

    private SmallQueries() {}

    /**
     * @param rows whose query the work runs, in a session that no other thread uses
     * @param work done with these settings where the query reads little, and with the session's own otherwise
     */
    public static <T> T of(Dataset<?> rows, Supplier<T> work) {
        if (!isSmall(rows)) {
            return work.get();
        }
        RuntimeConfig conf = rows.sparkSession().conf();
        Map<String, String> before = new HashMap<>();
        SETTINGS.forEach((key, value) -> {
            if (conf.contains(key)) {
                before.put(key, conf.get(key));
            }
            conf.set(key, value);
        });
        try {
            return work.get();
        } finally {
            SETTINGS.keySet().forEach(conf::unset);
            before.forEach(conf::set);
        }
    }

    /** What makes many rows out of few is not small, whatever it reads. */
    private static boolean isSmall(Dataset<?> rows) {
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
