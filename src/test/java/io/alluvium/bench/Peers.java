package io.alluvium.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Other tools that read PostgreSQL, from the Python package index ({@code bench/peers}). One that cannot be had, fails or
 * reads other rows than the source has is left out aloud; none makes the benchmark fail.
 */
final class Peers {
    static final String CONNECTOR_X = "ConnectorX to Arrow";
    static final String ADBC = "ADBC to Arrow";
    static final String DUCKDB_PARQUET = "DuckDB to Parquet";
    static final String DUCKDB_DELTA_COLD = "DuckDB to delta-rs, cold";
    static final String DUCKDB_DELTA_WARM = "DuckDB to delta-rs, warm";
    static final String DLT = "dlt to delta-rs";

    /**
     * A peer's turn.
     *
     * @param times how often in one process
     * @param format Spark's name for the format of what it writes; without one it keeps its rows in memory
     * @param below where what it wrote lies under the folder that it was given
     */
    private record Turn(String name, String peer, int times, Optional<String> format, String below) {}

    private static final List<Turn> TURNS = List.of(
            new Turn(CONNECTOR_X, "connectorx", 1, Optional.empty(), ""),
            new Turn(ADBC, "adbc", 1, Optional.empty(), ""),
            new Turn(DUCKDB_PARQUET, "duckdb-parquet", 1, Optional.of("parquet"), ""),
            new Turn(DUCKDB_DELTA_COLD, "duckdb-delta-rs", 1, Optional.of("delta"), ""),
            new Turn(DUCKDB_DELTA_WARM, "duckdb-delta-rs", RawLoad.REPEATS, Optional.of("delta"), ""),
            new Turn(DLT, "dlt", 1, Optional.of("delta"), "raw/lineitem"));

    private final Path repository;
    private final Path target;
    private final int port;
    private final PrintStream out;
    private final List<Turn> present = new ArrayList<>();
    private boolean hasDlt;
    private boolean hasFiles;

    private Peers(Path repository, Path target, int port, PrintStream out) {
        this.repository = repository;
        this.target = target;
        this.port = port;
        this.out = out;
    }

    /**
     * Fetches what is not there yet and says what is left out.
     *
     * @param target where each peer writes, removed between the turns
     * @param port of the database {@code shop}
     */
    static Peers prepare(Path repository, Path target, int port, PrintStream out)
            throws IOException, InterruptedException {
        Peers peers = new Peers(repository, target, port, out);
        List<String> found = new ArrayList<>();
        for (String line : peers.setUp()) {
            if (line.startsWith("- ")) {
                out.println("skipped: " + line.substring(2));
            } else {
                found.add(line);
            }
        }
        TURNS.stream().filter(turn -> found.contains(turn.peer())).forEach(peers.present::add);
        peers.hasDlt = found.contains("dlt");
        peers.hasFiles = found.contains("duckdb-csv-delta-rs");
        return peers;
    }

    private List<String> setUp() throws IOException, InterruptedException {
        if (!Files.exists(environment())) {
            out.println("fetching the tools of bench/peers/requirements.txt by pip, once, into " + environment());
        }
        Process process = new ProcessBuilder(
                        repository.resolve("bench/peers.sh").toString(),
                        environment().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> all = lines.lines().toList();
            return process.waitFor() == 0 ? all : List.of("- bench/peers.sh ended with " + process.exitValue());
        }
    }

    private Path environment() {
        return repository.resolve("target/bench/peers");
    }

    /** @param withSums whether a peer that writes no file shall print its sums, which takes time */
    List<Contender> contenders(boolean withSums) {
        return present.stream()
                .map(turn -> {
                    List<String> command = command(turn.peer(), target, turn.times());
                    if (withSums) {
                        command.add("--sums");
                    }
                    return new Contender(turn.name(), command, Map.of());
                })
                .toList();
    }

    private List<String> command(String work, Path to, int number) {
        return command(work, Integer.toString(port), to, number);
    }

    private List<String> command(String work, String from, Path to, int number) {
        return new ArrayList<>(List.of(
                environment().resolve("bin/python").toString(),
                repository.resolve("bench/peers/peers.py").toString(),
                work,
                from,
                to.toString(),
                Integer.toString(number)));
    }

    /** Whether {@link #files} can be had. */
    boolean hasFiles() {
        return hasFiles;
    }

    /** DuckDB's reader of CSV, which finds the types itself, to a Delta table. */
    Contender files(String name, Path file) {
        return new Contender(name, command("duckdb-csv-delta-rs", file.toString(), target, 1), Map.of());
    }

    /** Whether {@link #dltTables} can be had. */
    boolean hasDlt() {
        return hasDlt;
    }

    /**
     * dlt's increments of many tables {@code t0}, {@code t1} and so on.
     *
     * @param to where it keeps its state and writes the tables, below {@code raw}
     */
    Contender dltTables(Path to, int tables) {
        return new Contender("dlt", command("dlt-tables", to, tables), Map.of());
    }

    /** Whether it is one of these, and still takes its turns. */
    boolean has(String contender) {
        return present.stream().anyMatch(turn -> turn.name().equals(contender));
    }

    /** What Spark's SQL calls the table that the peer wrote; nothing where it kept the rows in memory. */
    Optional<String> written(String contender) {
        return present.stream()
                .filter(turn -> turn.name().equals(contender))
                .findFirst()
                .flatMap(turn -> turn.format().map(format -> format + ".`" + target.resolve(turn.below()) + "`"));
    }

    void leaveOut(String contender, String why) {
        present.removeIf(turn -> turn.name().equals(contender));
        out.println("left out from here on: " + contender + ": " + why);
    }
}
