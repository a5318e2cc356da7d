package io.alluvium.run;

import io.alluvium.lake.Lake;
import io.alluvium.lake.LakeSession;
import io.alluvium.spark.cluster.YarnDriver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Spark, started when it is first needed and not before. Safe for many threads. */
final class Spark implements AutoCloseable {
    private final Lake lake;
    private final String application;
    private Optional<CompletableFuture<LakeSession>> starting = Optional.empty();

    Spark(Lake lake, String application) {
        this.lake = lake;
        this.application = application;
    }

    /** Begins to start Spark in the background, because it will be needed. */
    synchronized CompletableFuture<LakeSession> start() {
        if (starting.isEmpty()) {
            starting = Optional.of(
                    CompletableFuture.supplyAsync(() -> LakeSession.open(lake, application), Spark::inItsOwnThread));
        }
        return starting.get();
    }

    /** Begins at once where the cluster gives up a driver that has no session yet. */
    void startWhereAwaited() {
        if (YarnDriver.isHere()) {
            start();
        }
    }

    /** Returns when that start has come to its end: the cluster calls a program failed that ends before it. */
    void awaitWhereAwaited() {
        if (YarnDriver.isHere()) {
            start().handle((session, failure) -> session != null).join();
        }
    }

    /** Spark loads classes by its maker's class loader, where spark-submit has the job jar: the common pool's threads have another. */
    private static void inItsOwnThread(Runnable work) {
        Thread thread = new Thread(work, "alluvium-spark");
        thread.setDaemon(true);
        thread.start();
    }

    LakeSession session() {
        try {
            return start().join();
        } catch (java.util.concurrent.CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public synchronized void close() {
        if (starting.isPresent() && !starting.get().isCompletedExceptionally()) {
            starting.get().join().close();
        }
    }
}
