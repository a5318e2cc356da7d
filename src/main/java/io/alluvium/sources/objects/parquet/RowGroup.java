package io.alluvium.sources.objects.parquet;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.ListValues;
import io.alluvium.column.StructValues;
import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.ExactValues;
import io.alluvium.sources.objects.typed.UnfitRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The rows of one row group, which go into the columns of one batch. */
final class RowGroup {
    private final ColumnBatch batch;
    private final ColumnReadStore store;
    private final Calendars calendars;
    private final List<Filled> columns = new ArrayList<>();

    /**
     * A column of the table.
     *
     * @param leaves of the file that fill it; none where the file lacks it
     */
    private record Filled(ColumnValues to, List<LeafColumn> leaves, List<ParquetColumn> column) {}

    RowGroup(ColumnBatch batch, ColumnReadStore store, Calendars calendars) {
        this.batch = batch;
        this.store = store;
        this.calendars = calendars;
    }

    boolean fills(ColumnBatch other) {
        return batch == other;
    }

    /** The next column of the batch is null. */
    void addMissing() {
        columns.add(new Filled(batch.column(columns.size()), List.of(), List.of()));
    }

    /** The next column of the batch takes this one of the file. */
    void add(ParquetNode node, StructField field) {
        ColumnValues to = batch.column(columns.size());
        List<LeafColumn> leaves = new ArrayList<>();
        ParquetColumn column = column(node, field.name(), field.dataType(), to, leaves);
        columns.add(new Filled(to, leaves, List.of(column)));
    }

    private ParquetColumn column(
            ParquetNode node, String name, DataType type, ColumnValues to, List<LeafColumn> leaves) {
        List<LeafColumn> inside = new ArrayList<>();
        ParquetColumn column;
        if (node instanceof ParquetNode.Repeated repeated
                && type instanceof ArrayType array
                && to instanceof ListValues lists) {
            ParquetColumn element = column(repeated.element(), name, array.elementType(), lists.elements(), inside);
            column = new ListColumn(lists, repeated, element, inside);
        } else if (node instanceof ParquetNode.Struct struct
                && type instanceof StructType wanted
                && to instanceof StructValues structs) {
            List<ParquetColumn> fields = fields(struct, name, wanted, structs, inside);
            column = new StructColumn(structs, struct.definition(), fields, inside);
        } else if (node instanceof ParquetNode.Leaf leaf) {
            ExactValues values = calendars.values(leaf.type(), type, to);
            LeafColumn only =
                    new LeafColumn(name, type.simpleString(), leaf, store.getColumnReader(leaf.column()), values);
            inside.add(only);
            column = only;
        } else {
            throw new IllegalArgumentException("a column of another shape: " + name);
        }
        leaves.addAll(inside);
        return column;
    }

    private List<ParquetColumn> fields(
            ParquetNode.Struct struct, String name, StructType wanted, StructValues to, List<LeafColumn> leaves) {
        List<ParquetColumn> fields = new ArrayList<>();
        for (int i = 0; i < wanted.length(); i++) {
            StructField field = wanted.fields()[i];
            int place = place(struct.names(), field.name());
            if (place >= 0) {
                ParquetNode node = struct.fields().get(place);
                fields.add(column(node, name + "." + field.name(), field.dataType(), to.field(i), leaves));
            }
        }
        return fields;
    }

    static int place(List<String> names, String wanted) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(wanted)) {
                return i;
            }
        }
        return -1;
    }

    /** What the texts and byte strings of the batch take. */
    long bytes() {
        return columns.stream().mapToLong(filled -> bytes(filled.to())).sum();
    }

    private static long bytes(ColumnValues values) {
        if (values instanceof BytesValues bytes) {
            return bytes.length();
        }
        if (values instanceof ListValues lists) {
            return bytes(lists.elements());
        }
        long sum = 0;
        if (values instanceof StructValues structs) {
            for (int i = 0; i < structs.fieldCount(); i++) {
                sum += bytes(structs.field(i));
            }
        }
        return sum;
    }

    void take(int rows, UnfitRows unfit) throws IOException {
        for (Filled filled : columns) {
            if (filled.column().isEmpty()) {
                for (int row = 0; row < rows; row++) {
                    filled.to().appendNull();
                }
            } else if (filled.column().get(0) instanceof LeafColumn leaf) {
                leaf.takeAll(rows, unfit);
            } else {
                takeNested(filled, rows, unfit);
            }
        }
    }

    private static void takeNested(Filled filled, int rows, UnfitRows unfit) throws IOException {
        for (int row = 0; row < rows; row++) {
            for (LeafColumn leaf : filled.leaves()) {
                if (leaf.isAtEnd() || leaf.repetition() != 0) {
                    throw new BrokenFileException("columns that are not of the same rows");
                }
            }
            unfit.at(row);
            filled.column().get(0).take(unfit);
        }
    }

    /** All rows were taken. */
    void end() throws BrokenFileException {
        for (Filled filled : columns) {
            for (LeafColumn leaf : filled.leaves()) {
                if (!leaf.isAtEnd()) {
                    throw new BrokenFileException("more values than rows");
                }
            }
        }
    }
}
