package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import io.alluvium.journal.StateUpgrade;
import io.alluvium.lake.TableVersion;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Answers what is asked of a project's tables and runs, whatever its sources and models look like just now. */
public interface OpenTables {
    ProjectConfig config();

    /** The newest finished run, or the one with this number. */
    Optional<RunRecord> record(Optional<Long> run);

    /** What became of a key's run, by the newest attempt at it; empty where nothing was begun under the key. */
    Optional<Found> find(RunKey key);

    /** Whether a run of the project, under whatever key, is at work now. */
    boolean isAtWork();

    /** What {@link #upgrade(Duration)} would change. */
    StateUpgrade upgrade();

    /**
     * Raises the state that an older Alluvium wrote to the format of this one; a state that needs none, or that is not there
     * yet, stays as it is.
     *
     * @param leaseWait how long to wait for a run's lease
     * @return what was changed
     * @throws io.alluvium.failure.AlluviumException LEASE_HELD, STORAGE_FAILED
     */
    StateUpgrade upgrade(Duration leaseWait);

    /** The project's tables that exist, with what their logs say. */
    List<TableVersion> tables();

    /** Where a table lies. */
    String path(TableName table);

    /** What {@link #query} can read: tables, and views, which lie nowhere. */
    List<TableName> readable();

    /** Answers a query over the newest versions of the project's tables, by {@code layer.name}; needs Spark. Refuses whatever is no query. */
    Dataset<Row> query(String sql);

    /** Why the rows that {@link #query} gave could not be read; empty where that is not told by Spark. */
    static Optional<Problem> fault(Throwable raised) {
        return SparkFault.ofQuery(raised);
    }

    /**
     * What became of a key's run.
     *
     * @param run the newest attempt at it
     * @param record empty where it has not ended, or its process died
     * @param atWork whether its process is alive
     * @param steps that have ended; of a run without a record as far as its events tell
     */
    record Found(RunId run, Optional<RunRecord> record, boolean atWork, List<StepRecord> steps) {
        public Found {
            steps = List.copyOf(steps);
        }
    }
}
