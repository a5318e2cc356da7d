package io.alluvium.load;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.RawColumns;
import io.alluvium.raw.TypeGrowth;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        refusal(table, raw, given).ifPresent(problem -> {
            throw problem.asException();
        });
    }

    /** Empty where a batch with these columns may come to raw. */
    Optional<Problem> refusal(TableSpec table, StructType raw, StructType given) {
        Comparison compared = new Comparison(fields(raw), fields(given));
        List<String> differences = compared.differences();
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        String renaming = compared.renaming(table)
                .map(written -> ", go on under the old name with " + written)
                .orElse("");
        return Optional.of(Problem.of(
                        ErrorCode.SOURCE_SCHEMA_CHANGED,
                        "the columns of " + table.name() + " changed in the source: " + String.join(", ", differences))
                .at(table.place())
                .marking(table.name().name())
                .because("nothing was read; raw is as it was")
                .fixedBy("change the source back" + renaming + ", or load the table anew: alluvium reset "
                        + table.name()));
    }

    private static List<StructField> fields(StructType schema) {
        List<StructField> fields = new ArrayList<>();
        RawColumns.sourceColumns(schema).forEach(fields::add);
        return fields;
    }

    /** The columns of raw beside those of the source. */
    private final class Comparison {
        private final List<StructField> before;
        private final List<StructField> now;
        private final Map<String, StructField> oldNames;
        private final Map<String, StructField> newNames;
        private final Map<StructField, StructField> renamed =
                new TreeMap<>((a, b) -> a.name().compareTo(b.name()));

        Comparison(List<StructField> before, List<StructField> now) {
            this.before = before;
            this.now = now;
            this.oldNames = byName(before);
            this.newNames = byName(now);
            List<StructField> gone =
                    before.stream().filter(field -> !isIn(newNames, field)).toList();
            List<StructField> added =
                    now.stream().filter(field -> !isIn(oldNames, field)).toList();
            gone.forEach(old -> renaming(old, gone, added).ifPresent(field -> renamed.put(old, field)));
        }

        /** What lets the table go on where a renamed column is all that changed. */
        Optional<String> renaming(TableSpec table) {
            return renamed.size() == 1 && differences().size() == 1
                    ? renamed.entrySet().stream()
                            .findFirst()
                            .flatMap(pair -> table.renaming(
                                    pair.getValue().name(), pair.getKey().name()))
                    : Optional.empty();
        }

        private static Map<String, StructField> byName(List<StructField> fields) {
            Map<String, StructField> names = new TreeMap<>();
            fields.forEach(field -> names.put(key(field), field));
            return names;
        }

        private static String key(StructField field) {
            return field.name().toLowerCase(Locale.ROOT);
        }

        private static boolean isIn(Map<String, StructField> names, StructField field) {
            return names.containsKey(key(field));
        }

        /** One new name of the same type in the old one's place, or the only one of that type where but one is gone. */
        private Optional<StructField> renaming(StructField old, List<StructField> gone, List<StructField> added) {
            List<StructField> alike =
                    added.stream().filter(field -> isAlike(old, field)).toList();
            Optional<StructField> samePlace = alike.stream()
                    .filter(field -> now.indexOf(field) == before.indexOf(old))
                    .findFirst();
            return samePlace.isPresent() || gone.size() > 1 || alike.size() > 1
                    ? samePlace
                    : alike.stream().findFirst();
        }

        private static boolean isAlike(StructField old, StructField field) {
            return old.dataType().asNullable().equals(field.dataType().asNullable());
        }

        List<String> differences() {
            List<String> differences = new ArrayList<>();
            newNames.forEach((name, field) -> {
                StructField old = oldNames.get(name);
                if (old != null) {
                    difference(old, field).ifPresent(differences::add);
                } else if (policy == SchemaChange.STOP && !renamed.containsValue(field)) {
                    differences.add("+ " + field.name() + " " + type(field));
                }
            });
            oldNames.forEach((name, field) -> {
                if (renamed.containsKey(field)) {
                    differences.add("looks renamed: " + field.name() + " → "
                            + renamed.get(field).name());
                } else if (!newNames.containsKey(name)) {
                    differences.add("- " + field.name() + " " + type(field));
                }
            });
            return differences;
        }

        private Optional<String> difference(StructField old, StructField field) {
            if (!old.name().equals(field.name())) {
                return Optional.of("~ " + old.name() + " is now written " + field.name());
            }
            boolean grown = policy == SchemaChange.ADD && TypeGrowth.isSameOrGrown(old.dataType(), field.dataType());
            return grown || isAlike(old, field)
                    ? Optional.empty()
                    : Optional.of("~ " + field.name() + " " + type(old) + " -> " + type(field));
        }

        private static String type(StructField field) {
            return field.dataType().simpleString();
        }
    }
}
