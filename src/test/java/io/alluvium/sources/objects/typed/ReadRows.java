package io.alluvium.sources.objects.typed;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.BatchVectors;
import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.record.RecordReader.Outcome;
import io.alluvium.sources.objects.value.ValueDecoder;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The rows of a file as a reader under test has them, for comparing. */
public record ReadRows(List<String> rows, List<String> corrupt) {

    /** @param opener of the format */
    public static TypedFile open(Path file, TypedFile.Opener opener) throws IOException {
        Storage folder = Storage.local(Objects.requireNonNull(file.getParent()).toString());
        return opener.open(folder.openSeekable(file.getFileName().toString()).orElseThrow(), Files.size(file));
    }

    /** All columns, in the file's own types, which are all known; what is always null is text. */
    public static ReadRows of(Path file, TypedFile.Opener opener) throws IOException {
        StructType table = new StructType();
        try (TypedFile opened = open(file, opener)) {
            for (TypedFile.Column column : opened.columns()) {
                table = table.add(column.name(), column.type().orElseThrow());
            }
        }
        return of(file, opener, StructType.fromDDL(table.toDDL().replace("VOID", "STRING")));
    }

    /** The columns of a table, found by name; read by one reader, and by two that take the file's parts in turns. */
    public static ReadRows of(Path file, TypedFile.Opener opener, StructType table) throws IOException {
        ReadRows alone = together(file, opener, table, 1);
        ReadRows shared = together(file, opener, table, 2);
        assertThat(shared.rows()).containsExactlyInAnyOrderElementsOf(alone.rows());
        assertThat(shared.corrupt()).containsExactlyInAnyOrderElementsOf(alone.corrupt());
        return alone;
    }

    private static ReadRows together(Path file, TypedFile.Opener opener, StructType table, int readers)
            throws IOException {
        ReadRows all = new ReadRows(new ArrayList<>(), new ArrayList<>());
        TypedFile.Turns turns;
        try (TypedFile opened = open(file, opener)) {
            turns = new TypedFile.Turns(
                    IntStream.range(0, opened.parts().size()).toArray());
        }
        List<TypedRows> reading = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            TypedFile opened = open(file, opener);
            List<String> names =
                    opened.columns().stream().map(TypedFile.Column::name).toList();
            int[] places = IntStream.range(0, table.length())
                    .map(column -> names.indexOf(table.fields()[column].name()))
                    .toArray();
            reading.add(new TypedRows(opened, table, places, ValueDecoder.Masks.NONE, turns));
        }
        List<ColumnBatch> batches =
                reading.stream().map(reader -> new ColumnBatch(table, 37)).toList();
        try {
            boolean more = true;
            while (more) {
                more = false;
                for (int i = 0; i < readers; i++) {
                    more |= all.take(reading.get(i), batches.get(i), table);
                }
            }
        } finally {
            for (TypedRows reader : reading) {
                reader.close();
            }
        }
        return all;
    }

    /** @return false at the end */
    private boolean take(TypedRows reading, ColumnBatch batch, StructType table) throws IOException {
        Outcome outcome = reading.next(batch);
        if (outcome == Outcome.CORRUPT) {
            corrupt.add(reading.position() + ": " + reading.corrupt().why() + "; "
                    + new String(reading.corrupt().bytes(), StandardCharsets.UTF_8));
        } else if (outcome == Outcome.ROW) {
            int before = batch.rows();
            batch.endRows(reading.rows());
            BatchVectors vectors = new BatchVectors(batch);
            for (int row = before; row < batch.rows(); row++) {
                String text = shown(vectors.now().getRow(row), table);
                rows.add(reading.position(row - before) + ": " + text);
            }
            if (batch.isFull()) {
                batch.clear();
            }
        }
        return outcome != Outcome.END;
    }

    private static String shown(InternalRow row, StructType type) {
        return IntStream.range(0, type.length())
                .mapToObj(i -> shown(row, i, type.fields()[i]))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String shown(SpecializedGetters values, int place, StructField field) {
        return field.name() + "=" + shown(values, place, field.dataType());
    }

    private static String shown(SpecializedGetters values, int place, DataType type) {
        if (values.isNullAt(place)) {
            return "null";
        }
        if (type instanceof ArrayType array) {
            ArrayData list = values.getArray(place);
            return IntStream.range(0, list.numElements())
                    .mapToObj(i -> shown(list, i, array.elementType()))
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (type instanceof StructType struct) {
            return shown(values.getStruct(place, struct.length()), struct);
        }
        Object value = values.get(place, type);
        return type instanceof BinaryType ? Base64.getEncoder().encodeToString((byte[]) value) : String.valueOf(value);
    }
}
