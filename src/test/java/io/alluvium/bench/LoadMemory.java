package io.alluvium.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What three times the rows do to the memory of a first load: {@code alluvium run} at one scale and at three times it. */
final class LoadMemory {
    private static final int TIMES = 3;

    private final Path folder;
    private final Contenders contenders;

    private LoadMemory(Path repository, Path folder) {
        this.folder = folder;
        this.contenders = new Contenders(repository, folder);
    }

    /** @return whether every row was loaded */
    static boolean measure(Path repository, Path folder, double scale, int rounds, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        LoadMemory benchmark = new LoadMemory(repository, folder);
        try (Lines once = Lines.start(folder.resolve("once"), scale);
                Lines times = Lines.start(folder.resolve("times"), TIMES * scale)) {
            out.printf(
                    "B1-memory: %,d and %,d rows, %d rounds, the first dropped%n", once.rows(), times.rows(), rounds);
            List<Measured> small = new ArrayList<>();
            List<Measured> large = new ArrayList<>();
            boolean right = true;
            for (int round = 0; round < rounds; round++) {
                right &= benchmark.load(once, "once-" + round, small, out);
                right &= benchmark.load(times, "times-" + round, large, out);
                out.printf("round %d of %d done%n", round + 1, rounds);
            }
            report(Map.of(once.rows(), small, times.rows(), large), out);
            out.println(Ratios.of(megabytes(large), megabytes(small)).line("B1.peak_MB_3_times/once", "<=", 1.1));
            return right;
        }
    }

    private boolean load(Lines lines, String name, List<Measured> measured, PrintStream out)
            throws IOException, InterruptedException {
        Path warehouse = folder.resolve("warehouse");
        Contender contender = contenders.alluvium(name, "run", lines.project());
        Map<String, String> environment = new HashMap<>(contender.environment());
        environment.putAll(lines.environment(warehouse));
        measured.add(new Meter(folder, lines.shop().pid()).run(name, contender.command(), environment));
        String rows = contenders.answer(warehouse.resolve("raw/lineitem"), "select cast(count(*) as string) from ");
        Folders.delete(warehouse);
        if (!rows.equals(Long.toString(lines.rows()))) {
            out.println("void: " + rows + " rows were loaded instead of " + lines.rows());
            return false;
        }
        return true;
    }

    private static void report(Map<Long, List<Measured>> figures, PrintStream out) {
        out.printf("%n%-36s %8s %8s %9s%n", "median", "s", "CPU s", "peak MB");
        figures.keySet().stream().sorted().forEach(rows -> {
            List<Measured> all = figures.getOrDefault(rows, List.of());
            out.printf(
                    "%-36s %8.2f %8.2f %9.0f%n",
                    "%,d rows".formatted(rows),
                    new Ratios(all.stream().map(Measured::wall).toList()).median(),
                    new Ratios(all.stream().map(Measured::cpu).toList()).median(),
                    new Ratios(megabytes(all)).median());
        });
        out.println();
    }

    private static List<Double> megabytes(List<Measured> measured) {
        return measured.stream().map(Measured::peakMegabytes).toList();
    }
}
