package io.alluvium.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;

/**
 * Spells columns as Hive does. Engines that know Delta read its log instead; whoever looks into the catalog sees these. Both
 * kinds of timestamp are {@code timestamp} there: Spark refuses a table of which another type of time is told.
 */
final class HiveTypes {
    private static final Column PLACEHOLDER =
            new Column("col", "array<string>", Optional.of("the columns stand in the Delta log"));

    /** A column as a catalog has it. */
    record Column(String name, String type, Optional<String> comment) {}

    private HiveTypes() {}

    /** One that stands for all where Hive has no way to spell some. */
    static List<Column> columns(StructType table) {
        return spelled(table)
                ? Arrays.stream(table.fields())
                        .map(field -> new Column(
                                field.name(),
                                type(field.dataType()),
                                field.getComment().isDefined()
                                        ? Optional.of(field.getComment().get())
                                        : Optional.empty()))
                        .toList()
                : List.of(PLACEHOLDER);
    }

    /** Names within types have no quotes in Hive. */
    private static boolean spelled(DataType type) {
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).allMatch(field -> named(field.dataType()));
        }
        return named(type);
    }

    private static boolean named(DataType type) {
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields())
                    .allMatch(field -> field.name().matches("[A-Za-z0-9_]+") && named(field.dataType()));
        }
        if (type instanceof ArrayType array) {
            return named(array.elementType());
        }
        return !(type instanceof MapType map) || named(map.keyType()) && named(map.valueType());
    }

    private static String type(DataType type) {
        if (type instanceof TimestampNTZType) {
            return "timestamp";
        }
        if (type instanceof StringType) {
            return "string";
        }
        if (type instanceof ArrayType array) {
            return "array<" + type(array.elementType()) + ">";
        }
        if (type instanceof MapType map) {
            return "map<" + type(map.keyType()) + "," + type(map.valueType()) + ">";
        }
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields())
                    .map(HiveTypes::field)
                    .collect(Collectors.joining(",", "struct<", ">"));
        }
        return type.catalogString();
    }

    private static String field(StructField field) {
        return field.name() + ":" + type(field.dataType());
    }
}
