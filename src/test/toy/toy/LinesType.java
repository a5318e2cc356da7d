package toy;

import io.alluvium.column.BatchSink;
import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.config.Form;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Position;
import io.alluvium.source.Capabilities;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.Positions;
import io.alluvium.source.ReadPlan;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.Source;
import io.alluvium.source.SourceContent;
import io.alluvium.source.SourceSection;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.source.TableRead;
import io.alluvium.source.TableSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The lines of text files that only grow, by byte offset: all that a source of somebody's own has to be. */
public final class LinesType implements SourceType {
    private static final Key<String> FILE = Key.required("file", Form.text(), "The file.");
    private static final Capabilities MODE = new Capabilities(
            "grow",
            Capabilities.Finding.COMPLETE,
            Capabilities.Finding.NEVER,
            Capabilities.Finding.NEVER,
            false,
            false,
            false,
            false);
    private static final StructType SCHEMA = new StructType().add("line", "string").add("_position", "long");

    @Override
    public String word() {
        return "lines";
    }

    @Override
    public List<Keys> keys() {
        return List.of(
                Keys.of("a source of type lines", "Text files.", SourceSection.type("lines"), SourceSection.TABLES),
                Keys.of("a lines table", "A text file that only grows.", FILE));
    }

    @Override
    public Optional<? extends SourceSpec> read(SourceSection section) {
        section.hocon().accept(keys().get(0));
        List<Lines> tables = section.tables(SourceSection.TABLES, (table, name) -> {
            table.accept(keys().get(1));
            return table.read(FILE).map(file -> new Lines(name, table.place(), section.directory().resolve(file)));
        });
        return section.hocon().failed()
                ? Optional.empty()
                : Optional.of(new LineFiles(section.hocon().name(), section.hocon().place(), this, tables));
    }

    @Override
    public Positions positions() {
        return Positions.eachAlone();
    }

    @Override
    public List<Capabilities> modes() {
        return List.of(MODE);
    }

    private record LineFiles(String name, Place place, SourceType type, List<Lines> tables) implements SourceSpec {
        @Override
        public SchemaChange schemaChange() {
            return SchemaChange.STOP;
        }

        @Override
        public Source open() {
            return new Reading(this);
        }
    }

    private record Lines(TableName name, Place place, Path file) implements TableSpec {
        @Override
        public List<String> key() {
            return List.of();
        }

        @Override
        public Capabilities can() {
            return MODE;
        }
    }

    private record Reading(LineFiles spec) implements Source {
        @Override
        public SourceSpec connect() {
            return spec;
        }

        @Override
        public Look look(TableSpec table, Known known) {
            Lines lines = (Lines) table;
            if (!Files.exists(lines.file())) {
                return new Look.Refused(Problem.of(ErrorCode.SOURCE_TABLE_MISSING, "there is no " + lines.file())
                        .at(lines.place())
                        .marking("file"));
            }
            long from = known.reached().map(position -> position.content().path("to").asLong()).orElse(0L);
            Position next = known.pending().orElseGet(() -> new Position(
                    "lines", 1, "{\"from\": " + from + ", \"to\": " + whole(bytes(lines.file())) + "}"));
            long to = next.content().path("to").asLong();
            return from == to && known.pending().isEmpty() && known.reached().isPresent()
                    ? new Look.Unchanged("no new line")
                    : new Look.Changed(
                            next,
                            "bytes " + from + " to " + to,
                            OptionalLong.empty(),
                            "complete for files that only grow",
                            new Window(lines, (int) next.content().path("from").asLong(), (int) to));
        }

        @Override
        public Optional<Problem> missingRight(TableSpec table) {
            return Optional.empty();
        }

        @Override
        public Optional<SourceContent> content(TableSpec table, Known known) {
            return Optional.empty();
        }

        @Override
        public Optional<AlluviumException> explain(TableSpec table, Throwable failure) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Up to the last end of a line: what comes after is still being written. */
    private static int whole(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private record Window(Lines table, int from, int to) implements Look.Reader {
        private record Line(long offset, byte[] text) {}

        private List<Line> lines() {
            byte[] bytes = bytes(table.file());
            List<Line> lines = new ArrayList<>();
            int start = from;
            for (int i = from; i < to; i++) {
                if (bytes[i] == '\n') {
                    lines.add(new Line(start, Arrays.copyOfRange(bytes, start, i)));
                    start = i + 1;
                }
            }
            return lines;
        }

        @Override
        public ReadPlan plan() {
            return new ReadPlan("grow", 0, Optional.empty(), new Overlap.None(), Optional.of(SCHEMA));
        }

        @Override
        public TableRead read() {
            return new TableRead(
                    this::rows,
                    Optional.of(new Columns(this)),
                    OptionalLong.of(lines().size()),
                    new Overlap.None(),
                    Optional.empty(),
                    "complete for files that only grow",
                    () -> {});
        }

        private Dataset<Row> rows(SparkSession session) {
            return session.createDataFrame(
                    lines().stream()
                            .map(line -> RowFactory.create(
                                    new String(line.text(), StandardCharsets.UTF_8), line.offset()))
                            .toList(),
                    SCHEMA);
        }
    }

    private record Columns(Window window) implements ColumnReader {
        @Override
        public StructType schema() {
            return SCHEMA;
        }

        @Override
        public int parts() {
            return 1;
        }

        @Override
        public Part part(int part) {
            Window read = window;
            return (batch, sink) -> fill(read, batch, sink);
        }

        private static void fill(Window window, ColumnBatch batch, BatchSink sink) throws IOException {
            for (Window.Line line : window.lines()) {
                ((BytesValues) batch.column(0)).append(line.text());
                ((LongValues) batch.column(1)).append(line.offset());
                batch.endRow();
                if (batch.isFull()) {
                    batch.handTo(sink);
                }
            }
            batch.handTo(sink);
        }
    }
}
