package io.alluvium.source.budget;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ends a read that shall stop. A read from a socket does not notice an interrupt, so a second thread watches: it cancels at
 * the server, and cuts the connection where that does not help.
 */
public final class WatchedRead {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String what;
    private final BooleanSupplier stopped;
    private final Session session;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean cancelled;

    /** The connection that is read from. */
    public interface Session {
        /** Asks the server to end what runs; may wait for a network that is gone. Logs what goes wrong. */
        void cancel();

        /** Closes the connection under whoever reads from it. Logs what goes wrong. */
        void cut();
    }

    private WatchedRead(String what, BooleanSupplier stopped, Session session) {
        this.what = what;
        this.stopped = stopped;
        this.session = session;
    }

    /**
     * Watches from now on, until {@link #end}.
     *
     * @param what is read, in a word for the names of threads
     * @param stopped whether the reader shall end; asked ten times a second
     */
    public static WatchedRead start(String what, BooleanSupplier stopped, Session session) {
        WatchedRead watch = new WatchedRead(what, stopped, session);
        daemon(watch::watch, "alluvium-" + what + "-watch");
        return watch;
    }

    private void watch() {
        try {
            while (!ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (stopped.getAsBoolean() && mayCancel()) {
                    cancel();
                    if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                        session.cut();
                    }
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A connection that was given back is no longer ours to cancel. */
    private synchronized boolean mayCancel() {
        cancelled = ended.getCount() > 0;
        return cancelled;
    }

    /** Cancels without waiting for the server. */
    public void cancel() {
        daemon(session::cancel, "alluvium-" + what + "-cancel");
    }

    /**
     * Watches no longer; nothing is cancelled from here on.
     *
     * @return whether nothing was
     */
    public synchronized boolean end() {
        ended.countDown();
        return !cancelled;
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
