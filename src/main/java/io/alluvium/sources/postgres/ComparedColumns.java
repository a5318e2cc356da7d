package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.raw.RawColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that the source and raw both have.
 *
 * @param schema of the columns, in the same order
 * @param omitted what is left out, for people
 */
record ComparedColumns(Map<SourceColumn, ColumnImage> columns, StructType schema, List<String> omitted) {
    ComparedColumns {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        omitted = List.copyOf(omitted);
    }

    /** @throws io.alluvium.failure.AlluviumException where a column of the key is not in both */
    static ComparedColumns of(PostgresTable table, TableView view, StructType raw) {
        Map<SourceColumn, ColumnImage> columns = new LinkedHashMap<>();
        List<StructField> fields = new ArrayList<>();
        List<String> omitted = new ArrayList<>();
        List<String> inRaw = Arrays.asList(raw.fieldNames());
        view.images().forEach((column, image) -> {
            if (!inRaw.contains(column.name())) {
                omitted.add("column " + column.name() + " is not in raw");
            } else if (!sameType(raw.apply(column.name()).dataType(), image.type())) {
                omitted.add("column " + column.name() + " has another type in raw");
            } else {
                columns.put(column, image);
                fields.add(raw.apply(column.name()));
            }
        });
        List<String> atSource = view.relation().columnNames();
        inRaw.stream()
                .filter(name -> !atSource.contains(name) && !RawColumns.isAdded(name))
                .forEach(name -> omitted.add("column " + name + " is not in the source"));
        ComparedColumns compared =
                new ComparedColumns(columns, new StructType(fields.toArray(StructField[]::new)), omitted);
        table.key().stream().filter(key -> !compared.has(key)).findFirst().ifPresent(key -> {
            throw Faults.at(
                            table,
                            ErrorCode.SOURCE_SCHEMA_CHANGED,
                            "the key column " + key + " of " + table.from() + " is not the one in " + table.name())
                    .marking("key")
                    .asException();
        });
        return compared;
    }

    /** Delta forgets whether elements may be null. */
    private static boolean sameType(DataType one, DataType other) {
        return one.sql().equals(other.sql());
    }

    private boolean has(String name) {
        return columns.keySet().stream().anyMatch(column -> column.name().equals(name));
    }

    SourceColumn named(String name) {
        return columns.keySet().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Map<SourceColumn, ColumnImage> named(List<String> names) {
        Map<SourceColumn, ColumnImage> found = new LinkedHashMap<>();
        for (String name : names) {
            columns.forEach((column, image) -> {
                if (column.name().equals(name)) {
                    found.put(column, image);
                }
            });
        }
        return found;
    }
}
