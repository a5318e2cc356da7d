package io.alluvium.cli;

import io.alluvium.report.ExitStatus;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM. The first one interrupts the thread that works, so that a run records what it stopped; the process
 * ends four seconds later whatever happens, at once on a second signal. A handler and not a shutdown hook: hooks of Spark
 * and Hadoop start at the same moment as ours would and pull the session away from the steps that are being wound up.
 */
final class Interruption {
    private static final long PATIENCE_MILLIS = 4000;

    private final Thread worker;
    private final AtomicInteger received = new AtomicInteger();

    private Interruption(Thread worker) {
        this.worker = worker;
    }

    /** Nothing interrupts: for tests in a shared JVM. */
    static Interruption none() {
        return new Interruption(Thread.currentThread());
    }

    /** Listens from now on; where the JVM keeps signals to itself ({@code -Xrs}) its own handling stays. */
    static Interruption install(Thread worker) {
        Interruption interruption = new Interruption(worker);
        for (String name : new String[] {"INT", "TERM"}) {
            try {
                Signal.handle(new Signal(name), signal -> interruption.receive(128 + signal.getNumber()));
            } catch (IllegalArgumentException reserved) {
                continue;
            }
        }
        return interruption;
    }

    /** The exit status that the signal asks for, once there was one. */
    Optional<ExitStatus> exitStatus() {
        return received.get() == 0 ? Optional.empty() : Optional.of(ExitStatus.ofCode(received.get()));
    }

    private void receive(int status) {
        if (!received.compareAndSet(0, status)) {
            Runtime.getRuntime().halt(status);
        }
        Thread end = new Thread(() -> halt(status), "alluvium-end");
        end.setDaemon(true);
        end.start();
        worker.interrupt();
    }

    private static void halt(int status) {
        try {
            Thread.sleep(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }
}
