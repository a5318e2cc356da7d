package io.alluvium.sources.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.column.BatchSink;
import io.alluvium.column.BatchVectors;
import io.alluvium.column.ColumnBatch;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.source.ColumnReader;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that several threads read, against the same read by one. */
class FilesThreadsTest {
    private static final long SEED = 40;
    private static final int ROWS = 250_000;
    private static final int FIRST_CORRUPT = 77_777;
    private static final StructType COLUMNS = StructType.fromDDL("id bigint, text string");

    @TempDir
    private static Path folder;

    private static ExecutorService threads;
    private static long firstCorruptLine;

    private enum Kind {
        CSV(FileFormat.Csv.USUAL, "large.csv", "small.csv"),
        JSON(FileFormat.Json.USUAL, "large.json"),
        PARQUET(FileFormat.Typed.PARQUET, "large.parquet");

        private final FileFormat format;
        private final List<String> files;

        Kind(FileFormat format, String... files) {
            this.format = format;
            this.files = List.of(files);
        }
    }

    @BeforeAll
    static void write() throws IOException, SQLException {
        threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        Random random = new Random(SEED);
        StringBuilder rows = new StringBuilder("id,text\n");
        StringBuilder objects = new StringBuilder();
        for (int row = 0; row < ROWS; row++) {
            if (row == FIRST_CORRUPT) {
                firstCorruptLine = 1 + rows.chars().filter(c -> c == '\n').count();
            }
            rows.append(row % 100_000 == FIRST_CORRUPT ? "none" : row).append(',');
            objects.append("{\"id\": ").append(row % 100_000 == FIRST_CORRUPT ? "0.5" : row);
            objects.append(", \"text\": \"two\\nlines").append("x".repeat(random.nextInt(100)));
            objects.append(random.nextBoolean() ? "\"}\n" : "\"}\r\n");
            rows.append(
                    switch (random.nextInt(8)) {
                        case 0 -> "\"with, comma\"";
                        case 1 -> "\"two\nlines, \"\"quoted\"\"\"";
                        case 2 -> "a \" further on";
                        default -> "x".repeat(1 + random.nextInt(200));
                    });
            rows.append(random.nextBoolean() ? "\n" : "\r\n");
        }
        Files.writeString(folder.resolve("large.csv"), rows);
        Files.writeString(folder.resolve("large.json"), objects);
        Files.writeString(folder.resolve("small.csv"), "id,text\n-1,a\n-2,\"b\nb\"\n");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("""
                    copy (select i + case when i %% 100000 = %d then 0.5 else 0 end::double as id, sha256(i::varchar) as text
                      from range(%d) r(i)) to '%s' (format parquet, row_group_size 20000)
                    """.formatted(FIRST_CORRUPT, ROWS, folder.resolve("large.parquet")));
        }
    }

    @AfterAll
    static void stop() {
        threads.shutdown();
    }

    private static FilesRows rows(Kind kind, boolean keepsCorrupt) throws IOException {
        RowLayout layout = new RowLayout(
                COLUMNS,
                new StructType(),
                kind.format,
                new ColumnNames(FilesTable.AS_WRITTEN),
                PathRules.Compression.AUTO,
                List.of(COLUMNS.fieldNames()),
                ValueDecoder.Masks.NONE,
                keepsCorrupt,
                new FileFaults(
                        new TableName(Layer.RAW, "lines").toString(),
                        new Place("project.conf", 1),
                        "*",
                        kind.toString(),
                        false));
        List<SourceFile> files = new ArrayList<>();
        for (String name : kind.files) {
            files.add(new SourceFile(name, Files.size(folder.resolve(name)), Instant.EPOCH));
        }
        return new FilesRows("lines", layout, new FolderAddress(folder.toString(), Map.of()), files);
    }

    private static String place(Kind kind) {
        return switch (kind) {
            case CSV -> "line " + firstCorruptLine + ":";
            case JSON -> "line " + (FIRST_CORRUPT + 1) + ":";
            case PARQUET -> "row " + (FIRST_CORRUPT + 1) + ":";
        };
    }

    /** Each row by its file and place. */
    private static final class Seen {
        private final ConcurrentSkipListMap<String, String> rows = new ConcurrentSkipListMap<>();

        private void take(ColumnBatch batch) {
            Iterator<InternalRow> values = new BatchVectors(batch).now().rowIterator();
            while (values.hasNext()) {
                InternalRow row = values.next();
                String place = row.getUTF8String(2) + " " + row.getLong(3);
                String text = row.isNullAt(4)
                        ? row.getLong(0) + " " + row.getUTF8String(1)
                        : "corrupt " + row.getUTF8String(4);
                assertThat(rows.put(place, text)).as(place).isNull();
            }
        }
    }

    private static void readTogether(FilesRows rows, BatchSink sink) throws Throwable {
        ColumnReader.Threads readers = rows.here();
        assertThat(readers.count()).isEqualTo(Math.min(2, Runtime.getRuntime().availableProcessors()));
        List<Future<?>> ended = new ArrayList<>();
        for (int thread = 0; thread < readers.count(); thread++) {
            int number = thread;
            ended.add(threads.submit(() -> {
                readers.read(number, new ColumnBatch(rows.schema(), 1_000), sink);
                return null;
            }));
        }
        for (Future<?> end : ended) {
            try {
                end.get();
            } catch (ExecutionException e) {
                throw e.getCause();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void severalThreadsAndRangesFindEachRecordOnceAndWhereItIs(Kind kind) throws Throwable {
        FilesRows rows = rows(kind, true);
        Seen alone = new Seen();
        for (FilesPart part : rows.splits(Integer.MAX_VALUE)) {
            part.read(new ColumnBatch(rows.schema(), 1_000), alone::take);
        }
        Seen divided = new Seen();
        List<FilesPart> parts = rows.splits(1 << 20);
        assertThat(parts).hasSizeBetween(kind == Kind.CSV ? 1 : 12, 40);
        for (FilesPart part : parts) {
            part.read(new ColumnBatch(rows.schema(), 1_000), divided::take);
        }
        assertThat(divided.rows.equals(alone.rows)).isTrue();
        assertThat(alone.rows).hasSize(kind == Kind.CSV ? ROWS + 2 : ROWS);
        Seen together = new Seen();
        readTogether(rows, together::take);
        assertThat(together.rows.equals(alone.rows)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theFirstCorruptRecordIsNamedWhoeverFoundIt(Kind kind) throws IOException {
        FilesRows rows = rows(kind, false);
        AlluviumException alone = catchThrowableOfType(
                AlluviumException.class, () -> rows.part(0).read(new ColumnBatch(rows.schema(), 1_000), batch -> {}));
        assertThat(alone.problems().toString()).contains(kind.files.get(0) + " (2 rows)", place(kind));
        AlluviumException together =
                catchThrowableOfType(AlluviumException.class, () -> readTogether(rows, batch -> {}));
        assertThat(together.problems()).isEqualTo(alone.problems());
    }
}
