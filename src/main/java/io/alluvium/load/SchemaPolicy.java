package io.alluvium.load;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Judges the columns that a source gives against those that raw has. */
final class SchemaPolicy {
    private final SchemaChange policy;

    SchemaPolicy(SchemaChange policy) {
        this.policy = policy;
    }

    /**
     * Lets added columns pass where the policy says so; everything else stops the table with the difference.
     *
     * @throws io.alluvium.failure.AlluviumException SOURCE_SCHEMA_CHANGED
     */
    void check(TableSpec table, StructType raw, StructType given) {
        Map<String, StructField> before = byName(raw);
        Map<String, StructField> now = byName(given);
        List<String> differences = new ArrayList<>();
        now.forEach((name, field) -> {
            StructField old = before.get(name);
            if (old == null && policy == SchemaChange.STOP) {
                differences.add("+ " + field.name() + " " + type(field));
            } else if (old != null && !old.name().equals(field.name())) {
                differences.add("~ " + old.name() + " is now written " + field.name());
            } else if (old != null
                    && !old.dataType().asNullable().equals(field.dataType().asNullable())) {
                differences.add("~ " + field.name() + " " + type(old) + " -> " + type(field));
            }
        });
        before.forEach((name, field) -> {
            if (!now.containsKey(name)) {
                differences.add("- " + field.name() + " " + type(field));
            }
        });
        if (!differences.isEmpty()) {
            throw Problem.of(
                            ErrorCode.SOURCE_SCHEMA_CHANGED,
                            "the columns of " + table.name() + " changed in the source: "
                                    + String.join(", ", differences))
                    .at(table.place())
                    .marking(table.name().name())
                    .because("nothing was read; raw is as it was")
                    .fixedBy("change the source back, or load the table anew: alluvium reset " + table.name())
                    .asException();
        }
    }

    private static Map<String, StructField> byName(StructType schema) {
        Map<String, StructField> fields = new TreeMap<>();
        RawColumns.sourceColumns(schema)
                .forEach(field -> fields.put(field.name().toLowerCase(Locale.ROOT), field));
        return fields;
    }

    private static String type(StructField field) {
        return field.dataType().simpleString();
    }
}
