package io.alluvium.spark.cluster;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.scheduler.OutputCommitCoordinator;

/**
 * Lets one attempt of a task at a time do what two must not do together. Spark starts a copy of a task that is slow or on
 * an executor that shall go, while the first attempt still works; the driver knows which of them have ended.
 */
public final class AttemptTurn {
    private static final long PAUSE_MILLIS = 500;

    /** Without it Spark starts no attempt before the one before it has failed. */
    private static final String COPIES = "spark.speculation";

    private AttemptTurn() {}

    /**
     * Returns when no other attempt of this task has the turn; it is kept until this attempt fails or the stage is done. For
     * the last stage of a job alone, one that writes nothing by Spark's own committers: they ask the same coordinator. Where
     * Spark starts no copies the driver is not asked.
     *
     * @throws TaskKilledException when another attempt has done the work
     */
    public static void await(TaskContext task) throws InterruptedException {
        if (!SparkEnv.get().conf().getBoolean(COPIES, false)) {
            return;
        }
        OutputCommitCoordinator driver = SparkEnv.get().outputCommitCoordinator();
        while (!driver.canCommit(task.stageId(), task.stageAttemptNumber(), task.partitionId(), task.attemptNumber())) {
            if (task.isInterrupted()) {
                throw new TaskKilledException("another attempt has done the work");
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
