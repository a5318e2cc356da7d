package io.alluvium.sources.objects.avro;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.ListValues;
import io.alluvium.column.StructValues;
import io.alluvium.sources.objects.typed.ExactValues;
import io.alluvium.sources.objects.typed.UnfitRows;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.util.Utf8;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A column of a batch, or a part of one, filled from Avro. */
abstract sealed class AvroColumn {
    private final ColumnValues to;

    AvroColumn(ColumnValues to) {
        this.to = to;
    }

    /** Appends a value or null; one that does not fit is told, and null. */
    final void take(@Nullable Object value, UnfitRows unfit) {
        if (value == null) {
            to.appendNull();
        } else {
            takeValue(value, unfit);
        }
    }

    abstract void takeValue(Object value, UnfitRows unfit);

    /** @param name of the table's column, for people */
    static AvroColumn of(String name, AvroNode node, DataType wanted, ColumnValues to) {
        if (node instanceof AvroNode.Items items
                && wanted instanceof ArrayType array
                && to instanceof ListValues lists) {
            return new Items(lists, of(name, items.item(), array.elementType(), lists.elements()));
        }
        if (node instanceof AvroNode.Entries map
                && wanted instanceof ArrayType array
                && array.elementType() instanceof StructType entry
                && to instanceof ListValues lists) {
            return entries(name, map, entry, lists);
        }
        if (node instanceof AvroNode.Fields struct
                && wanted instanceof StructType fields
                && to instanceof StructValues structs) {
            AvroColumn[] columns = new AvroColumn[struct.names().size()];
            for (int i = 0; i < fields.length(); i++) {
                StructField field = fields.fields()[i];
                for (int place = 0; place < columns.length; place++) {
                    if (struct.names().get(place).equalsIgnoreCase(field.name())) {
                        String inner = name + "." + field.name();
                        columns[place] = of(inner, struct.fields().get(place), field.dataType(), structs.field(i));
                    }
                }
            }
            return new Fields(structs, columns);
        }
        if (node instanceof AvroNode.Scalar scalar) {
            return new Scalars(name, scalar, wanted, to);
        }
        throw new IllegalArgumentException("a column of another shape: " + name);
    }

    private static AvroColumn entries(String name, AvroNode.Entries map, StructType entry, ListValues lists) {
        StructValues structs = (StructValues) lists.elements();
        int key = entry.fieldIndex("key");
        int value = entry.fieldIndex("value");
        return new Entries(
                lists,
                structs,
                (BytesValues) structs.field(key),
                of(name + ".value", map.value(), entry.fields()[value].dataType(), structs.field(value)));
    }

    private static final class Scalars extends AvroColumn {
        private final String name;
        private final String what;
        private final AvroValue value;
        private final ExactValues exact;

        Scalars(String name, AvroNode.Scalar node, DataType wanted, ColumnValues to) {
            super(to);
            this.name = name;
            this.what = wanted.simpleString();
            this.value = AvroValue.of(node.schema());
            this.exact = ExactValues.of(node.type(), wanted, to);
        }

        @Override
        void takeValue(Object written, UnfitRows unfit) {
            if (!value.append(written, exact)) {
                unfit.add(name, "no " + what, String.valueOf(written));
                exact.appendNull();
            }
        }
    }

    private static final class Items extends AvroColumn {
        private final ListValues to;
        private final AvroColumn item;

        Items(ListValues to, AvroColumn item) {
            super(to);
            this.to = to;
            this.item = item;
        }

        @Override
        void takeValue(Object value, UnfitRows unfit) {
            for (Object each : (Collection<?>) value) {
                item.take(each, unfit);
            }
            to.append();
        }
    }

    private static final class Entries extends AvroColumn {
        private final ListValues to;
        private final StructValues structs;
        private final BytesValues keys;
        private final AvroColumn values;

        Entries(ListValues to, StructValues structs, BytesValues keys, AvroColumn values) {
            super(to);
            this.to = to;
            this.structs = structs;
            this.keys = keys;
            this.values = values;
        }

        @Override
        void takeValue(Object value, UnfitRows unfit) {
            for (Object each : (List<?>) value) {
                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
                Utf8 key = (Utf8) entry.getKey();
                keys.append(key.getBytes(), 0, key.getByteLength());
                values.take(entry.getValue(), unfit);
                structs.append();
            }
            to.append();
        }
    }

    private static final class Fields extends AvroColumn {
        private final StructValues to;
        private final @Nullable AvroColumn[] fields;

        Fields(StructValues to, @Nullable AvroColumn[] fields) {
            super(to);
            this.to = to;
            this.fields = fields.clone();
        }

        @Override
        void takeValue(Object value, UnfitRows unfit) {
            IndexedRecord record = (IndexedRecord) value;
            for (int i = 0; i < fields.length; i++) {
                AvroColumn field = fields[i];
                if (field != null) {
                    field.take(record.get(i), unfit);
                }
            }
            to.append();
        }
    }
}
