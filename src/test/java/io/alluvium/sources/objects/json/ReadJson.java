package io.alluvium.sources.objects.json;

import io.alluvium.column.ColumnBatch;
import io.alluvium.fixture.BatchText;
import io.alluvium.sources.objects.value.RecordReader.Outcome;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What a reader makes of a file: a line for each row with its values, and for each corrupt record with its text. */
final class ReadJson {
    private ReadJson() {}

    static List<String> lines(String columns, String text) {
        return of(JsonShape.lines(), columns, text);
    }

    static List<String> of(JsonShape shape, String columns, String text) {
        return of(shape, StructType.fromDDL(columns), text.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> of(JsonShape shape, StructType columns, byte[] file) {
        StructType table = columns.add("_file", DataTypes.StringType);
        ColumnBatch batch = new ColumnBatch(table, 2);
        List<String> found = new ArrayList<>();
        try (JsonRecords records = JsonRecords.open(dripping(file), shape, columns)) {
            Outcome outcome = records.next(batch);
            while (outcome != Outcome.END) {
                if (outcome == Outcome.ROW) {
                    batch.column(columns.length()).appendNull();
                    batch.endRow();
                    found.add(BatchText.row(batch, columns));
                } else {
                    byte[] bytes = records.corrupt().bytes();
                    found.add("corrupt: " + records.corrupt().why() + ": " + new String(bytes, StandardCharsets.UTF_8));
                }
                if (batch.isFull()) {
                    batch.clear();
                }
                outcome = records.next(batch);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
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
