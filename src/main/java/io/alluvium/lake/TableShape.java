package io.alluvium.lake;

import io.alluvium.domain.Layer;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.TypeGrowth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;

/** A table's columns as a change leaves them: all nullable, with the comments that the commit carries. */
final class TableShape {
    static final String DELETION_VECTORS = "delta.enableDeletionVectors";

    /** The name under which Spark offers what it knows of a row's file, unless the table has such a column. */
    private static final String FILE_METADATA = "_metadata";

    private static final String COMMENT = "comment";

    private TableShape() {}

    /** The rows' columns alone. What a reader hung on them (its own types, lengths, defaults) is not the table's. */
    static StructType of(StructType rows, Map<String, String> comments) {
        StructField[] fields = new StructField[rows.length()];
        for (int i = 0; i < fields.length; i++) {
            StructField field = rows.fields()[i];
            if (field.dataType() instanceof NullType) {
                throw Problem.of(ErrorCode.MODEL_ANALYSIS, "column " + field.name() + " has no type")
                        .because("it is null in every row")
                        .fixedBy("cast(null as string) as " + field.name())
                        .asException();
            }
            fields[i] = commented(
                    new StructField(field.name(), nullable(field.dataType()), true, Metadata.empty()), comments);
        }
        return new StructType(fields);
    }

    /** The properties that a table of this layer is created with. */
    static Map<String, String> created(Layer layer) {
        Map<String, String> properties = new HashMap<>();
        properties.put("delta.enableChangeDataFeed", "true");
        // A checkpoint rewrites the whole state; it belongs to maintenance, not to every tenth commit.
        properties.put("delta.checkpointInterval", "100");
        if (layer != Layer.RAW) {
            properties.put(DELETION_VECTORS, "true");
        }
        return properties;
    }

    /** The table's columns, with the fields that the rows have beside its own, then those that only the rows have. */
    static StructType merged(StructType table, StructType rows, Map<String, String> comments) {
        Map<String, StructField> added = new LinkedHashMap<>();
        for (StructField field : of(rows, comments).fields()) {
            added.put(lower(field.name()), field);
        }
        List<StructField> fields = new ArrayList<>();
        for (StructField field : table.fields()) {
            StructField written = added.remove(lower(field.name()));
            if (written != null && !TypeGrowth.isSameOrGrown(field.dataType(), written.dataType())) {
                throw Problem.of(
                                ErrorCode.DEFECT,
                                "column " + field.name() + " is "
                                        + field.dataType().sql() + " in the table and "
                                        + written.dataType().sql() + " in the rows to write")
                        .asException();
            }
            fields.add(commented(written == null ? field : grown(field, written), comments));
        }
        fields.addAll(added.values());
        return new StructType(fields.toArray(StructField[]::new));
    }

    /** The table's column; with the type that is written where that has more fields. */
    private static StructField grown(StructField field, StructField written) {
        return nullable(field.dataType()).equals(written.dataType())
                ? field
                : new StructField(field.name(), written.dataType(), field.nullable(), field.metadata());
    }

    /** Whether every column of the rows is the table's, by its very name and type. */
    static boolean hasAll(StructType table, StructType rows) {
        Map<String, DataType> columns = new HashMap<>();
        for (StructField field : table.fields()) {
            columns.put(field.name(), nullable(field.dataType()));
        }
        for (StructField field : rows.fields()) {
            if (!nullable(field.dataType()).equals(columns.get(field.name()))) {
                return false;
            }
        }
        return true;
    }

    private static StructField commented(StructField field, Map<String, String> comments) {
        MetadataBuilder metadata = new MetadataBuilder().withMetadata(field.metadata());
        metadata.remove(COMMENT);
        comments.forEach((column, comment) -> {
            if (lower(column).equals(lower(field.name()))) {
                metadata.putString(COMMENT, comment);
            }
        });
        return new StructField(field.name(), field.dataType(), field.nullable(), metadata.build());
    }

    private static DataType nullable(DataType type) {
        if (type instanceof StructType struct) {
            StructField[] fields = struct.fields().clone();
            for (int i = 0; i < fields.length; i++) {
                fields[i] = new StructField(fields[i].name(), nullable(fields[i].dataType()), true, Metadata.empty());
            }
            return new StructType(fields);
        }
        if (type instanceof ArrayType array) {
            return new ArrayType(nullable(array.elementType()), true);
        }
        if (type instanceof MapType map) {
            return new MapType(nullable(map.keyType()), nullable(map.valueType()), true);
        }
        return type;
    }

    /**
     * Whether a column has the name of Spark's file metadata. Delta reads deletion vectors by that name and fails on
     * the column: such a table must never have one.
     */
    static boolean hidesFileMetadata(StructType columns) {
        return Arrays.stream(columns.fieldNames()).anyMatch(FILE_METADATA::equalsIgnoreCase);
    }

    /** Whether a column, at whatever depth, is a TIMESTAMP_NTZ. */
    static boolean hasLocalTimes(DataType type) {
        return type.existsRecursively(part -> part instanceof TimestampNTZType);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
