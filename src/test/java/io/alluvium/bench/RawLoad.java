package io.alluvium.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * B1 and B2: TPC-H {@code lineitem} out of PostgreSQL, to nowhere and to a committed Delta table. The limit is {@code
 * psql}'s binary COPY by two streams; Spark's JDBC reader and the tools of {@link Peers} are beside it. Throughput is
 * that of whole processes, their start included, unless the line says warm: then it is the last of three in one process.
 * Cold ones of ours have the launcher's JVM.
 */
final class RawLoad {
    /** How often a warm contender does its work in one process; the last time counts. */
    static final int REPEATS = 3;

    private static final Pattern WITHOUT = Pattern.compile(System.getProperty("alluvium.bench.without", ""));
    private static final Pattern TIME = Pattern.compile("time " + (REPEATS - 1) + " ([0-9.]+)");
    private final Path folder;
    private final Lines lines;
    private final Meter meter;
    private final Contenders contenders;
    private final Peers peers;
    private final PrintStream out;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> cpu = new LinkedHashMap<>();
    private final Map<String, List<Double>> peak = new LinkedHashMap<>();

    private RawLoad(Path repository, Path folder, Lines lines, PrintStream out)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.lines = lines;
        this.meter = new Meter(folder, lines.shop().pid());
        this.contenders = new Contenders(repository, folder);
        this.peers = Peers.prepare(
                repository, folder.resolve("warehouses/peer"), lines.shop().port(), out);
        this.out = out;
    }

    /** @return whether the table that we loaded is the source's */
    static boolean measure(Path repository, Path folder, double scale, int rounds, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        try (Lines lines = Lines.start(folder, scale)) {
            RawLoad benchmark = new RawLoad(repository, folder, lines, out);
            out.printf("B1, B2: lineitem at scale %s, %d rounds, the first dropped%n", scale, rounds);
            return benchmark.rounds(rounds);
        }
    }

    private boolean rounds(int rounds) throws IOException, SQLException, InterruptedException {
        LineSums source = LineSums.of(lines);
        train();
        boolean right = true;
        for (int round = 0; round < rounds; round++) {
            for (Contender contender : all(round)) {
                if (WITHOUT.matcher(contender.name()).matches()) {
                    continue;
                }
                Path warehouses = Files.createDirectories(folder.resolve("warehouses"));
                if (peers.has(contender.name())) {
                    runPeer(contender, round, source);
                } else {
                    run(contender, round);
                }
                if (round == 0 && contender.name().equals("alluvium to Delta, cold")) {
                    right = isRight(warehouses.resolve("lines/raw/lineitem"), source);
                }
                Folders.delete(warehouses);
            }
            out.printf("round %d of %d done%n", round + 1, rounds);
        }
        report();
        return right;
    }

    /** What it read is compared in the first round, which does not count. */
    private void runPeer(Contender contender, int round, LineSums source) throws InterruptedException {
        String name = contender.name();
        try {
            run(contender, round);
            if (round == 0) {
                LineSums found = peers.written(name).isPresent()
                        ? LineSums.of(contenders, peers.written(name).get())
                        : LineSums.printed(folder.resolve(file(contender, round) + ".out"));
                if (!found.equals(source)) {
                    leaveOut(name, "its sums are " + found.text() + " instead of " + source.text());
                }
            }
        } catch (InterruptedException ended) {
            throw ended;
        } catch (Exception failure) { // Spark raises checked ones that no method declares.
            leaveOut(name, String.valueOf(failure.getMessage()));
        }
    }

    private void leaveOut(String peer, String why) {
        peers.leaveOut(peer, why);
        seconds.remove(peer);
        cpu.remove(peer);
        peak.remove(peer);
    }

    private List<Contender> all(int round) throws IOException {
        String delta = folder.resolve("warehouses/spark").toString();
        List<Contender> all = new ArrayList<>();
        if (onPath("psql")) {
            all.add(contenders.shell("psql, 1 stream", copy("true") + " >/dev/null"));
            all.add(contenders.shell("psql, 2 streams", twoStreams()));
        } else {
            out.println("skipped: psql is not on the PATH; there is no limit to compare with");
        }
        for (String manner : List.of("defaults", "tuned")) {
            all.add(contenders.sparkCopy("Spark JDBC " + manner + " to nowhere", login(manner, "-")));
            all.add(contenders.sparkCopy("Spark JDBC " + manner + " to Delta", login(manner, delta)));
        }
        all.addAll(peers.contenders(round == 0));
        all.add(contenders.ownCopyLaunched("alluvium to nowhere, cold", archive(), own("read", 1)));
        all.add(contenders.ownCopy("alluvium to nowhere, warm", own("read", REPEATS)));
        all.add(contenders.alluvium("alluvium to Delta, cold", "run", lines.project()));
        all.add(contenders.ownCopy("alluvium to Delta, warm", own("load", REPEATS)));
        return all;
    }

    private List<String> own(String work, int times) {
        return List.of(
                lines.project().toString(),
                work,
                Integer.toString(times),
                folder.resolve("warehouses").toString());
    }

    private Path archive() {
        return folder.resolve("own.jsa");
    }

    private void train() throws IOException, InterruptedException {
        Contender training = contenders.ownTraining(archive(), own("read", 1));
        Map<String, String> environment = new LinkedHashMap<>(training.environment());
        environment.putAll(lines.environment(folder.resolve("warehouses/lines")));
        meter.run("training", training.command(), environment);
    }

    private List<String> login(String manner, String target) {
        return List.of(Integer.toString(lines.shop().port()), manner, target);
    }

    private String copy(String condition) {
        return "psql -q -h localhost -p " + lines.shop().port() + " -U etl_reader -d shop"
                + " -c 'copy (select * from lineitem where " + condition + ") to stdout (format binary)'";
    }

    private String twoStreams() {
        String half = "(select (''('' || (pg_relation_size(''lineitem'') / 8192 / 2) || '',0)'')::tid)"
                .replace("''", "'\\''");
        return copy("ctid < " + half) + " >/dev/null & " + copy("ctid >= " + half) + " >/dev/null; wait";
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private void run(Contender contender, int round) throws IOException, InterruptedException {
        Map<String, String> environment = new LinkedHashMap<>(contender.environment());
        environment.putAll(lines.environment(folder.resolve("warehouses/lines")));
        String file = file(contender, round);
        Measured measured = meter.run(file, contender.command(), environment);
        Optional<Double> warm = warm(folder.resolve(file + ".out"));
        add(seconds, contender, warm.orElse(measured.wall()));
        add(cpu, contender, warm.isPresent() ? measured.cpu() / REPEATS : measured.cpu());
        add(peak, contender, measured.peakMegabytes());
    }

    private static String file(Contender contender, int round) {
        return contender.name().replaceAll("\\W+", "-") + "-" + round;
    }

    private static void add(Map<String, List<Double>> figures, Contender contender, double value) {
        figures.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(value);
    }

    private static Optional<Double> warm(Path screen) throws IOException {
        Matcher time = TIME.matcher(Files.readString(screen));
        return time.find() ? Optional.of(Double.parseDouble(time.group(1))) : Optional.empty();
    }

    private boolean isRight(Path table, LineSums source) {
        LineSums found = LineSums.of(contenders, "delta.`" + table + "`");
        boolean right = found.equals(source);
        out.println(right ? "same sums as the source: " + found.text() : "void: " + found + " is not " + source);
        return right;
    }

    private void report() {
        out.printf("%n%-36s %8s %8s %9s%n", "median", "s", "CPU s", "peak MB");
        seconds.keySet()
                .forEach(name -> out.printf(
                        "%-36s %8.2f %8.2f %9.0f%n",
                        name,
                        figure(seconds, name).median(),
                        figure(cpu, name).median(),
                        figure(peak, name).median()));
        out.println();
        target("B1.decode_cold/psql_2", "psql, 2 streams", "alluvium to nowhere, cold", 0.8);
        target("B1.decode_warm/psql_2", "psql, 2 streams", "alluvium to nowhere, warm", 0.92);
        target("B2.delta_warm/psql_2", "psql, 2 streams", "alluvium to Delta, warm", 0.75);
        target("B1.decode_cold/spark_default", "Spark JDBC defaults to nowhere", "alluvium to nowhere, cold", 4);
        target("B2.delta_cold/spark_default", "Spark JDBC defaults to Delta", "alluvium to Delta, cold", 6);
        target("B2.delta_warm/spark_default", "Spark JDBC defaults to Delta", "alluvium to Delta, warm", 7.5);
        target("B2.delta_cold/spark_tuned", "Spark JDBC tuned to Delta", "alluvium to Delta, cold", 3.5);
        target("B1.decode_warm/connectorx", Peers.CONNECTOR_X, "alluvium to nowhere, warm", 0.9);
        target("B1.decode_warm/adbc", Peers.ADBC, "alluvium to nowhere, warm", 0.9);
        target("B2.delta_cold/duckdb_delta_rs", Peers.DUCKDB_DELTA_COLD, "alluvium to Delta, cold", 1.4);
        target("B2.delta_warm/duckdb_delta_rs", Peers.DUCKDB_DELTA_WARM, "alluvium to Delta, warm", 1.4);
        target("B2.delta_cold/dlt", Peers.DLT, "alluvium to Delta, cold", 8);
    }

    private static Ratios figure(Map<String, List<Double>> figures, String name) {
        return new Ratios(figures.getOrDefault(name, List.of()));
    }

    /** Throughput: how many times as fast as the other; nothing where the other is left out. */
    private void target(String name, String other, String ours, double target) {
        if (!seconds.containsKey(other)) {
            return;
        }
        out.println(Ratios.of(seconds.getOrDefault(other, List.of()), seconds.getOrDefault(ours, List.of()))
                .line(name, ">=", target));
    }
}
