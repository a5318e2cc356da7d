package io.alluvium.bench;

import io.alluvium.demo.ShopDatabase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * B6: 24 steps that need nothing of each other. Bound by latency: tables of a source that takes a second to answer each. Bound by
 * the processor: models over one table. Each as many at a time as there are, and one at a time, whole processes in turns.
 */
final class StepsTogether {
    private static final int STEPS = 24;
    private static final long ROWS = 20_000;
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final String LATENCY = "24 slow tables";
    private static final String PROCESSOR = "24 models";

    private final Path folder;
    private final ShopDatabase shop;
    private final Meter meter;
    private final Contenders contenders;
    private final PrintStream out;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();

    private StepsTogether(Path repository, Path folder, ShopDatabase shop, PrintStream out) throws IOException {
        this.folder = folder;
        this.shop = shop;
        this.meter = new Meter(folder, shop.pid());
        this.contenders = new Contenders(repository, folder);
        this.out = out;
    }

    /** @return whether every table has its rows */
    static boolean measure(Path repository, Path folder, int rounds, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        try (ShopDatabase shop = ShopDatabase.start(folder.resolve("postgres"));
                Connection connection = shop.connect();
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < STEPS; i++) {
                statement.execute("create view slow%d as select 1 as id, %d as n from pg_sleep(1)".formatted(i, i));
            }
            statement.execute("grant select on all tables in schema public to etl_reader");
            out.printf("B6: %d steps, %d cores, %d rounds, the first dropped%n", STEPS, CORES, rounds);
            StepsTogether benchmark = new StepsTogether(repository, folder, shop, out);
            boolean right = true;
            for (int round = 0; round < rounds; round++) {
                for (int parallel : List.of(STEPS, 1)) {
                    right &= benchmark.latency(parallel, round);
                    right &= benchmark.processor(parallel == 1 ? 1 : CORES, round);
                }
                out.printf("round %d of %d done%n", round + 1, rounds);
            }
            benchmark.report();
            return right;
        }
    }

    private boolean latency(int parallel, int round) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder("""
                project = steps
                run { parallel = %d }
                warehouse { path = "warehouse" }
                sources { slow { type = postgres, host = localhost, port = %d, database = shop, user = etl_reader,
                  password = "env:SHOP_PASSWORD", connections = %d, tables {
                """.formatted(parallel, shop.port(), STEPS + 1));
        for (int i = 0; i < STEPS; i++) {
            text.append("    slow%d { from = slow%d, key = [id], mode = replace }%n".formatted(i, i));
        }
        Path project = project("latency-" + parallel, text.append("} } }\n").toString());
        run(LATENCY, parallel, round, project);
        return rows(project, "raw/slow", "count(*)") == STEPS;
    }

    /** The table is loaded before; each model chews on each row for a while. */
    private boolean processor(int parallel, int round) throws IOException, InterruptedException {
        Path project = project("processor-" + parallel, """
                project = steps
                run { parallel = %d }
                warehouse { path = "warehouse" }
                sources { files { type = files, path = landing, tables {
                  t { glob = "*.csv", format = csv, key = [id], schema = "id bigint" }
                } } }
                """.formatted(parallel));
        Files.createDirectories(project.resolve("landing"));
        StringBuilder rows = new StringBuilder("id\n");
        LongStream.range(0, ROWS).forEach(id -> rows.append(id).append('\n'));
        Files.writeString(project.resolve("landing/t.csv"), rows);
        meter.run(
                "load-" + parallel + "-" + round,
                contenders.alluvium("load", "run", project).command(),
                Map.of());
        Files.createDirectories(project.resolve("aggregate"));
        for (int i = 0; i < STEPS; i++) {
            Files.writeString(project.resolve("aggregate/m" + i + ".sql"), """
                    select count(*) as n, max(sha2(repeat(cast(id + %d as string), 2000), 512)) as most from raw.t
                    """.formatted(i));
        }
        run(PROCESSOR, parallel, round, project);
        return rows(project, "aggregate/m", "max(n)") == STEPS * ROWS;
    }

    /** Of all tables together, each by its own figure. */
    private long rows(Path project, String tables, String figure) {
        String each = IntStream.range(0, STEPS)
                .mapToObj(i ->
                        "select " + figure + " as n from delta.`" + project.resolve("warehouse/" + tables + i) + "`")
                .collect(Collectors.joining(" union all "));
        return Long.parseLong(contenders.answer("(" + each + ")", "select cast(sum(n) as string) from "));
    }

    private void run(String work, int parallel, int round, Path project) throws IOException, InterruptedException {
        Contender run = contenders.alluvium("alluvium", "run", project);
        String line = work + (parallel == 1 ? ", one at a time" : ", together");
        Map<String, String> environment = new HashMap<>(run.environment());
        environment.put("SHOP_PASSWORD", shop.password());
        Measured measured = meter.run(line.replaceAll("\\W+", "-") + "-" + round, run.command(), environment);
        seconds.computeIfAbsent(line, name -> new ArrayList<>()).add(measured.wall());
        cpu.computeIfAbsent(line, name -> new ArrayList<>()).add(measured.cpu());
    }

    private Path project(String name, String text) throws IOException {
        Path project = folder.resolve(name);
        Folders.delete(project);
        Files.createDirectories(project);
        Files.writeString(project.resolve("project.conf"), text);
        return project;
    }

    private void report() {
        out.printf("%n%-40s %8s %8s%n", "median of a whole run", "s", "CPU s");
        seconds.forEach((line, values) -> out.printf(
                "%-40s %8.1f %8.1f%n",
                line, new Ratios(values).median(), figures(cpu, line).median()));
        out.println();
        out.println(ratio(seconds, LATENCY).line("B6.latency/one_at_a_time", ">=", 8));
        out.println(ratio(seconds, PROCESSOR).line("B6.processor/one_at_a_time", ">=", 1));
        List<Double> efficiency = new ArrayList<>();
        List<Double> walls = seconds.getOrDefault(PROCESSOR + ", together", List.of());
        for (int i = 0; i < walls.size(); i++) {
            efficiency.add(figures(cpu, PROCESSOR + ", together").values().get(i) / (CORES * walls.get(i)));
        }
        out.println(new Ratios(efficiency).line("B6.processor/efficiency", ">=", 0.9));
    }

    private static Ratios figures(Map<String, List<Double>> figures, String line) {
        return new Ratios(figures.getOrDefault(line, List.of()));
    }

    private static Ratios ratio(Map<String, List<Double>> figures, String work) {
        return Ratios.of(
                figures.getOrDefault(work + ", one at a time", List.of()),
                figures.getOrDefault(work + ", together", List.of()));
    }
}
