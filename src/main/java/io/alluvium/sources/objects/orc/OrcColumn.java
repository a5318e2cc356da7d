package io.alluvium.sources.objects.orc;

import io.alluvium.column.ColumnValues;
import io.alluvium.column.ListValues;
import io.alluvium.column.StructValues;
import io.alluvium.sources.objects.typed.ExactValues;
import io.alluvium.sources.objects.typed.UnfitRows;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MapColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.StructColumnVector;
import org.apache.orc.TypeDescription;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A column of a batch, or a part of one, filled from a vector. */
abstract sealed class OrcColumn {
    private final ColumnVector in;
    private final ColumnValues to;

    OrcColumn(ColumnVector in, ColumnValues to) {
        this.in = in;
        this.to = to;
    }

    /** Appends the value of a row of the vector, or null; one that does not fit is told, and null. */
    final void take(int row, UnfitRows unfit) {
        int place = in.isRepeating ? 0 : row;
        if (!in.noNulls && in.isNull[place]) {
            to.appendNull();
        } else {
            takeValue(place, unfit);
        }
    }

    abstract void takeValue(int place, UnfitRows unfit);

    /** @param name of the table's column, for people */
    static OrcColumn of(String name, TypeDescription type, ColumnVector in, DataType wanted, ColumnValues to) {
        if (in instanceof ListColumnVector list
                && wanted instanceof ArrayType array
                && to instanceof ListValues values) {
            return new Lists(
                    list,
                    values,
                    of(name, type.getChildren().get(0), list.child, array.elementType(), values.elements()));
        }
        if (in instanceof MapColumnVector map
                && wanted instanceof ArrayType array
                && array.elementType() instanceof StructType entry
                && to instanceof ListValues values) {
            StructValues entries = (StructValues) values.elements();
            ColumnVector[] parts = {map.keys, map.values};
            return new Maps(
                    map,
                    values,
                    entries,
                    fields(name, List.of("key", "value"), type.getChildren(), parts, entry, entries));
        }
        if (in instanceof StructColumnVector struct
                && wanted instanceof StructType fields
                && to instanceof StructValues values) {
            return new Structs(
                    struct,
                    values,
                    fields(name, type.getFieldNames(), type.getChildren(), struct.fields, fields, values));
        }
        DataType from = OrcTypes.of(type)
                .orElseThrow(() -> new IllegalArgumentException("a column of a type that raw has not: " + name));
        return new Scalars(
                name, wanted.simpleString(), in, to, OrcValues.of(type, in), ExactValues.of(from, wanted, to));
    }

    /** Those that both have; the others are null. */
    private static List<OrcColumn> fields(
            String name,
            List<String> names,
            List<TypeDescription> types,
            ColumnVector[] vectors,
            StructType wanted,
            StructValues to) {
        List<OrcColumn> fields = new ArrayList<>();
        for (int i = 0; i < wanted.length(); i++) {
            StructField field = wanted.fields()[i];
            for (int place = 0; place < names.size(); place++) {
                if (names.get(place).equalsIgnoreCase(field.name())) {
                    String inner = name + "." + field.name();
                    fields.add(of(inner, types.get(place), vectors[place], field.dataType(), to.field(i)));
                }
            }
        }
        return fields;
    }

    /** Values that are not nested. */
    private static final class Scalars extends OrcColumn {
        private final String name;
        private final String what;
        private final OrcValues values;
        private final ExactValues exact;

        Scalars(String name, String what, ColumnVector in, ColumnValues to, OrcValues values, ExactValues exact) {
            super(in, to);
            this.name = name;
            this.what = what;
            this.values = values;
            this.exact = exact;
        }

        @Override
        void takeValue(int place, UnfitRows unfit) {
            if (!values.append(place, exact)) {
                unfit.add(name, "no " + what, values.text(place));
                exact.appendNull();
            }
        }
    }

    private static final class Lists extends OrcColumn {
        private final ListColumnVector in;
        private final ListValues to;
        private final OrcColumn element;

        Lists(ListColumnVector in, ListValues to, OrcColumn element) {
            super(in, to);
            this.in = in;
            this.to = to;
            this.element = element;
        }

        @Override
        void takeValue(int place, UnfitRows unfit) {
            int first = (int) in.offsets[place];
            for (int i = 0; i < in.lengths[place]; i++) {
                element.take(first + i, unfit);
            }
            to.append();
        }
    }

    private static final class Maps extends OrcColumn {
        private final MapColumnVector in;
        private final ListValues to;
        private final StructValues entries;
        private final List<OrcColumn> parts;

        Maps(MapColumnVector in, ListValues to, StructValues entries, List<OrcColumn> parts) {
            super(in, to);
            this.in = in;
            this.to = to;
            this.entries = entries;
            this.parts = List.copyOf(parts);
        }

        @Override
        void takeValue(int place, UnfitRows unfit) {
            int first = (int) in.offsets[place];
            for (int i = 0; i < in.lengths[place]; i++) {
                for (OrcColumn part : parts) {
                    part.take(first + i, unfit);
                }
                entries.append();
            }
            to.append();
        }
    }

    private static final class Structs extends OrcColumn {
        private final StructValues to;
        private final List<OrcColumn> fields;

        Structs(StructColumnVector in, StructValues to, List<OrcColumn> fields) {
            super(in, to);
            this.to = to;
            this.fields = List.copyOf(fields);
        }

        @Override
        void takeValue(int place, UnfitRows unfit) {
            for (OrcColumn field : fields) {
                field.take(place, unfit);
            }
            to.append();
        }
    }
}
