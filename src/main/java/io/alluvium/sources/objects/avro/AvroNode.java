package io.alluvium.sources.objects.avro;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A schema of Avro, and what holds all its values. Nulls are no part of it. */
sealed interface AvroNode {
    DataType type();

    /** A value that is not nested. */
    record Scalar(Schema schema, DataType type) implements AvroNode {}

    record Items(AvroNode item) implements AvroNode {
        @Override
        public DataType type() {
            return DataTypes.createArrayType(item.type());
        }
    }

    /** A map: a list of structs of key and value, as the file has them. */
    record Entries(AvroNode value) implements AvroNode {
        @Override
        public DataType type() {
            return DataTypes.createArrayType(
                    new StructType().add("key", DataTypes.StringType).add("value", value.type()));
        }
    }

    record Fields(List<String> names, List<AvroNode> fields) implements AvroNode {
        public Fields {
            names = List.copyOf(names);
            fields = List.copyOf(fields);
        }

        @Override
        public DataType type() {
            StructType struct = new StructType();
            for (int i = 0; i < names.size(); i++) {
                struct = struct.add(names.get(i), fields.get(i).type());
            }
            return struct;
        }
    }
}
