package io.alluvium.bench;

import io.alluvium.demo.DemoSources;
import io.alluvium.demo.TruthCheck;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * B5: the demo's work, each command in a JVM of its own. First load, a run with nothing to do, {@code validate}, and the
 * run after a day of changes, beside the same work as a plain Spark program.
 */
final class FirstLight {
    private static final double SCALE = 0.1;
    private static final double STEADY = 0.15;

    private final Path repository;
    private final Path folder;
    private final DemoSources sources;
    private final Meter meter;
    private final Contenders contenders;
    private final PrintStream out;
    private final Map<String, List<Measured>> measured = new LinkedHashMap<>();

    private FirstLight(Path repository, Path folder, DemoSources sources, PrintStream out) throws IOException {
        this.repository = repository;
        this.folder = folder;
        this.sources = sources;
        this.meter = new Meter(folder, sources.serverPid());
        this.contenders = new Contenders(repository, folder);
        this.out = out;
    }

    /** @return whether the measurement counts and every contender's tables were right */
    static boolean measure(Path repository, Path folder, int rounds, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        try (DemoSources sources = DemoSources.start(folder, SCALE, repository.resolve("jobs/tpch"))) {
            FirstLight benchmark = new FirstLight(repository, folder, sources, out);
            out.printf("B5 at scale %s, %d rounds, the first dropped%n", SCALE, rounds);
            return benchmark.rounds(rounds);
        }
    }

    private boolean rounds(int rounds) throws IOException, SQLException, InterruptedException {
        Path archive = folder.resolve("plain.jsa");
        meter.run("training", contenders.plainTraining(archive).command(), environment("training", -1));
        List<Contender> contenders = List.of(
                this.contenders.plainDefaults(),
                this.contenders.plainTuned(archive),
                this.contenders.alluvium("alluvium", "run"));
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : contenders) {
                run(contender, "first load", round);
            }
            run(contenders.get(2), "no change", round);
            run(this.contenders.alluvium("alluvium", "validate"), "validate", round);
            run(this.contenders.bareJvm(), "validate", round);
            sources.change();
            for (Contender contender : contenders) {
                run(contender, "day of changes", round);
            }
            if (!right(contenders, round)) {
                return false;
            }
            out.printf("round %d of %d done%n", round + 1, rounds);
        }
        return report();
    }

    private void run(Contender contender, String work, int round) throws IOException, InterruptedException {
        Map<String, String> environment = environment(contender.name(), round);
        environment.putAll(contender.environment());
        String name = contender.name() + ": " + work;
        String file = name.replaceAll("\\W+", "-") + "-" + round;
        measured.computeIfAbsent(name, key -> new ArrayList<>()).add(meter.run(file, contender.command(), environment));
    }

    private Map<String, String> environment(String contender, int round) {
        Map<String, String> environment = new HashMap<>(sources.environment());
        environment.put("TPCH_WAREHOUSE", warehouse(contender, round).toString());
        return environment;
    }

    private Path warehouse(String contender, int round) {
        return folder.resolve("warehouses").resolve(round + "-" + contender.replaceAll("\\W+", "-"));
    }

    private boolean right(List<Contender> contenders, int round) throws IOException, SQLException {
        for (Contender contender : contenders) {
            Path warehouse = warehouse(contender.name(), round);
            for (TruthCheck.Result table :
                    new TruthCheck(sources.connection(), repository.resolve("jobs/tpch"), warehouse).all()) {
                if (!table.equal()) {
                    out.println(
                            "void: " + contender.name() + " has a wrong " + table.table() + ": " + table.differences());
                    return false;
                }
            }
            Folders.delete(warehouse);
        }
        return true;
    }

    private boolean report() {
        out.printf("%n%-42s %8s %8s %10s %9s %7s%n", "median", "wall s", "CPU s", "server CPU", "peak MB", "lines");
        measured.forEach((name, values) -> out.printf(
                "%-42s %8.1f %8.1f %10.1f %9.0f %7.0f%n",
                name,
                figure(name, Measured::wall).median(),
                figure(name, Measured::cpu).median(),
                figure(name, Measured::serverCpu).median(),
                figure(name, Measured::peakMegabytes).median(),
                figure(name, Measured::lines).median()));
        out.println();
        Ratios anchor = figure("plain defaults: first load", Measured::cpu);
        out.printf("anchor: plain defaults, first load, CPU s: %s; median %s%n%n", anchor, anchor.text());
        out.println(ratio("alluvium: first load", "plain defaults: first load")
                .line("B5.cold_cpu/plain_defaults", "<=", 0.4));
        out.println(ratio("alluvium: first load", "plain, our settings: first load")
                .line("B5.cold_cpu/plain_our_settings", "<=", 1.1));
        out.println(ratio("alluvium: no change", "alluvium: first load").line("B5.no_change_cpu/cold_cpu", "<=", 0.1));
        out.println(overBareJvm().line("B5.validate_cpu_s_over_bare_jvm", "<=", 1.0));
        out.println(figure("alluvium: first load", Measured::lines).line("B5.screen_lines", "<=", 29));
        out.printf(
                "beside: day of changes, CPU: %s of plain defaults, %s of plain with our settings%n",
                ratio("alluvium: day of changes", "plain defaults: day of changes")
                        .text(),
                ratio("alluvium: day of changes", "plain, our settings: day of changes")
                        .text());
        boolean steady = anchor.spread() <= STEADY * anchor.median();
        if (!steady) {
            out.println("void: the anchor's own spread is above 15 %; the machine was not steady");
        }
        return steady;
    }

    private Ratios ratio(String left, String right) {
        return Ratios.of(
                figure(left, Measured::cpu).values(),
                figure(right, Measured::cpu).values());
    }

    private Ratios overBareJvm() {
        List<Double> validate = figure("alluvium: validate", Measured::cpu).values();
        List<Double> bare = figure("bare JVM: validate", Measured::cpu).values();
        List<Double> over = new ArrayList<>();
        for (int i = 0; i < validate.size(); i++) {
            over.add(validate.get(i) - bare.get(i));
        }
        return new Ratios(over);
    }

    private Ratios figure(String name, ToDoubleFunction<Measured> figure) {
        return new Ratios(measured.getOrDefault(name, List.of()).stream()
                .mapToDouble(figure)
                .boxed()
                .toList());
    }
}
