package io.alluvium.bench;

import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunId;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.run.Pipeline;
import io.alluvium.run.RunListener;
import io.alluvium.run.RunOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * B7: one key is changed in a raw log of 1, 4 and 16 times 100,000 rows, and of 10, 100 and 1,000 batches, with 10,000 keys in
 * each. What the step of its {@code apply} model costs, warm, in one process with the launcher's JVM; and what one version
 * costs that comes late by half of the log.
 */
final class ApplyCost {
    private static final int ROWS = 100_000;
    private static final int KEYS = 10_000;

    /** No amount of a change that is not late. */
    private static final int LATE = 1_000_000;

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<Log> LOGS =
            List.of(new Log(1, 10), new Log(1, 100), new Log(1, 1_000), new Log(4, 100), new Log(16, 100));

    private static final String PROJECT = """
            project = cost
            warehouse { path = "warehouse" }
            sources { files { type = files, path = landing, tables {
              t { glob = "*.csv", format = csv, key = [id], schema = "id bigint, at timestamp, amount bigint" }
            } } }
            """;

    private static final String MODEL =
            "/*---\nstrategy = apply\nsequence_by = [at]\n---*/\nselect id, at, amount from raw.t\n";

    private final Path folder;
    private final PrintStream out;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();

    /** @param times of {@link #ROWS} */
    private record Log(int times, int batches) {
        String name() {
            return "%d rows, %d batches".formatted(times * ROWS, batches);
        }
    }

    private ApplyCost(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    /** @return whether each change was in the table afterwards */
    static boolean measure(Path repository, Path folder, int rounds) throws IOException, InterruptedException {
        List<String> command = new Contenders(repository, folder)
                .own(ApplyCost.class, List.of(folder.toString(), Integer.toString(rounds)));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        return process.waitFor() == 0;
    }

    /** @param arguments the folder and the number of rounds */
    public static void main(String[] arguments) throws IOException {
        ApplyCost cost = new ApplyCost(Path.of(arguments[0]), System.out);
        int rounds = Integer.parseInt(arguments[1]);
        for (Log log : LOGS) {
            cost.load(log);
        }
        boolean right = true;
        for (int round = 0; round < rounds; round++) {
            for (Log log : LOGS) {
                right &= cost.change(log, round, false);
                right &= cost.change(log, round, true);
            }
        }
        cost.report();
        System.exit(right ? 0 : 1);
    }

    private Path project(Log log) {
        return folder.resolve(log.times() + "-" + log.batches());
    }

    /** All batches without the model, then the model over all of them. */
    private void load(Log log) throws IOException {
        Path project = project(log);
        Files.createDirectories(project.resolve("landing"));
        Files.writeString(project.resolve("project.conf"), PROJECT);
        int rows = log.times() * ROWS / log.batches();
        for (int batch = 0; batch < log.batches(); batch++) {
            StringBuilder text = new StringBuilder("id,at,amount\n");
            for (long row = (long) batch * rows; row < (batch + 1L) * rows; row++) {
                text.append(row % KEYS)
                        .append(',')
                        .append(BEGIN.plusSeconds(row))
                        .append(',')
                        .append(row)
                        .append('\n');
            }
            Files.writeString(project.resolve("landing/%05d.csv".formatted(batch)), text);
            run(log, new Times());
        }
        Files.createDirectories(project.resolve("curated"));
        Files.writeString(project.resolve("curated/t.sql"), MODEL);
        run(log, new Times());
        out.printf("%s loaded%n", log.name());
    }

    private boolean change(Log log, int round, boolean isLate) throws IOException {
        long rows = (long) log.times() * ROWS;
        int key = 17 + round * 100;
        Instant at = BEGIN.plusSeconds(isLate ? rows / 2 : rows + round);
        Files.writeString(
                project(log).resolve("landing/x%05d%s.csv".formatted(round, isLate ? "late" : "")),
                "id,at,amount\n%d,%s,-%d\n".formatted(key, at, isLate ? LATE + round : round + 1));
        Times times = new Times();
        StepRecord step = run(log, times);
        String name = log.name() + (isLate ? ", late" : "");
        seconds.computeIfAbsent(name, line -> new ArrayList<>())
                .add(step.duration().toMillis() / 1000.0);
        cpu.computeIfAbsent(name, line -> new ArrayList<>()).add(times.cpu());
        String amount = pipeline(log)
                .query("select amount from curated.t where id = " + key)
                .toDF()
                .head()
                .mkString();
        boolean isNew = amount.equals("-" + (round + 1));
        // What came late by half of the log lost against the change of this round.
        return step.outcome() == StepRecord.Outcome.APPLIED && isNew;
    }

    private Pipeline pipeline(Log log) {
        return Pipeline.open(
                new ProjectReader.Request(project(log), true, Optional.empty(), Map.of()), Clock.systemUTC());
    }

    private StepRecord run(Log log, Times times) throws IOException {
        RunRecord run = pipeline(log).run(new RunOptions(Optional.empty(), Duration.ZERO), times);
        if (run.exitStatus() != 0) {
            throw new IOException("the run failed: " + run.steps());
        }
        return run.steps().get(run.steps().size() - 1);
    }

    /** CPU seconds of this process between the ends of the last two steps. */
    private static final class Times implements RunListener {
        private final List<Double> ends = new ArrayList<>();

        double cpu() {
            return ends.get(ends.size() - 1) - ends.get(ends.size() - 2);
        }

        @Override
        public void started(RunId run) {}

        @Override
        public synchronized void finished(StepRecord step) {
            var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            ends.add(system.getProcessCpuTime() / 1e9);
        }

        @Override
        public void ended(RunRecord run) {}
    }

    private void report() {
        out.printf("%n%-40s %8s %8s%n", "median of the apply step, warm", "s", "CPU s");
        seconds.keySet()
                .forEach(name -> out.printf("%-40s %8.2f %8.2f%n", name, median(seconds, name), median(cpu, name)));
        out.println();
        slope("B7.batches.slope", List.of(LOGS.get(0), LOGS.get(1), LOGS.get(2)), List.of(10.0, 100.0, 1000.0));
        slope("B7.rows.slope", List.of(LOGS.get(1), LOGS.get(3), LOGS.get(4)), List.of(1.0, 4.0, 16.0));
    }

    private static double median(Map<String, List<Double>> figures, String name) {
        return new Ratios(figures.getOrDefault(name, List.of())).median();
    }

    /** Of the line through the logarithms, by least squares. */
    private void slope(String name, List<Log> logs, List<Double> sizes) {
        for (Map.Entry<String, Map<String, List<Double>>> figures :
                Map.of("seconds", seconds, "cpu", cpu).entrySet()) {
            double meanX = sizes.stream().mapToDouble(Math::log).average().orElseThrow();
            double meanY = logs.stream()
                    .mapToDouble(log -> Math.log(median(figures.getValue(), log.name())))
                    .average()
                    .orElseThrow();
            double products = 0;
            double squares = 0;
            for (int i = 0; i < logs.size(); i++) {
                double x = Math.log(sizes.get(i)) - meanX;
                products += x * (Math.log(median(figures.getValue(), logs.get(i).name())) - meanY);
                squares += x * x;
            }
            out.printf("ratio %s.%s %.3f target <= 0.2%n", name, figures.getKey(), products / squares);
        }
    }
}
