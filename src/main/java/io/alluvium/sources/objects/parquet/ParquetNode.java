package io.alluvium.sources.objects.parquet;

import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A column of a file, or a part of one, with its levels. */
sealed interface ParquetNode {
    /** What holds all its values. */
    DataType type();

    /** The leaf that tells, before all others, what there is of a value. */
    Leaf first();

    /** The leaves in it. */
    List<Leaf> leaves();

    /** A column of the file's own. */
    record Leaf(ColumnDescriptor column, LeafType leaf) implements ParquetNode {
        @Override
        public DataType type() {
            return leaf.type();
        }

        @Override
        public Leaf first() {
            return this;
        }

        @Override
        public List<Leaf> leaves() {
            return List.of(this);
        }
    }

    /**
     * Several values under names.
     *
     * @param definition the level at which it is there
     */
    record Struct(List<String> names, List<ParquetNode> fields, int definition) implements ParquetNode {
        public Struct {
            names = List.copyOf(names);
            fields = List.copyOf(fields);
        }

        @Override
        public DataType type() {
            StructField[] typed = new StructField[fields.size()];
            Arrays.setAll(
                    typed,
                    i -> DataTypes.createStructField(names.get(i), fields.get(i).type(), true));
            return new StructType(typed);
        }

        @Override
        public Leaf first() {
            return fields.get(0).first();
        }

        @Override
        public List<Leaf> leaves() {
            return fields.stream().flatMap(field -> field.leaves().stream()).toList();
        }
    }

    /**
     * A list.
     *
     * @param definition the level at which it is there, be it empty
     * @param filled the level at which it has an element
     * @param repetition the level at which another element of the same list follows
     */
    record Repeated(ParquetNode element, int definition, int filled, int repetition) implements ParquetNode {
        @Override
        public DataType type() {
            return DataTypes.createArrayType(element.type());
        }

        @Override
        public Leaf first() {
            return element.first();
        }

        @Override
        public List<Leaf> leaves() {
            return element.leaves();
        }
    }
}
