package io.alluvium.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.csv.BrokenHeaderException;
import io.alluvium.sources.objects.csv.CsvFormat;
import io.alluvium.sources.objects.csv.CsvRecords;
import io.alluvium.sources.objects.record.RecordReader.Outcome;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Pollock, the public benchmark of how robust loaders of CSV are: each of its files is read with the parameters beside it, and
 * what comes of it is scored by its authors' own measures beside DuckDB (see {@code bench/pollock/pollock.py}).
 */
final class Pollock {
    private static final int BATCH = 1_000;

    private final Path benchmark;
    private final Path ours;
    private long rows;
    private long corrupt;
    private final List<String> unmapped = new ArrayList<>();

    private Pollock(Path benchmark, Path ours) {
        this.benchmark = benchmark;
        this.ours = ours;
    }

    /**
     * Measures.
     *
     * @param benchmark a clone of it
     * @return whether there are scores
     */
    static boolean measure(Path repository, Path folder, Path benchmark, PrintStream out)
            throws IOException, InterruptedException {
        Path files = benchmark.resolve("polluted_files/csv");
        if (!Files.isDirectory(files)) {
            out.println("bench: " + benchmark + " has no polluted_files/csv; clone HPI-Information-Systems/Pollock");
            return false;
        }
        Pollock pollock = new Pollock(benchmark, Files.createDirectories(folder.resolve("alluvium")));
        try (Stream<Path> found = Files.list(files)) {
            for (Path file : found.sorted().toList()) {
                pollock.load(file);
            }
        }
        out.printf("Alluvium gave %,d rows and called %,d records corrupt%n", pollock.rows, pollock.corrupt);
        out.println("parameters that it has no option for: "
                + (pollock.unmapped.isEmpty() ? "none" : String.join(", ", pollock.unmapped)));
        Path python = repository.resolve("target/bench/pollock-python");
        if (!hasPython(repository, python, out)) {
            return false;
        }
        return run(
                out,
                python.resolve("bin/python").toString(),
                repository.resolve("bench/pollock/pollock.py").toString(),
                benchmark.toString(),
                pollock.ours.toString(),
                folder.resolve("duckdb").toString());
    }

    private static boolean hasPython(Path repository, Path python, PrintStream out)
            throws IOException, InterruptedException {
        return Files.exists(python.resolve("bin/python"))
                || run(out, "python3", "-m", "venv", python.toString())
                        && run(
                                out,
                                python.resolve("bin/pip").toString(),
                                "install",
                                "-q",
                                "--disable-pip-version-check",
                                "-r",
                                repository
                                        .resolve("bench/pollock/requirements.txt")
                                        .toString());
    }

    private static boolean run(PrintStream out, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(out);
        return process.waitFor() == 0;
    }

    private void load(Path file) throws IOException {
        String name = file.getFileName().toString();
        JsonNode parameters = new ObjectMapper()
                .readTree(
                        Files.readString(benchmark.resolve("polluted_files/parameters/" + name + "_parameters.json")));
        List<String> columns = new ArrayList<>();
        parameters
                .path("column_names")
                .forEach(column -> columns.add(column.asText().strip()));
        for (int i = 0;
                columns.size() < Math.max(1, parameters.path("n_columns").asInt());
                i++) {
            columns.add("col_" + i);
        }
        List<List<String>> found = new ArrayList<>(List.of(columns));
        try (CsvRecords records = CsvRecords.open(Files.newInputStream(file), format(name, parameters))) {
            read(records, columns, found);
        } catch (BrokenHeaderException e) {
            throw new IllegalStateException("no header is read", e);
        }
        Files.writeString(
                ours.resolve(name + "_converted.csv"),
                found.stream().map(Pollock::line).collect(Collectors.joining()));
    }

    private CsvFormat format(String name, JsonNode parameters) {
        String delimiter = parameters.path("delimiter").asText();
        String quote = parameters.path("quotechar").asText();
        String escape = parameters.path("escapechar").asText();
        if (!List.of("ascii", "utf-8").contains(parameters.path("encoding").asText())
                || quote.length() > 1
                || escape.length() > 1) {
            unmapped.add(name);
        }
        char quoting = quote.isEmpty() ? CsvFormat.USUAL.quote() : quote.charAt(0);
        return new CsvFormat(
                delimiter.isEmpty() ? CsvFormat.USUAL.delimiter() : delimiter,
                quoting,
                escape.isEmpty() || escape.charAt(0) == quoting ? CsvFormat.NONE : escape.charAt(0),
                CsvFormat.NONE,
                parameters.path("preamble_lines").asInt()
                        + parameters.path("header_lines").asInt(),
                false,
                List.of(""));
    }

    private void read(CsvRecords records, List<String> names, List<List<String>> found) throws IOException {
        StructType columns = new StructType();
        for (int i = 0; i < names.size(); i++) {
            columns = columns.add("c" + i, DataTypes.StringType);
        }
        records.into(columns, List.of(columns.fieldNames()), TextFormat.USUAL, ValueDecoder.Masks.NONE);
        ColumnBatch batch = new ColumnBatch(columns, BATCH);
        for (Outcome next = records.next(batch); next != Outcome.END; next = records.next(batch)) {
            if (next == Outcome.CORRUPT) {
                corrupt++;
            } else {
                rows++;
                batch.endRow();
                found.add(last(batch));
            }
            if (batch.isFull()) {
                batch.clear();
            }
        }
    }

    private static List<String> last(ColumnBatch batch) {
        List<String> row = new ArrayList<>();
        int at = batch.rows() - 1;
        for (int i = 0; i < batch.schema().length(); i++) {
            BytesValues column = (BytesValues) batch.column(i);
            int start = column.start(at);
            row.add(
                    column.isNull(at)
                            ? ""
                            : new String(column.array(), start, column.end(at) - start, StandardCharsets.UTF_8));
        }
        return row;
    }

    private static String line(List<String> row) {
        return row.stream()
                .map(value -> '"' + value.replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(",", "", "\r\n"));
    }
}
