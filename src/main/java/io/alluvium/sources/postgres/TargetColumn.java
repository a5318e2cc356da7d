package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.target.TargetTable;
import io.alluvium.spark.SqlNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column of a table that is written, as PostgreSQL is to have it.
 *
 * @param type as {@code format_type} of the server shows it
 * @param isJson whether the value goes as JSON
 */
record TargetColumn(String name, String type, boolean isJson) {
    /** The longest name that the server keeps, in bytes. */
    private static final int LONGEST_NAME = 63;

    private static final Map<DataType, String> PLAIN = Map.ofEntries(
            Map.entry(DataTypes.BooleanType, "boolean"),
            Map.entry(DataTypes.ByteType, "smallint"),
            Map.entry(DataTypes.ShortType, "smallint"),
            Map.entry(DataTypes.IntegerType, "integer"),
            Map.entry(DataTypes.LongType, "bigint"),
            Map.entry(DataTypes.FloatType, "real"),
            Map.entry(DataTypes.DoubleType, "double precision"),
            Map.entry(DataTypes.BinaryType, "bytea"),
            Map.entry(DataTypes.DateType, "date"),
            Map.entry(DataTypes.TimestampType, "timestamp with time zone"),
            Map.entry(DataTypes.TimestampNTZType, "timestamp without time zone"));

    /** JSON keeps what a struct has, nulls among it, and six digits of a second. */
    private static final Map<String, String> JSON = Map.of(
            "ignoreNullFields",
            "false",
            "timestampFormat",
            "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
            "timestampNTZFormat",
            "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

    /**
     * The columns of a table of the warehouse.
     *
     * @throws AlluviumException EXPORT_TYPE_UNSUPPORTED, once for each column that has no image
     */
    static List<TargetColumn> of(TargetTable table, StructType schema) {
        List<TargetColumn> columns = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (StructField field : schema.fields()) {
            Optional<String> type = type(field.dataType());
            if (type.isEmpty()) {
                problems.add(refused(
                        table, field, "type " + field.dataType().sql() + " has no image in PostgreSQL", "cast it"));
            } else if (field.name().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                problems.add(refused(
                        table,
                        field,
                        "PostgreSQL keeps " + LONGEST_NAME + " bytes of a name",
                        "give it a shorter name"));
            } else {
                columns.add(
                        new TargetColumn(field.name(), type.get(), type.get().equals("jsonb")));
            }
        }
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
        return columns;
    }

    private static Problem refused(TargetTable table, StructField field, String why, String mending) {
        return table.problem(
                        ErrorCode.EXPORT_TYPE_UNSUPPORTED,
                        "column " + field.name() + " of " + table.from() + " cannot be exported")
                .because(why)
                .fixedBy(mending + " in the model, or leave it out");
    }

    private static Optional<String> type(DataType type) {
        if (type instanceof ArrayType list) {
            return isNested(list.elementType())
                    ? Optional.of("jsonb").filter(json -> fitsJson(list.elementType()))
                    : type(list.elementType()).map(element -> element + "[]");
        }
        return isNested(type) ? Optional.of("jsonb").filter(json -> fitsJson(type)) : plain(type);
    }

    private static boolean isNested(DataType type) {
        return type instanceof StructType || type instanceof MapType || type instanceof ArrayType;
    }

    private static boolean fitsJson(DataType type) {
        if (type instanceof StructType struct) {
            return List.of(struct.fields()).stream().allMatch(field -> fitsJson(field.dataType()));
        }
        if (type instanceof ArrayType list) {
            return fitsJson(list.elementType());
        }
        // Other keys than texts are none of JSON's.
        return type instanceof MapType map
                ? map.keyType() instanceof StringType && fitsJson(map.valueType())
                : plain(type).isPresent();
    }

    private static Optional<String> plain(DataType type) {
        if (type instanceof DecimalType decimal) {
            return Optional.of("numeric(" + decimal.precision() + "," + decimal.scale() + ")");
        }
        return type instanceof StringType ? Optional.of("text") : Optional.ofNullable(PLAIN.get(type));
    }

    /** The value as it is sent. */
    Column selected() {
        Column column = SqlNames.column(name);
        return isJson ? functions.to_json(column, JSON).as(name) : column;
    }

    String quoted() {
        return Sql.quoted(name);
    }
}
