package io.alluvium.source.digest;

import io.alluvium.failure.ErrorCode;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of the source, compared with what raw has of them: of one that raw has not, that is null in every row.
 *
 * @param schema of the columns as raw has them or would have them, in the source's order
 * @param omitted what is left out, for people
 */
public record ComparedColumns(StructType schema, List<String> omitted) {
    public ComparedColumns {
        omitted = List.copyOf(omitted);
    }

    /**
     * Those of one table.
     *
     * @param source as the source's columns become raw's
     * @param untold those of them whose values the source cannot tell as raw has them, and why, for people
     * @throws io.alluvium.failure.AlluviumException where a column of the key is not in both
     */
    public static ComparedColumns of(TableSpec table, StructType source, StructType raw, Map<String, String> untold) {
        List<StructField> fields = new ArrayList<>();
        List<String> omitted = new ArrayList<>();
        List<String> inRaw = Arrays.asList(raw.fieldNames());
        for (StructField column : source.fields()) {
            String why = untold.get(column.name());
            if (why != null) {
                omitted.add("column " + column.name() + " " + why);
            } else if (!inRaw.contains(column.name())) {
                fields.add(column);
            } else if (!sameType(raw.apply(column.name()).dataType(), column.dataType())) {
                omitted.add("column " + column.name() + " has another type in raw");
            } else {
                fields.add(raw.apply(column.name()));
            }
        }
        List<String> atSource = Arrays.asList(source.fieldNames());
        inRaw.stream()
                .filter(name -> !atSource.contains(name) && !RawColumns.isAdded(name))
                .forEach(name -> omitted.add("column " + name + " is not in the source"));
        ComparedColumns compared = new ComparedColumns(new StructType(fields.toArray(StructField[]::new)), omitted);
        table.key().stream()
                .filter(key -> !compared.names().contains(key) || !inRaw.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw table.problem(
                                    ErrorCode.SOURCE_SCHEMA_CHANGED,
                                    "the key column " + key + " of "
                                            + table.origin().orElse(table.name().name()) + " is not the one in "
                                            + table.name())
                            .marking("key")
                            .asException();
                });
        return compared;
    }

    /** Delta forgets whether elements may be null. */
    private static boolean sameType(DataType one, DataType other) {
        return one.sql().equals(other.sql());
    }

    /** In order. */
    public List<String> names() {
        return Arrays.asList(schema.fieldNames());
    }
}
