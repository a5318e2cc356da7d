package io.alluvium.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * B1 on files: the first load of {@code lineitem} from one file of each kind to a committed Delta table, beside plain Spark
 * with its schema given and, where it can be had, DuckDB to delta-rs on CSV. Seconds of whole processes.
 */
final class FileLoad {
    private static final Pattern WITHOUT = Pattern.compile(System.getProperty("alluvium.bench.without", ""));
    private static final String PROJECT = """
            project = lines
            warehouse { path = "%s" }
            sources { files { type = files, path = "%s", tables {
              lineitem { glob = "%s", format = %s, schema = "%s" } } } }
            """;

    private final Path folder;
    private final Contenders contenders;
    private final Peers peers;
    private final Meter meter;
    private final PrintStream out;
    private final Map<String, List<Measured>> measured = new LinkedHashMap<>();

    private FileLoad(Path repository, Path folder, PrintStream out) throws IOException, InterruptedException {
        this.folder = folder;
        this.contenders = new Contenders(repository, folder);
        this.peers = Peers.prepare(repository, folder.resolve("peer"), 0, out);
        this.meter = new Meter(folder, ProcessHandle.current().pid());
        this.out = out;
    }

    /** @return whether each table of ours has the sums that Spark's has */
    static boolean measure(Path repository, Path folder, double scale, int rounds, PrintStream out)
            throws IOException, InterruptedException {
        FileLoad benchmark = new FileLoad(repository, folder, out);
        out.printf("B1 --source files: lineitem at scale %s, %d rounds, the first dropped%n", scale, rounds);
        List<LineFiles> kinds = Arrays.stream(LineFiles.values())
                .filter(kind -> !WITHOUT.matcher(kind.word()).matches())
                .toList();
        for (LineFiles kind : kinds) {
            benchmark.write(kind, scale);
            Files.createDirectories(benchmark.project(kind));
            Files.writeString(
                    benchmark.project(kind).resolve("project.conf"),
                    PROJECT.formatted(
                            benchmark.warehouse(kind),
                            folder.resolve(kind.word()),
                            kind == LineFiles.PARQUET ? "*.parquet" : kind.file(),
                            kind.format(),
                            LineFiles.SCHEMA));
        }
        boolean right = true;
        for (int round = 0; round < rounds; round++) {
            for (LineFiles kind : kinds) {
                right &= benchmark.turn(kind, round);
            }
            out.printf("round %d of %d done%n", round + 1, rounds);
        }
        benchmark.report(kinds);
        return right;
    }

    private void write(LineFiles kind, double scale) throws IOException {
        if (kind != LineFiles.PARQUET) {
            kind.write(folder.resolve(kind.word()), scale);
            return;
        }
        Path csv = folder.resolve("rows");
        LineFiles.CSV.write(csv, scale);
        contenders.toParquet(csv.resolve(LineFiles.CSV.file()), LineFiles.SCHEMA, folder.resolve(kind.word()));
        Folders.delete(csv);
    }

    private Path project(LineFiles kind) {
        return folder.resolve(kind.word() + "-project");
    }

    private Path warehouse(LineFiles kind) {
        return folder.resolve(kind.word() + "-warehouse");
    }

    private boolean turn(LineFiles kind, int round) throws IOException, InterruptedException {
        Path files = folder.resolve(kind.word());
        Path file = kind == LineFiles.PARQUET ? files : files.resolve(kind.file());
        Path spark = folder.resolve("spark");
        run(contenders.alluvium(own(kind), "run", project(kind)), round);
        run(contenders.sparkFiles(spark(kind), List.of(kind.word(), file.toString(), spark.toString())), round);
        boolean right = round > 0 || isRight(kind, spark);
        if (kind == LineFiles.CSV && peers.hasFiles()) {
            run(peers.files(duckdb(kind), file), round);
            Folders.delete(folder.resolve("peer"));
        }
        Folders.delete(spark);
        Folders.delete(warehouse(kind));
        return right;
    }

    private boolean isRight(LineFiles kind, Path spark) {
        LineSums ours = LineSums.of(contenders, "delta.`" + warehouse(kind).resolve("raw/lineitem") + "`");
        LineSums theirs = LineSums.of(contenders, "delta.`" + spark + "`");
        out.println(kind.word() + (ours.equals(theirs) ? ": same sums as Spark's" : ": void: " + ours + ", " + theirs));
        return ours.equals(theirs);
    }

    private void run(Contender contender, int round) throws IOException, InterruptedException {
        String file = contender.name().replaceAll("\\W+", "-") + "-" + round;
        measured.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                .add(meter.run(file, contender.command(), contender.environment()));
    }

    private static String own(LineFiles kind) {
        return "alluvium, " + kind.word();
    }

    private static String spark(LineFiles kind) {
        return "plain Spark, " + kind.word();
    }

    private static String duckdb(LineFiles kind) {
        return "DuckDB to delta-rs, " + kind.word();
    }

    private void report(List<LineFiles> kinds) {
        out.printf("%n%-40s %8s %8s %9s%n", "median", "s", "CPU s", "peak MB");
        measured.forEach((name, all) -> out.printf(
                "%-40s %8.2f %8.2f %9.0f%n",
                name, median(all, Measured::wall), median(all, Measured::cpu), median(all, Measured::peakMegabytes)));
        out.println();
        for (LineFiles kind : kinds) {
            out.println(Ratios.of(of(spark(kind)), of(own(kind)))
                    .line(
                            "B1." + kind.word() + "/spark",
                            ">=",
                            kind == LineFiles.GZIP || kind == LineFiles.PARQUET ? 1.5 : 4));
        }
        if (peers.hasFiles() && kinds.contains(LineFiles.CSV)) {
            out.println(Ratios.of(of(duckdb(LineFiles.CSV)), of(own(LineFiles.CSV)))
                    .line("B1.csv/duckdb_delta_rs", ">=", 0.8));
        }
    }

    private static double median(List<Measured> all, ToDoubleFunction<Measured> figure) {
        return new Ratios(all.stream().map(figure::applyAsDouble).toList()).median();
    }

    private List<Double> of(String name) {
        return measured.getOrDefault(name, List.of()).stream()
                .map(Measured::wall)
                .toList();
    }
}
