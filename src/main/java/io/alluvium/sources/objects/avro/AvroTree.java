package io.alluvium.sources.objects.avro;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Tells what columns of a file are. */
final class AvroTree {
    private static final int MOST_DIGITS = 38;
    private static final String DURATION = "duration";
    private static final int BYTES_OF_DURATION = 12;

    /** Records that a part lies in: one within itself has no end. */
    private final Set<String> around = new HashSet<>();

    /** Empty where raw has no type that holds all values. */
    Optional<AvroNode> of(Schema schema) {
        return switch (schema.getType()) {
            case UNION -> union(schema.getTypes());
            case RECORD -> record(schema);
            case ARRAY -> of(schema.getElementType()).map(AvroNode.Items::new);
            case MAP -> of(schema.getValueType()).map(AvroNode.Entries::new);
            default -> scalar(schema).map(type -> new AvroNode.Scalar(schema, type));
        };
    }

    /** Of one type, or of numbers one of which holds the others. */
    private Optional<AvroNode> union(List<Schema> members) {
        List<Schema> values = members.stream()
                .filter(member -> member.getType() != Schema.Type.NULL)
                .toList();
        if (values.isEmpty()) {
            return Optional.of(new AvroNode.Scalar(Schema.create(Schema.Type.NULL), DataTypes.NullType));
        }
        if (values.size() == 1) {
            return of(values.get(0));
        }
        boolean plain = values.stream().allMatch(value -> value.getLogicalType() == null);
        Set<Schema.Type> types =
                new HashSet<>(values.stream().map(Schema::getType).toList());
        if (plain && types.equals(Set.of(Schema.Type.INT, Schema.Type.LONG))) {
            return Optional.of(new AvroNode.Scalar(Schema.create(Schema.Type.LONG), DataTypes.LongType));
        }
        if (plain && types.equals(Set.of(Schema.Type.FLOAT, Schema.Type.DOUBLE))) {
            return Optional.of(new AvroNode.Scalar(Schema.create(Schema.Type.DOUBLE), DataTypes.DoubleType));
        }
        return Optional.empty();
    }

    private Optional<AvroNode> record(Schema record) {
        if (!around.add(record.getFullName())) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        List<AvroNode> fields = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Schema.Field field : record.getFields()) {
            Optional<AvroNode> node = of(field.schema());
            if (node.isEmpty() || !seen.add(field.name().toLowerCase(Locale.ROOT))) {
                around.remove(record.getFullName());
                return Optional.empty();
            }
            names.add(field.name());
            fields.add(node.get());
        }
        around.remove(record.getFullName());
        return names.isEmpty() ? Optional.empty() : Optional.of(new AvroNode.Fields(names, fields));
    }

    private static Optional<DataType> scalar(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case NULL -> Optional.of(DataTypes.NullType);
            case BOOLEAN -> Optional.of(DataTypes.BooleanType);
            case INT ->
                Optional.of(
                        logical instanceof LogicalTypes.Date
                                ? DataTypes.DateType
                                : logical instanceof LogicalTypes.TimeMillis
                                        ? DataTypes.StringType
                                        : DataTypes.IntegerType);
            case LONG -> Optional.of(whole(schema));
            case FLOAT -> Optional.of(DataTypes.FloatType);
            case DOUBLE -> Optional.of(DataTypes.DoubleType);
            case STRING, ENUM -> Optional.of(DataTypes.StringType);
            case BYTES, FIXED -> bytes(schema);
            case UNION, RECORD, ARRAY, MAP -> throw new IllegalArgumentException("a nested type");
        };
    }

    /**
     * The name of its logical type, empty where there is none. Which of them the library knows differs from version to version:
     * 1.12.0, that of Spark 4.0, passes over durations.
     */
    static String name(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical != null) {
            return logical.getName();
        }
        boolean duration = schema.getType() == Schema.Type.FIXED
                && schema.getFixedSize() == BYTES_OF_DURATION
                && DURATION.equals(schema.getProp(LogicalType.LOGICAL_TYPE_PROP));
        return duration ? DURATION : "";
    }

    private static DataType whole(Schema schema) {
        return switch (name(schema)) {
            case "timestamp-millis", "timestamp-micros", "timestamp-nanos" -> DataTypes.TimestampType;
            case "local-timestamp-millis", "local-timestamp-micros", "local-timestamp-nanos" ->
                DataTypes.TimestampNTZType;
            case "time-micros" -> DataTypes.StringType;
            default -> DataTypes.LongType;
        };
    }

    private static Optional<DataType> bytes(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            boolean held = decimal.getPrecision() <= MOST_DIGITS
                    && decimal.getScale() >= 0
                    && decimal.getScale() <= decimal.getPrecision();
            return held
                    ? Optional.of(DataTypes.createDecimalType(decimal.getPrecision(), decimal.getScale()))
                    : Optional.empty();
        }
        return switch (name(schema)) {
            case "uuid" -> Optional.of(DataTypes.StringType);
            case DURATION, "big-decimal" -> Optional.empty();
            default -> Optional.of(DataTypes.BinaryType);
        };
    }
}
