package io.alluvium.cli;

import io.alluvium.report.ExitStatus;
import java.util.concurrent.TimeUnit;

/** A program that works for a minute, for tests of signals; its argument says whether it heeds an interrupt. */
final class Slow {
    private Slow() {}

    public static void main(String[] arguments) {
        Interruption interruption = Interruption.install(Thread.currentThread());
        boolean heeds = arguments[0].equals("heeds");
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        System.out.println("ready");
        while (System.nanoTime() < end) {
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                if (heeds) {
                    System.out.println("wound up");
                    System.exit(interruption.exitStatus().map(ExitStatus::code).orElse(1));
                }
            }
        }
    }
}
