package io.alluvium.run;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes things side by side and hands them on in their order. No more are made ahead than may be at once, so that little
 * is lost when one fails.
 *
 * @param <T> what is made
 */
final class SideBySide<T> implements AutoCloseable {
    private final ExecutorService threads;
    private final Iterator<Callable<T>> work;
    private final Consumer<T> drop;
    private final Queue<Future<T>> begun = new ArrayDeque<>();

    /**
     * @param most at once
     * @param drop for what was made and nobody took
     */
    SideBySide(int most, Iterable<Callable<T>> work, Consumer<T> drop) {
        this.threads = Executors.newFixedThreadPool(most);
        this.work = work.iterator();
        this.drop = drop;
        for (int i = 0; i < most; i++) {
            begin();
        }
    }

    private void begin() {
        if (work.hasNext()) {
            begun.add(threads.submit(work.next()));
        }
    }

    /**
     * The next one. Once it is there another is begun.
     *
     * @throws Exception what its making raised
     */
    T next() throws Exception {
        try {
            T made = begun.element().get();
            begun.remove();
            begin();
            return made;
        } catch (InterruptedException e) {
            // Who stops the run does not wait for what is at work.
            threads.shutdownNow();
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception raised ? raised : e;
        }
    }

    /** Waits for what is still being made, and drops it: work that is broken off may leave things that nobody knows of. */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
                threads.shutdownNow();
            }
        }
        for (Future<T> made : begun) {
            try {
                if (made.isDone()) {
                    drop.accept(made.get());
                }
            } catch (ExecutionException | InterruptedException e) {
                // Whoever asked for it has heard of its failure, or stopped before.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
