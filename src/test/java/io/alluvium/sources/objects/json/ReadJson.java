package io.alluvium.sources.objects.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.ColumnBatch;
import io.alluvium.fixture.BatchText;
import io.alluvium.sources.objects.record.RecordColumns;
import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.record.RecordReader.Outcome;
import io.alluvium.sources.objects.record.SharedRecords;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What a reader makes of a file: a line for each row with its values, and for each corrupt record with its text. */
final class ReadJson {
    private static final int BLOCK_BYTES = 40;

    private ReadJson() {}

    /** Keys are called as they are, and no value is masked. */
    static RecordColumns plain(StructType columns) {
        return new RecordColumns(columns, UnaryOperator.identity(), ValueDecoder.Masks.NONE);
    }

    static List<String> lines(String columns, String text) {
        return of(JsonShape.lines(), columns, text);
    }

    static List<String> of(JsonShape shape, String columns, String text) {
        return of(shape, StructType.fromDDL(columns), text.getBytes(StandardCharsets.UTF_8));
    }

    /** A few bytes at a time or all at once, by one reader or by two where they may share a file: they find the same. */
    static List<String> of(JsonShape shape, StructType columns, byte[] file) {
        try {
            List<String> found = alone(shape, columns, dripping(file));
            assertThat(alone(shape, columns, new ByteArrayInputStream(file))).isEqualTo(found);
            if (JsonRecords.areShared(shape)) {
                assertThat(together(JsonRecords.shared(dripping(file), shape, plain(columns), BLOCK_BYTES), columns))
                        .isEqualTo(found);
                assertThat(inRanges(shape, columns, file)).isEqualTo(found);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> alone(JsonShape shape, StructType columns, InputStream in) throws IOException {
        List<String> found = new ArrayList<>();
        try (JsonRecords records = JsonRecords.open(in, shape, plain(columns))) {
            ColumnBatch batch = batch(columns);
            for (Outcome next = records.next(batch); next != Outcome.END; next = records.next(batch)) {
                found.add(line(records, next, batch, columns));
            }
        }
        return found;
    }

    /** By many readers, each of the lines that begin within a few bytes. */
    private static List<String> inRanges(JsonShape shape, StructType columns, byte[] file) throws IOException {
        List<String> found = new ArrayList<>();
        int each = Math.max(4, file.length / 7);
        long before = -1;
        for (int from = 0; from <= file.length; from += each) {
            InputStream rest = dripping(Arrays.copyOfRange(file, Math.max(0, from - 1), file.length));
            JsonRecords.Lines lines = new JsonRecords.Lines(rest, from, from + each);
            try (JsonRecords records = JsonRecords.open(lines, shape, plain(columns))) {
                ColumnBatch batch = batch(columns);
                for (Outcome next = records.next(batch); next != Outcome.END; next = records.next(batch)) {
                    assertThat(records.position()).isGreaterThan(before);
                    before = records.position();
                    found.add(line(records, next, batch, columns));
                }
            }
        }
        return found;
    }

    private static List<String> together(SharedRecords shared, StructType columns) throws IOException {
        SortedMap<Long, String> found = new TreeMap<>();
        RecordReader[] readers = {shared.reader(), shared.reader()};
        ColumnBatch batch = batch(columns);
        for (int turn = 0, ended = 0; ended < readers.length; turn++) {
            RecordReader reader = readers[turn % readers.length];
            Outcome next = reader.next(batch);
            ended = next == Outcome.END ? ended + 1 : 0;
            if (next != Outcome.END) {
                assertThat(found.put(reader.position(), line(reader, next, batch, columns)))
                        .isNull();
            }
        }
        return List.copyOf(found.values());
    }

    private static ColumnBatch batch(StructType columns) {
        return new ColumnBatch(columns.add("_file", DataTypes.StringType), 2);
    }

    private static String line(RecordReader records, Outcome next, ColumnBatch batch, StructType columns) {
        if (next == Outcome.CORRUPT) {
            byte[] bytes = records.corrupt().bytes();
            return "corrupt: " + records.corrupt().why() + ": " + new String(bytes, StandardCharsets.UTF_8);
        }
        batch.column(columns.length()).appendNull();
        batch.endRow();
        String row = BatchText.row(batch, columns);
        if (batch.isFull()) {
            batch.clear();
        }
        return row;
    }

    /** Gives a few bytes at a time, so that what is read ends anywhere. */
    private static InputStream dripping(byte[] file) {
        return new FilterInputStream(new ByteArrayInputStream(file)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, 7));
            }
        };
    }

    static List<String> names(StructType columns) {
        return Arrays.stream(columns.fields()).map(StructField::name).toList();
    }
}
