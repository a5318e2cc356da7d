package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterruptionIT {
    private static Process start(String manner) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Slow.class.getName(),
                        manner)
                .redirectErrorStream(true)
                .start();
    }

    /** By the shell's own word: a minimal system has no program for it. */
    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void workThatHeedsTheInterruptWindsUpAndEndsWithTheSignalsStatus(String name, int status) throws Exception {
        Process process = start("heeds");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");

            signal(process, name);

            assertThat(out.readLine()).isEqualTo("wound up");
            assertThat(process.waitFor(3, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(status);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void workThatHeedsNothingEndsWithinFiveSeconds() throws Exception {
        Process process = start("ignores");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            long sent = System.nanoTime();

            signal(process, "INT");

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(Duration.ofNanos(System.nanoTime() - sent))
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aSecondCtrlCEndsAtOnce() throws Exception {
        Process process = start("ignores");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            signal(process, "INT");
            Thread.sleep(300);

            signal(process, "INT");

            assertThat(process.waitFor(2, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }
}
