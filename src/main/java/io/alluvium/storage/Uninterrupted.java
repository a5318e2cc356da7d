package io.alluvium.storage;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Carries requests of a store's client to their end, which gives an interrupted one up whether it was sent or not. */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Something to ask a store. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException;
    }

    /** Sends on a thread that nobody interrupts; the caller's own interrupt is kept for it. */
    static <T> T send(Request<T> request) throws IOException {
        FutureTask<T> task = new FutureTask<>(request::send);
        Thread thread = new Thread(task, "alluvium-storage");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw cause(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException cause(ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failed.getCause() instanceof Error error) {
            throw error;
        }
        return failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
    }
}
