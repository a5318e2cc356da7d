package io.alluvium.sources.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.column.BatchVectors;
import io.alluvium.column.ColumnBatch;
import io.alluvium.config.TestProject;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Position;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableRead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;

/** A project with one table of files, which is run again and again without Spark. */
final class FilesProject {
    private final Path directory;
    Known known = Known.NOTHING;

    FilesProject(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("in"));
    }

    /** Nothing was loaded yet. */
    void startAnew() {
        known = Known.NOTHING;
    }

    void write(String name, byte[] content) throws IOException {
        Files.write(directory.resolve("in").resolve(name), content);
    }

    void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve("in").resolve(name), content);
    }

    /** A file of one row, by the format's own library. */
    void writeParquet(String name, String schema, Consumer<Group> row) throws IOException {
        MessageType type = MessageTypeParser.parseMessageType("message m { " + schema + " }");
        LocalOutputFile file = new LocalOutputFile(directory.resolve("in").resolve(name));
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(file)
                .withConf(new PlainParquetConfiguration())
                .withType(type)
                .build()) {
            Group group = new SimpleGroup(type);
            row.accept(group);
            writer.write(group);
        }
    }

    TestProject project(String source, String table) {
        return new TestProject(directory)
                .conf("project = shop\nsources { s { type = files, path = in, " + source + "\ntables { t {\n" + table
                        + "\n} } } }");
    }

    /** One run: the rows that raw gets, as names and values; what is known grows. */
    List<String> run(String source, String table) {
        FilesSpec spec = (FilesSpec) project(source, table).sources().get(0);
        FilesTable files = spec.tables().get(0);
        Look look = new FilesSource(spec).look(files, known);
        if (look instanceof Look.Refused refused) {
            throw refused.problem().asException();
        }
        if (!(look instanceof Look.Changed changed)) {
            return List.of();
        }
        try (TableRead read = changed.reader().read()) {
            ColumnReader columns = read.columns().orElseThrow();
            List<String> rows = rows((FilesRows) columns);
            Position next = changed.position();
            Position reached = known.reached()
                    .filter(before -> !FileList.POSITIONS.standsAlone(next))
                    .map(before -> FileList.POSITIONS.joined(before, next))
                    .orElse(next);
            known = new Known(Optional.of(columns.schema()), Optional.of(reached), Optional.empty(), Optional.empty());
            return rows;
        }
    }

    /** As a task on another machine reads them. */
    private static List<String> rows(FilesRows files) {
        List<String> rows = new ArrayList<>();
        for (FilesPart part : files.splits()) {
            try {
                elsewhere(part).read(new ColumnBatch(files.schema(), 3), batch -> {
                    for (int row = 0; row < batch.rows(); row++) {
                        rows.add(row(new BatchVectors(batch).now().getRow(row), files));
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(shared(files)).isEqualTo(rows);
        return rows;
    }

    /** As threads of this machine share files. */
    private static List<String> shared(FilesRows files) {
        List<String> paths = files.files().stream().map(SourceFile::path).toList();
        FileQueue queue = new FileQueue(
                files.layout(),
                files.folder(),
                paths.stream().map(FileRange::whole).toList(),
                Set.copyOf(paths),
                1);
        ColumnBatch batch = new ColumnBatch(files.schema(), 3);
        List<String> rows = new ArrayList<>();
        try (FilesReading reading = new FilesReading(files.layout(), queue, batch, () -> false)) {
            while (reading.fill()) {
                for (int row = 0; row < batch.rows(); row++) {
                    rows.add(row(new BatchVectors(batch).now().getRow(row), files));
                }
                batch.clear();
            }
        }
        return rows;
    }

    private static FilesPart elsewhere(FilesPart part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(part);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (FilesPart) in.readObject();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Object value(Object value) {
        return value instanceof InternalRow ? "a struct" : value;
    }

    private static String row(InternalRow row, FilesRows files) {
        List<String> values = new ArrayList<>();
        StructField[] fields = files.layout().columns().fields();
        for (int i = 0; i < fields.length; i++) {
            values.add(fields[i].name() + "=" + (row.isNullAt(i) ? "null" : value(row.get(i, fields[i].dataType()))));
        }
        return String.join(" ", values);
    }

    Problem refused(String source, String table) {
        return catchThrowableOfType(AlluviumException.class, () -> run(source, table))
                .problems()
                .get(0);
    }
}
