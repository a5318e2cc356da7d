package io.alluvium.bench;

import io.alluvium.fixture.SparkSubmitFixture;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * B1 on a cluster: the first load of {@code lineitem} by the executors of {@code local-cluster}, one and two of one core,
 * beside Spark's JDBC reader tuned on the same. Both by spark-submit with the same options; seconds of whole processes,
 * CPU seconds of all of them, the executors' included.
 */
final class ClusterLoad {
    private static final String EXECUTOR_MEGABYTES = "1024";
    private static final List<Integer> WORKERS = List.of(1, 2);

    private final Path folder;
    private final Lines lines;
    private final Contenders contenders;
    private final Meter meter;
    private final SparkSubmitFixture spark;
    private final PrintStream out;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();
    private final Map<String, List<Double>> peak = new LinkedHashMap<>();

    private ClusterLoad(Path repository, Path folder, Lines lines, PrintStream out) throws IOException {
        this.folder = folder;
        this.lines = lines;
        this.contenders = new Contenders(repository, folder);
        this.meter = new Meter(folder, lines.shop().pid());
        this.spark = SparkSubmitFixture.in(folder);
        this.out = out;
    }

    /** @return whether the tables that we loaded are the source's */
    static boolean measure(Path repository, Path folder, double scale, int rounds, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        try (Lines lines = Lines.start(folder, scale)) {
            ClusterLoad benchmark = new ClusterLoad(repository, folder, lines, out);
            out.printf("B1-cluster: lineitem at scale %s, %d rounds, the first dropped%n", scale, rounds);
            LineSums source = LineSums.of(lines);
            boolean right = true;
            for (int round = 0; round < rounds; round++) {
                for (int workers : WORKERS) {
                    right &= benchmark.round(workers, round, source);
                }
                out.printf("round %d of %d done%n", round + 1, rounds);
            }
            benchmark.report();
            return right;
        }
    }

    private static String ours(int workers) {
        return "alluvium to Delta, " + workers + " x 1 core";
    }

    private static String theirs(int workers) {
        return "Spark JDBC tuned to Delta, " + workers + " x 1 core";
    }

    private boolean round(int workers, int round, LineSums source)
            throws IOException, SQLException, InterruptedException {
        Path warehouses = Files.createDirectories(folder.resolve("warehouses"));
        String master = "local-cluster[" + workers + ",1," + EXECUTOR_MEGABYTES + "]";
        Contender own = contenders.submitted(
                ours(workers),
                spark,
                master,
                List.of("run", "--project", lines.project().toString()));
        Contender other = contenders.submittedCopy(
                theirs(workers),
                spark,
                master,
                List.of(
                        Integer.toString(lines.shop().port()),
                        "tuned",
                        warehouses.resolve("spark").toString()));
        // Who comes first changes, so that neither always finds the other's pages in memory.
        for (Contender contender : round % 2 == 0 ? List.of(own, other) : List.of(other, own)) {
            run(contender, warehouses.resolve("lines"), round);
        }
        boolean right = round > 0 || isRight(warehouses.resolve("lines/raw/lineitem"), source);
        Folders.delete(warehouses);
        return right;
    }

    private void run(Contender contender, Path warehouse, int round) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(contender.environment());
        environment.putAll(lines.environment(warehouse));
        ProcessTree tree = new ProcessTree();
        String file = contender.name().replaceAll("\\W+", "-") + "-" + round;
        Measured measured = meter.run(file, contender.command(), environment, tree::look);
        out.printf("  %s: %.1f s%n", contender.name(), measured.wall());
        seconds.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(measured.wall());
        cpu.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(tree.cpu());
        peak.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(tree.peakOfAnExecutor());
    }

    private boolean isRight(Path table, LineSums source) {
        LineSums found = LineSums.of(contenders, "delta.`" + table + "`");
        out.println(found.equals(source) ? "same sums as the source" : "void: " + found + " is not " + source);
        return found.equals(source);
    }

    private void report() {
        out.printf("%n%-40s %8s %8s %18s%n", "median", "s", "CPU s", "MB of an executor");
        seconds.forEach((name, values) -> out.printf(
                "%-40s %8.2f %8.2f %18.0f%n",
                name, new Ratios(values).median(), median(cpu, name), median(peak, name)));
        out.println();
        for (int workers : WORKERS) {
            String name = "B1.cluster" + workers;
            out.println(Ratios.of(of(theirs(workers)), of(ours(workers))).line(name + "/spark_tuned", ">=", 3));
            out.println(String.format(
                    Locale.ROOT,
                    "%s: seconds %s against %s, CPU %s against %s",
                    name,
                    of(ours(workers)),
                    of(theirs(workers)),
                    cpu.get(ours(workers)),
                    cpu.get(theirs(workers))));
        }
    }

    private static double median(Map<String, List<Double>> figures, String name) {
        return new Ratios(figures.getOrDefault(name, List.of())).median();
    }

    private List<Double> of(String name) {
        return seconds.getOrDefault(name, List.of());
    }
}
