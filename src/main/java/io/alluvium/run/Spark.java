package io.alluvium.run;

import io.alluvium.lake.Lake;
import io.alluvium.lake.LakeSession;
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
            starting = Optional.of(CompletableFuture.supplyAsync(() -> LakeSession.open(lake, application)));
        }
        return starting.get();
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
