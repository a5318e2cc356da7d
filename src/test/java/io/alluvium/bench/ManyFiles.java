package io.alluvium.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small files: 4,000 of one row, 150 of which each has another header, and both again when nothing is new. Seconds of whole
 * processes, beside a JVM that does nothing and, for the first, plain Spark with its schema given.
 */
final class ManyFiles {
    private static final int FILES = 4_000;
    private static final int HEADERS = 150;
    private static final String PROJECT = """
            project = small
            warehouse { path = "%s" }
            sources { files { type = files, path = "%s", tables { t { glob = "*.csv", format = csv } } } }
            """;

    private final Path folder;
    private final Contenders contenders;
    private final Meter meter;
    private final PrintStream out;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();

    private ManyFiles(Path repository, Path folder, PrintStream out) throws IOException {
        this.folder = folder;
        this.contenders = new Contenders(repository, folder);
        this.meter = new Meter(folder, ProcessHandle.current().pid());
        this.out = out;
    }

    /** @return true: each run's exit status is asked */
    static boolean measure(Path repository, Path folder, int rounds, PrintStream out)
            throws IOException, InterruptedException {
        ManyFiles benchmark = new ManyFiles(repository, folder, out);
        benchmark.write();
        out.printf("B1-files: %d files of one row, %d headers, %d rounds, the first dropped%n", FILES, HEADERS, rounds);
        for (int round = 0; round < rounds; round++) {
            benchmark.turn(round);
        }
        benchmark.report();
        return true;
    }

    private void write() throws IOException {
        Files.createDirectories(folder.resolve("rows"));
        for (int file = 0; file < FILES; file++) {
            Files.writeString(
                    folder.resolve("rows/f%04d.csv".formatted(file)),
                    "id,name,amount\n%d,name %d,%d.50\n".formatted(file, file, file));
        }
        Files.createDirectories(folder.resolve("headers"));
        for (int file = 0; file < HEADERS; file++) {
            Files.writeString(
                    folder.resolve("headers/f%03d.csv".formatted(file)),
                    "id,name,extra_%d\n%d,name %d,%d\n".formatted(file, file, file, file));
        }
        for (String kind : List.of("rows", "headers")) {
            Files.createDirectories(project(kind));
            Files.writeString(
                    project(kind).resolve("project.conf"),
                    PROJECT.formatted(folder.resolve(kind + "-warehouse"), folder.resolve(kind)));
        }
    }

    private Path project(String kind) {
        return folder.resolve(kind + "-project");
    }

    private void turn(int round) throws IOException, InterruptedException {
        for (String kind : List.of("rows", "headers")) {
            run(contenders.alluvium("alluvium, " + kind, "run", project(kind)), round);
            run(contenders.alluvium("alluvium, " + kind + ", nothing new", "run", project(kind)), round);
            Folders.delete(folder.resolve(kind + "-warehouse"));
        }
        run(contenders.bareJvm(), round);
        Path spark = folder.resolve("spark");
        run(
                contenders.sparkFiles(
                        "plain Spark, rows",
                        List.of(
                                "small",
                                folder.resolve("rows").toString(),
                                spark.toString(),
                                "id string, name string, amount string")),
                round);
        Folders.delete(spark);
    }

    private void run(Contender contender, int round) throws IOException, InterruptedException {
        String file = contender.name().replaceAll("\\W+", "-") + "-" + round;
        Measured measured = meter.run(file, contender.command(), contender.environment());
        seconds.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(measured.wall());
        cpu.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(measured.cpu());
    }

    private void report() {
        out.printf("%n%-40s %8s %8s%n", "median", "s", "CPU s");
        seconds.forEach((name, values) -> out.printf(
                "%-40s %8.2f %8.2f%n",
                name, new Ratios(values).median(), new Ratios(cpu.getOrDefault(name, List.of())).median()));
        out.println();
        double bare = median("bare JVM");
        target("B1-files.rows", median("alluvium, rows"), 3);
        target("B1-files.headers", median("alluvium, headers"), 3);
        target("B1-files.rows.nothing_new", median("alluvium, rows, nothing new") - bare, 0.5);
        target("B1-files.headers.nothing_new", median("alluvium, headers, nothing new") - bare, 0.5);
    }

    private double median(String name) {
        return new Ratios(seconds.getOrDefault(name, List.of())).median();
    }

    private void target(String name, double value, double most) {
        out.printf("seconds %s %.2f target <= %s%n", name, value, most);
    }
}
