package io.alluvium.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Runs commands and measures them, on Linux: times by the shell's {@code time}, memory by {@code /proc}. */
final class Meter {
    private static final long SAMPLE_MILLIS = 50;
    private static final double TICKS_A_SECOND = 100;

    private final Path folder;
    private final long serverPid;

    /**
     * @param folder for the outputs of the commands
     * @param serverPid of PostgreSQL's first process
     */
    Meter(Path folder, long serverPid) {
        this.folder = folder;
        this.serverPid = serverPid;
    }

    /** @param name of the output file, which is kept */
    Measured run(String name, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        return run(name, command, environment, process -> {});
    }

    /** @param watch shown the process again and again while it runs */
    Measured run(String name, List<String> command, Map<String, String> environment, Consumer<ProcessHandle> watch)
            throws IOException, InterruptedException {
        Path screen = folder.resolve(name + ".out");
        Path times = folder.resolve(name + ".times");
        List<String> timed = new ArrayList<>(
                List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; { time \"$@\" 2>&3; } 3>&2 2>'" + times + "'", "time"));
        timed.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(timed).redirectErrorStream(true).redirectOutput(screen.toFile());
        builder.environment().putAll(environment);
        double serverBefore = serverCpu();
        Process process = builder.start();
        long peak = 0;
        while (process.isAlive()) {
            peak = Math.max(peak, residentKilobytes(process.toHandle()));
            watch.accept(process.toHandle());
            Thread.sleep(SAMPLE_MILLIS);
        }
        if (process.waitFor() != 0) {
            throw new IOException(command + " ended with " + process.exitValue() + "; its screen is " + screen);
        }
        String[] seconds = Files.readString(times).trim().split(" ");
        return new Measured(
                Double.parseDouble(seconds[0]),
                Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]),
                serverCpu() - serverBefore,
                peak / 1024.0,
                lines(screen));
    }

    private static long lines(Path screen) throws IOException {
        try (Stream<String> lines = Files.lines(screen, StandardCharsets.UTF_8)) {
            return lines.count();
        }
    }

    private static long residentKilobytes(ProcessHandle root) {
        return LongStream.concat(LongStream.of(root.pid()), root.descendants().mapToLong(ProcessHandle::pid))
                .map(Meter::residentKilobytes)
                .sum();
    }

    private static long residentKilobytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }

    /** Seconds of the server's processes, those that have ended included. */
    private double serverCpu() {
        return ProcessHandle.of(serverPid)
                .map(server -> Stream.concat(Stream.of(server), server.descendants())
                        .mapToDouble(process -> cpu(process.pid()))
                        .sum())
                .orElse(0.0);
    }

    private static double cpu(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Double.parseDouble(fields[i]);
            }
            return ticks / TICKS_A_SECOND;
        } catch (IOException ended) {
            return 0;
        }
    }
}
