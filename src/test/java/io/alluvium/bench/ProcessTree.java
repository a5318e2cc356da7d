package io.alluvium.bench;

import io.alluvium.fixture.SparkSubmitFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU seconds of all processes beneath one, and the memory of executors, by {@code /proc}. The shell's times lack executors
 * that outlive the driver by a moment.
 */
final class ProcessTree {
    private static final double TICKS_A_SECOND = 100;

    private final Map<Long, Double> seconds = new HashMap<>();
    private long peakKilobytes;

    /** To be called again and again; what happens after the last time is not seen. */
    void look(ProcessHandle root) {
        Stream.concat(Stream.of(root), root.descendants()).forEach(process -> see(process.pid()));
        SparkSubmitFixture.executors(root)
                .forEach(executor -> peakKilobytes = Math.max(peakKilobytes, peakKilobytes(executor.pid())));
    }

    private void see(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            seconds.put(pid, (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_A_SECOND);
        } catch (IOException ended) {
            return;
        }
    }

    private static long peakKilobytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }

    double cpu() {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The most resident memory that one executor ever had, in megabytes. */
    double peakOfAnExecutor() {
        return peakKilobytes / 1024.0;
    }
}
