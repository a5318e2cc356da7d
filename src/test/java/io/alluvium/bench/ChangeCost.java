package io.alluvium.bench;

import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunId;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.run.Pipeline;
import io.alluvium.run.RunListener;
import io.alluvium.run.RunOptions;
import io.alluvium.verify.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * B3: orders and lines of TPC-H change, and one join, two aggregates and one window over them follow; beside the same models
 * computed as a whole. Both in one warm process with the launcher's JVM, in turns.
 */
final class ChangeCost {
    private static final double ORDERS = 1_500_000;

    private static final String PROJECT = """
            project = change
            run { parallel = 1 }
            warehouse { path = "warehouse" }
            sources { files { type = files, path = landing, tables {
              lines { glob = "lines/*.csv", format = csv, key = [orderkey, linenumber],
                schema = "orderkey bigint, linenumber int, partkey bigint, net decimal(12,2), version bigint" }
              orders { glob = "orders/*.csv", format = csv, key = [orderkey],
                schema = "orderkey bigint, custkey bigint, orderdate date, version bigint" }
            } } }
            """;

    private static final String APPLY = "/*---\nstrategy = apply\nsequence_by = [version]\n---*/\n";

    /** By name of the model. */
    private static final Map<String, String> MODELS = new LinkedHashMap<>();

    static {
        MODELS.put("curated/order_lines", """
                select l.orderkey, l.linenumber, l.net, o.custkey, o.orderdate
                from curated.lines l join curated.orders o on o.orderkey = l.orderkey
                """);
        MODELS.put("aggregate/daily", """
                select orderdate, count(distinct orderkey) as orders, sum(net) as net
                from curated.order_lines group by orderdate
                """);
        MODELS.put("aggregate/customers", """
                select custkey, count(*) as lines, sum(net) as net, max(orderdate) as last
                from curated.order_lines group by custkey
                """);
        MODELS.put("aggregate/ranked", """
                select orderkey, custkey, rank() over (partition by custkey order by orderdate desc, orderkey) as nth
                from curated.orders
                """);
    }

    private final Path folder;
    private final double scale;
    private final PrintStream out;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();
    private long version;

    private ChangeCost(Path folder, double scale, PrintStream out) {
        this.folder = folder;
        this.scale = scale;
        this.out = out;
    }

    /** @return whether the models equal what is computed as a whole */
    static boolean measure(Path repository, Path folder, double scale, int rounds)
            throws IOException, InterruptedException {
        for (Way way : Way.values()) {
            ChangeFiles.write(folder.resolve(way.name()).resolve("landing"), scale);
        }
        List<String> command = new Contenders(repository, folder)
                .own(ChangeCost.class, List.of(folder.toString(), Double.toString(scale), Integer.toString(rounds)));
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        return process.waitFor() == 0;
    }

    /** @param arguments the folder, the scale and the number of rounds */
    public static void main(String[] arguments) throws IOException {
        ChangeCost cost = new ChangeCost(Path.of(arguments[0]), Double.parseDouble(arguments[1]), System.out);
        int rounds = Integer.parseInt(arguments[2]);
        cost.load();
        for (int round = 0; round < rounds; round++) {
            cost.change("one order", 1, true);
            cost.change("0.1 % recent", (long) (ORDERS * cost.scale / 1000), true);
            cost.change("0.1 % scattered", (long) (ORDERS * cost.scale / 1000), false);
            cost.change("1 % recent", (long) (ORDERS * cost.scale / 100), true);
            System.out.printf("round %d of %d done%n", round + 1, rounds);
        }
        cost.report();
        System.exit(cost.isRight() ? 0 : 1);
    }

    private enum Way {
        FOLLOWED,
        WHOLE
    }

    private Path project(Way way) {
        return folder.resolve(way.name());
    }

    private void load() throws IOException {
        for (Way way : Way.values()) {
            Path project = project(way);
            Files.createDirectories(project.resolve("curated"));
            Files.createDirectories(project.resolve("aggregate"));
            Files.writeString(project.resolve("project.conf"), PROJECT);
            Files.writeString(
                    project.resolve("curated/lines.sql"),
                    APPLY + "select orderkey, linenumber, partkey, net from raw.lines\n");
            Files.writeString(
                    project.resolve("curated/orders.sql"),
                    APPLY + "select orderkey, custkey, orderdate from raw.orders\n");
            String strategy = way == Way.WHOLE ? "strategy = full" : "strict = true";
            for (Map.Entry<String, String> model : MODELS.entrySet()) {
                Files.writeString(
                        project.resolve(model.getKey() + ".sql"),
                        "/*---\n" + strategy + "\n---*/\n" + model.getValue());
            }
            run(way, new Times());
            out.printf("%s loaded%n", way);
        }
    }

    /** TPC-H has eight keys in each 32. */
    private LongStream keys(long orders, boolean isRecent) {
        long all = (long) (ORDERS * scale);
        return LongStream.range(0, orders)
                .map(i -> isRecent ? all - orders + i : i * (all / orders) + version % (all / orders))
                .map(i -> (i / 8) * 32 + i % 8 + 1);
    }

    /** A changed order has another customer and another price of its first line. */
    private void change(String cell, long orders, boolean isRecent) throws IOException {
        version++;
        String lines = keys(orders, isRecent)
                .mapToObj(key -> "%d,1,%d,%d.50,%d".formatted(key, 1 + key % 1000, 1000 + version, version))
                .collect(Collectors.joining("\n", "orderkey,linenumber,partkey,net,version\n", "\n"));
        String heads = keys(orders, isRecent)
                .mapToObj(key -> "%d,%d,1998-01-%02d,%d"
                        .formatted(key, 1 + (key + version) % (long) (scale * 150_000), 1 + version % 28, version))
                .collect(Collectors.joining("\n", "orderkey,custkey,orderdate,version\n", "\n"));
        for (Way way : version % 2 == 0 ? List.of(Way.FOLLOWED, Way.WHOLE) : List.of(Way.WHOLE, Way.FOLLOWED)) {
            Files.writeString(project(way).resolve("landing/lines/%d.csv".formatted(version)), lines);
            Files.writeString(project(way).resolve("landing/orders/%d.csv".formatted(version)), heads);
            Times times = new Times();
            RunRecord run = run(way, times);
            for (StepRecord step : run.steps()) {
                String table = step.table().toString();
                if (MODELS.containsKey(table.replace('.', '/'))) {
                    note(cell + ", " + table, way, step.duration().toMillis() / 1000.0, times.of(table));
                }
            }
        }
    }

    private void note(String line, Way way, double wall, double used) {
        seconds.computeIfAbsent(line + " " + way, name -> new ArrayList<>()).add(wall);
        cpu.computeIfAbsent(line + " " + way, name -> new ArrayList<>()).add(used);
    }

    private Pipeline pipeline(Way way) {
        return Pipeline.open(
                new ProjectReader.Request(project(way), true, Optional.empty(), Map.of()), Clock.systemUTC());
    }

    private RunRecord run(Way way, Times times) throws IOException {
        RunRecord run = pipeline(way).run(new RunOptions(Optional.empty(), Duration.ZERO), times);
        Set<StepRecord.Outcome> wrong = way == Way.FOLLOWED && version > 0
                ? Set.of(StepRecord.Outcome.FULL, StepRecord.Outcome.SKIPPED)
                : Set.of(StepRecord.Outcome.INCREMENTAL);
        if (run.exitStatus() != 0 || run.steps().stream().anyMatch(step -> wrong.contains(step.outcome()))) {
            throw new IOException("the run did otherwise than it should: " + run.steps());
        }
        return run;
    }

    private boolean isRight() {
        List<Verdict> verdicts = pipeline(Way.FOLLOWED).verifyModels(List.of());
        out.println(verdicts);
        return verdicts.stream()
                .allMatch(verdict -> verdict instanceof Verdict.Recomputed recomputed && recomputed.isEqual());
    }

    /** CPU seconds of this process from the end of one step to that of the next, which runs alone. */
    private static final class Times implements RunListener {
        private final Map<String, Double> used = new HashMap<>();
        private double last = now();

        double of(String table) {
            return used.getOrDefault(table, 0.0);
        }

        private static double now() {
            var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return system.getProcessCpuTime() / 1e9;
        }

        @Override
        public void started(RunId run) {}

        @Override
        public synchronized void finished(StepRecord step) {
            double end = now();
            used.put(step.table().toString(), end - last);
            last = end;
        }

        @Override
        public void ended(RunRecord run) {}
    }

    private void report() {
        out.printf("%n%-44s %8s %8s %8s %8s%n", "median of a step, warm", "s", "whole s", "CPU s", "whole");
        seconds.keySet().stream()
                .filter(line -> line.endsWith(Way.FOLLOWED.name()))
                .map(line ->
                        line.substring(0, line.length() - Way.FOLLOWED.name().length()))
                .forEach(line -> out.printf(
                        "%-44s %8.2f %8.2f %8.2f %8.2f%n",
                        line,
                        median(seconds, line, Way.FOLLOWED),
                        median(seconds, line, Way.WHOLE),
                        median(cpu, line, Way.FOLLOWED),
                        median(cpu, line, Way.WHOLE)));
        out.println();
        ratio("one order", 0.35);
        ratio("0.1 % recent", 0.35);
        ratio("0.1 % scattered", 0.5);
        ratio("1 % recent", 0.8);
    }

    private static double median(Map<String, List<Double>> figures, String line, Way way) {
        return new Ratios(figures.getOrDefault(line + way, List.of())).median();
    }

    /** CPU seconds of all four models. */
    private void ratio(String cell, double target) {
        double followed = 0;
        double whole = 0;
        for (String model : MODELS.keySet()) {
            String line = cell + ", " + model.replace('/', '.') + " ";
            followed += median(cpu, line, Way.FOLLOWED);
            whole += median(cpu, line, Way.WHOLE);
        }
        out.printf("ratio B3.%s %.3f target <= %s%n", cell.replace(' ', '_'), followed / whole, target);
    }
}
