package io.alluvium.lake;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.query.ActiveSession;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spark on a warehouse: sessions that see exactly the pinned versions, and changes staged against a base version. Safe
 * for use by many threads; a session belongs to one step.
 */
public final class LakeSession implements AutoCloseable {
    /** What {@link #changes} says of each row. No table has a column of this name. */
    public static final String CAME = "_alluvium_came";

    private static final Logger LOG = LoggerFactory.getLogger(LakeSession.class);

    private final Lake lake;
    private final SparkSession root;
    private final RecentChanges recent = new RecentChanges();

    private LakeSession(Lake lake, SparkSession root) {
        this.lake = lake;
        this.root = root;
    }

    /**
     * Starts Spark, or joins the application that spark-submit started. The master comes from Spark's own settings.
     *
     * @throws AlluviumException UNSUPPORTED_RUNTIME
     */
    public static LakeSession open(Lake lake, String applicationName) {
        Libraries libraries = Libraries.found();
        libraries.refuseOthers();
        LOG.info("{}", libraries.text());
        SparkConf conf = SessionSettings.completed(
                new SparkConf(), applicationName, lake.storage().settings());
        if (!conf.contains("spark.master")) {
            throw Problem.of(ErrorCode.UNSUPPORTED_RUNTIME, "spark.master is not set")
                    .fixedBy("start through bin/alluvium or spark-submit, or pass -Dspark.master=local[*]")
                    .asException();
        }
        SparkSession root = SparkSession.builder().config(conf).getOrCreate();
        SettingOrigins.forget(root.sparkContext().hadoopConfiguration());
        return new LakeSession(lake, root);
    }

    /** Whether Spark's tasks run, or will run, on other machines, or at least in other processes than this. */
    public static boolean hasCluster() {
        SparkConf conf = new SparkConf();
        return conf.contains("spark.master") && !SessionSettings.isLocal(conf);
    }

    public Lake lake() {
        return lake;
    }

    /**
     * A session of its own for one step, in which {@code raw.orders} (or {@code bronze.orders}) is the pinned version of
     * that table and no other table of the warehouse exists. Names the Spark jobs of the calling thread after the step
     * and puts them into a pool of their own.
     */
    public SparkSession session(String step, Map<TableName, TableVersion> pins) {
        SparkSession session = root.newSession();
        for (Layer layer : Layer.ofTheWarehouse()) {
            String pinned = pins.values().stream()
                    .filter(version -> version.name().layer() == layer)
                    .map(version -> PinnedCatalog.pin(version, lake.storage().uri(version.folder())))
                    .sorted()
                    .collect(Collectors.joining(","));
            for (String catalog : layer.words()) {
                catalog(session.conf(), catalog, pinned);
                // Spark tells catalogs apart by letter case, people who shout their SQL do not.
                catalog(session.conf(), catalog.toUpperCase(Locale.ROOT), pinned);
            }
        }
        // One attempt: a commit that finds its version taken is a conflict, never a rebase on what others wrote.
        session.conf().set("spark.databricks.delta.maxCommitAttempts", "0");
        session.sparkContext().setJobGroup(step, step, true);
        session.sparkContext().setLocalProperty("spark.scheduler.pool", step);
        return session;
    }

    private static void catalog(RuntimeConfig conf, String name, String pins) {
        String key = "spark.sql.catalog." + name;
        conf.set(key, PinnedCatalog.class.getName());
        conf.set(key + "." + PinnedCatalog.PINS, pins);
    }

    /**
     * The rows that came to a table and those that went, after version {@code since}, up to this one. A row that was
     * changed went as it was and came as it is.
     *
     * @param session one that {@link #session} gave
     * @return the table's columns and {@link #CAME}, true or false
     */
    public Dataset<Row> changes(SparkSession session, TableVersion version, long since) {
        Dataset<Row> feed = session.read()
                .format("delta")
                .option("readChangeFeed", "true")
                .option("startingVersion", since + 1)
                .option("endingVersion", version.version())
                .load(lake.storage().uri(version.folder()));
        Column type = functions.col("_change_type");
        return feed.withColumn(CAME, type.isin("insert", "update_postimage"))
                .drop("_change_type", "_commit_version", "_commit_timestamp");
    }

    /**
     * The same, where this object staged and committed all of it and it is little: nothing is read for it.
     *
     * @return dates, instants and local times as {@code java.time} has them
     */
    public Optional<HeldChanges> heldChanges(TableVersion version, long since) {
        return recent.after(version, since);
    }

    /**
     * All rows of a table as an earlier version of it has them.
     *
     * @param session one that {@link #session} gave
     */
    public Dataset<Row> before(SparkSession session, TableVersion version, long earlier) {
        return session.read()
                .format("delta")
                .option("versionAsOf", earlier)
                .load(lake.storage().uri(version.folder()));
    }

    /** Whether a version's table keeps the feed that {@link #changes} reads. */
    public static boolean hasChanges(TableVersion version) {
        return "true".equals(version.properties().get("delta.enableChangeDataFeed"));
    }

    /**
     * Writes the change's rows, once, and finds what they replace, on top of exactly {@code base}. Nothing is visible
     * until {@link Staged#commit()}. A failure of the rows' own query comes as Spark raises it.
     *
     * @param session one that {@link #session} gave
     * @param base the version that the change was computed against; empty when the table must not exist yet
     * @throws AlluviumException COMMIT_CONFLICT when the table is not at {@code base} or has the mark's number already;
     *     TABLE_FOREIGN when it belongs to another project or to nobody; TRANSACTION_EXPIRY; TABLE_UNREADABLE;
     *     STORAGE_FAILED; DEFECT when the rows do not fit the table
     */
    public Staged stage(
            SparkSession session, TableName target, Optional<TableVersion> base, TableChange change, CommitMark mark) {
        return ActiveSession.of(session, () -> new Staging(lake, session, target, base, mark, recent).stage(change));
    }

    /**
     * Writes rows into a table's folder, to be staged later by {@link TableChange.ReplaceRange}. A failure of the rows'
     * own query comes as Spark raises it.
     *
     * @param session one that {@link #session} gave
     * @param base the version that the table has, or had a moment ago; nothing is held to it
     * @throws AlluviumException TABLE_FOREIGN, STORAGE_FAILED, DEFECT as {@link #stage}
     */
    public WrittenRows write(
            SparkSession session, TableName target, Optional<TableVersion> base, Dataset<Row> rows, CommitMark mark) {
        return ActiveSession.of(session, () -> new Staging(lake, session, target, base, mark, recent).write(rows));
    }

    /** Stops Spark. */
    @Override
    public void close() {
        root.stop();
    }
}
