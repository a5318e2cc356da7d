package io.alluvium.sources.postgres;

import java.lang.ref.Cleaner;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/**
 * Ends the session of a snapshot that belongs to DataFrames. These are never closed: Spark may run the plan of one again
 * at any time, for a second action or for a lost block of a cached one. So the session ends when nothing refers to it any
 * more, which is when no such plan is left, and at the latest with the application.
 */
final class SnapshotRelease extends SparkListener {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Runnable close;

    private SnapshotRelease(Runnable close) {
        this.close = close;
    }

    static void whenUnused(SnapshotSession snapshot, SparkContext spark) {
        Runnable close = snapshot.closing();
        SnapshotRelease atTheEnd = new SnapshotRelease(close);
        spark.addSparkListener(atTheEnd);
        CLEANER.register(snapshot, () -> {
            close.run();
            spark.removeSparkListener(atTheEnd);
        });
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
        close.run();
    }
}
