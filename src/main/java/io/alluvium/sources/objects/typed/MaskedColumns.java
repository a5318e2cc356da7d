package io.alluvium.sources.objects.typed;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Columns that get masks of a file's values: these are read in their own types, and never reach the batch. */
final class MaskedColumns {
    private final StructType read;
    private final BitSet masked;
    private final StructType table;
    private final ValueDecoder.Masks masks;
    private final List<Column> columns = new ArrayList<>();
    private @Nullable ColumnBatch bound;
    private @Nullable ColumnBatch beside;

    /** What one column's values become. */
    private record Column(ColumnValues values, ValueTexts texts, BytesValues into, ValueDecoder mask) {
        void append() {
            int value = 0;
            for (int row = 0; row < values.rows(); row++) {
                if (values.isNull(row)) {
                    into.appendNull();
                } else {
                    byte[] text = texts.text(value++);
                    mask.append(text, 0, text.length);
                }
            }
            values.shorten(0);
        }
    }

    private MaskedColumns(StructType read, BitSet masked, StructType table, ValueDecoder.Masks masks) {
        this.read = read;
        this.masked = masked;
        this.table = table;
        this.masks = masks;
    }

    static MaskedColumns of(List<TypedFile.Column> file, StructType table, int[] places, ValueDecoder.Masks masks) {
        StructType read = new StructType();
        BitSet masked = new BitSet();
        for (int i = 0; i < table.length(); i++) {
            StructField field = table.fields()[i];
            boolean isMasked = places[i] >= 0 && masks.columns().containsKey(field.name());
            masked.set(i, isMasked);
            read = read.add(field.name(), isMasked ? own(file.get(places[i])) : field.dataType());
        }
        return new MaskedColumns(read, masked, table, masks);
    }

    private static DataType own(TypedFile.Column column) {
        return known(
                column.type().orElseThrow(() -> new IllegalArgumentException("a column of a type that raw has not")));
    }

    /** A column whose values in the file are all null is one of texts. */
    private static DataType known(DataType type) {
        return type instanceof NullType ? DataTypes.StringType : type;
    }

    /** The table's columns in the types in which they are read. */
    StructType read() {
        return read;
    }

    /** What to read into for a batch of the table. */
    ColumnBatch into(ColumnBatch batch) {
        if (masked.isEmpty()) {
            return batch;
        }
        ColumnBatch known = beside;
        if (known == null || bound != batch) {
            known = batch.withOwn(read, masked);
            bind(batch, known);
            beside = known;
            bound = batch;
        }
        return known;
    }

    private void bind(ColumnBatch batch, ColumnBatch own) {
        columns.clear();
        for (int i = masked.nextSetBit(0); i >= 0; i = masked.nextSetBit(i + 1)) {
            StructField field = table.fields()[i];
            ColumnValues values = own.column(i);
            BytesValues into = (BytesValues) batch.column(i);
            columns.add(new Column(
                    values,
                    ValueTexts.of(read.fields()[i].dataType(), values),
                    into,
                    ValueDecoder.masked(field, into, masks)));
        }
    }

    /** Appends the masks of what was read. */
    void append(ColumnBatch batch) {
        if (batch == bound) {
            columns.forEach(Column::append);
        }
    }
}
