package io.alluvium.sources.objects.survey;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * What the tool that wrote files tells of their rows, by columns of its own. Such rows are versions: of one key the last
 * one counts.
 *
 * @param tool what people call it
 * @param order columns that order the versions, the most significant first; empty where they come in order
 * @param deleted a condition that marks versions of deleted rows
 * @param generation a column of which only the greatest value counts: rows of smaller ones are gone
 * @param operation a column that says I, U or D of each row
 * @param key columns by which the tool itself tells rows apart; empty where it says none
 * @param types that some of the tool's columns must have, by name, so that every later value fits
 * @param obstacle why current rows cannot be made of the versions by key and order alone
 * @param advice what a person should know, in lines
 */
public record Landing(
        String tool,
        List<String> order,
        Optional<String> deleted,
        Optional<String> generation,
        Optional<String> operation,
        List<String> key,
        Map<String, DataType> types,
        Optional<String> obstacle,
        List<String> advice) {
    private static final DataType LOAD_ID = DataTypes.createDecimalType(38, 18);
    private static final String OPERATION = "Op";

    public Landing {
        order = List.copyOf(order);
        key = List.copyOf(key);
        types = Map.copyOf(types);
        advice = List.copyOf(advice);
    }

    private static Landing of(String tool, List<String> order, Optional<String> deleted) {
        return new Landing(
                tool,
                order,
                deleted,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of());
    }

    private Landing keyed(List<String> columns) {
        return new Landing(tool, order, deleted, generation, operation, columns, types, obstacle, advice);
    }

    private Landing in(String column) {
        return new Landing(tool, order, deleted, Optional.of(column), operation, key, types, obstacle, advice);
    }

    private Landing stoppedBy(Optional<String> reason) {
        return new Landing(tool, order, deleted, generation, operation, key, types, reason, advice);
    }

    private Landing advised(String... lines) {
        return new Landing(tool, order, deleted, generation, operation, key, types, obstacle, List.of(lines));
    }

    /** What the columns are, by name. */
    private record Columns(StructType schema) {
        Optional<String> first(String... names) {
            return Stream.of(names).filter(this::has).findFirst();
        }

        boolean has(String name) {
            return Arrays.asList(schema.fieldNames()).contains(name);
        }

        boolean is(String name, Predicate<DataType> type) {
            return has(name) && type.test(schema.apply(name).dataType());
        }

        /** Of these, the columns whose values have an order of their own, which text has not. */
        List<String> ordering(String... names) {
            return Stream.of(names).filter(name -> is(name, Columns::isOrdered)).toList();
        }

        private static boolean isOrdered(DataType type) {
            return type instanceof NumericType
                    || type instanceof TimestampType
                    || type instanceof TimestampNTZType
                    || type instanceof DateType;
        }
    }

    /**
     * What the columns tell; empty where they are no tool's.
     *
     * @param columns with their types, by their names in raw
     * @param group whose files they are of
     * @param hints what the tool left beside the files, of this table
     */
    public static Optional<Landing> of(StructType columns, FileGroup group, Hints hints) {
        Columns found = new Columns(columns);
        if (group.isOfChanges() && found.has(OPERATION)) {
            return Optional.of(changes(found));
        }
        if (found.first("_airbyte_raw_id", "_airbyte_ab_id").isPresent()) {
            return Optional.of(airbyte(found));
        }
        if (found.has("_fivetran_synced")) {
            return Optional.of(fivetran(found));
        }
        if (found.first("_sdc_sequence", "_sdc_batched_at", "_sdc_extracted_at").isPresent()) {
            return Optional.of(singer(found, hints));
        }
        return found.has("_dlt_load_id") || found.has("_dlt_parent_id")
                ? Optional.of(dlt(found, hints))
                : Optional.empty();
    }

    private static Optional<String> unordered(List<String> order, String column) {
        return order.isEmpty()
                ? Optional.of(column + " is no number and no time here, so that nothing orders the versions of a row")
                : Optional.empty();
    }

    private static Landing changes(Columns found) {
        Landing landing = of("AWS DMS", List.of(), Optional.of(OPERATION + " = 'D'"));
        return new Landing(
                landing.tool(),
                landing.order(),
                landing.deleted(),
                Optional.empty(),
                Optional.of(OPERATION),
                List.of(),
                Map.of(),
                found.is(OPERATION, DataTypes.StringType::equals)
                        ? Optional.empty()
                        : Optional.of(OPERATION + " is no text"),
                List.of("changes come in the order of their files; those of the full load come before all of them"));
    }

    /** A refresh gives all rows once more, under a greater generation; a log position orders what one sync brought. */
    private static Landing airbyte(Columns found) {
        List<String> order = new ArrayList<>(found.ordering("_airbyte_generation_id"));
        found.ordering("_ab_cdc_cursor", "_ab_cdc_lsn").stream().findFirst().ifPresent(order::add);
        List<String> extracted = found.ordering("_airbyte_extracted_at", "_airbyte_emitted_at");
        order.addAll(extracted);
        boolean packed = Arrays.stream(found.schema().fieldNames())
                .allMatch(name -> name.startsWith("_airbyte_") || name.startsWith("_ab_"));
        Optional<String> obstacle = packed
                ? Optional.of(
                        "the values lie within _airbyte_data: let Airbyte write them as columns (root level flattening)")
                : unordered(extracted, "_airbyte_extracted_at");
        return of(
                        "Airbyte",
                        order,
                        found.has("_ab_cdc_deleted_at")
                                ? Optional.of("_ab_cdc_deleted_at is not null")
                                : Optional.empty())
                .stoppedBy(obstacle)
                .advised(
                        "a connection that overwrites takes away the files of former syncs: with load = replace raw follows it");
    }

    private static Landing fivetran(Columns found) {
        List<String> order = found.ordering("_fivetran_synced");
        String mark = "_fivetran_deleted";
        Optional<String> obstacle = found.has("_fivetran_active")
                ? Optional.of(
                        "in history mode a row has several versions at a time: those with _fivetran_active are current")
                : found.has(mark) && !found.is(mark, BooleanType.class::isInstance)
                        ? Optional.of(mark + " is no truth value here")
                        : unordered(order, "_fivetran_synced");
        return of("Fivetran", order, found.first(mark))
                .keyed(found.first("_fivetran_id").stream().toList())
                .stoppedBy(obstacle);
    }

    private static Landing singer(Columns found, Hints hints) {
        List<String> sequence = found.ordering("_sdc_sequence");
        List<String> order = sequence.isEmpty() ? found.ordering("_sdc_extracted_at", "_sdc_batched_at") : sequence;
        List<String> key = hints.key().isEmpty()
                ? found.first("__sdc_primary_key", "_sdc_primary_key").stream().toList()
                : hints.key();
        Landing landing = of(
                        "Stitch, or another Singer target",
                        order,
                        found.has("_sdc_deleted_at") ? Optional.of("_sdc_deleted_at is not null") : Optional.empty())
                .keyed(key)
                .stoppedBy(unordered(order, "_sdc_sequence"));
        if (!found.has("_sdc_deleted_at")) {
            landing = landing.advised("no file has _sdc_deleted_at; of tables that are replicated by log it comes with"
                    + " the first deleted row: add it then to the model, as apply_as_delete_when");
        }
        return found.ordering("_sdc_table_version").stream()
                .findFirst()
                .map(landing::in)
                .orElse(landing);
    }

    private static Landing dlt(Columns found, Hints hints) {
        Set<String> marks = new LinkedHashSet<>(hints.deleted());
        Optional<String> mark = marks.stream()
                .filter(found::has)
                .map(name -> found.is(name, BooleanType.class::isInstance) ? name : name + " is not null")
                .findFirst();
        boolean nested = !found.has("_dlt_load_id");
        return new Landing(
                "dlt",
                nested ? List.of() : List.of("_dlt_load_id"),
                mark,
                Optional.empty(),
                Optional.empty(),
                nested ? List.of() : hints.key(),
                nested ? Map.of() : Map.of("_dlt_load_id", LOAD_ID),
                nested
                        ? Optional.of(
                                "these rows are elements of a list: those whose _dlt_parent_id is the _dlt_id of a"
                                        + " current row are current")
                        : Optional.empty(),
                List.of());
    }

    /** Columns of these that may identify a row, by their names, the likeliest first. */
    public static List<String> keyCandidates(StructType columns, String table) {
        String name = table.toLowerCase(Locale.ROOT);
        List<String> stems = new ArrayList<>(List.of(name));
        if (name.endsWith("ies")) {
            stems.add(name.substring(0, name.length() - 3) + "y");
        }
        if (name.endsWith("es")) {
            stems.add(name.substring(0, name.length() - 2));
        }
        if (name.endsWith("s")) {
            stems.add(name.substring(0, name.length() - 1));
        }
        List<String> wanted = new ArrayList<>(List.of("id", "_id", "uuid", "guid"));
        stems.forEach(stem -> wanted.addAll(List.of(stem + "_id", stem + "id", stem + "_key", stem + "_no", stem)));
        List<String> found = new ArrayList<>();
        for (String want : wanted) {
            for (StructField field : columns.fields()) {
                if (field.name().equalsIgnoreCase(want) && !found.contains(field.name())) {
                    found.add(field.name());
                }
            }
        }
        return found;
    }

    /**
     * What a tool left beside the files of a table.
     *
     * @param key columns that identify a row
     * @param deleted columns that mark deleted rows
     * @param replaces whether each load takes the place of all before
     */
    public record Hints(List<String> key, List<String> deleted, boolean replaces) {
        public static final Hints NONE = new Hints(List.of(), List.of(), false);

        public Hints {
            key = List.copyOf(key);
            deleted = List.copyOf(deleted);
        }
    }
}
