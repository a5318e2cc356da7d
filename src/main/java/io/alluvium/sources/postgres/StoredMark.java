package io.alluvium.sources.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;

/**
 * What was made of a table's columns when a batch was read, as the batch's position keeps it: raw must not hold values
 * of one column in several forms. It has names and no value.
 *
 * @param forms of the columns that are not stored as they are, in words, by the source's names
 * @param excluded columns that are not stored, with their numbers in the catalog
 * @param table its number in the catalog, whose columns' numbers these are
 * @param secret differs where hashes are keyed by another secret; absent where nothing is hashed
 */
record StoredMark(Map<String, String> forms, Map<String, Integer> excluded, long table, Optional<String> secret) {
    private static final String FIELD = "stored";
    private static final String AS_IT_IS = "as it is";
    private static final String NAMED = "named ";

    StoredMark {
        forms = new TreeMap<>(forms);
        excluded = new TreeMap<>(excluded);
    }

    static StoredMark of(PostgresTable table, TableView view, Optional<MaskKey> key) {
        StoredColumns stored = table.stored();
        Map<String, String> forms = new TreeMap<>();
        boolean hashed = false;
        for (SourceColumn column : view.relation().columns()) {
            String form = form(stored, column.name());
            if (!form.equals(AS_IT_IS)) {
                forms.put(column.name(), form);
            }
            hashed |= stored.mask(column.name()).equals(Optional.of(StoredColumns.Mask.HASH));
        }
        return new StoredMark(
                forms, view.excluded(), view.relation().oid(), hashed ? key.map(MaskKey::check) : Optional.empty());
    }

    private static String form(StoredColumns stored, String column) {
        List<String> parts = new ArrayList<>();
        stored.mask(column).ifPresent(mask -> parts.add(mask == StoredColumns.Mask.HASH ? "hashed" : "redacted"));
        stored.type(column).ifPresent(type -> parts.add("as " + type.simpleString()));
        if (!stored.name(column).equals(column)) {
            parts.add(NAMED + stored.name(column));
        }
        return parts.isEmpty() ? AS_IT_IS : String.join(", ", parts);
    }

    /** Nothing but columns as they are where the position has no such note. */
    static StoredMark of(Position position) {
        JsonNode noted = position.content().path(FIELD);
        Map<String, String> forms = new TreeMap<>();
        noted.path("forms")
                .fields()
                .forEachRemaining(
                        field -> forms.put(field.getKey(), field.getValue().asText()));
        Map<String, Integer> excluded = new TreeMap<>();
        noted.path("excluded")
                .fields()
                .forEachRemaining(
                        field -> excluded.put(field.getKey(), field.getValue().asInt()));
        return new StoredMark(
                forms,
                excluded,
                noted.path("table").asLong(),
                Optional.ofNullable(noted.get("secret")).map(JsonNode::asText));
    }

    /** The position with this note; the same where there is nothing to note. */
    Position in(Position position) {
        if (forms.isEmpty() && excluded.isEmpty()) {
            return position;
        }
        ObjectNode content = (ObjectNode) position.content();
        ObjectNode noted = content.putObject(FIELD);
        noted.put("table", table);
        ObjectNode byColumn = noted.putObject("forms");
        forms.forEach(byColumn::put);
        ObjectNode numbers = noted.putObject("excluded");
        excluded.forEach(numbers::put);
        secret.ifPresent(check -> noted.put("secret", check));
        return Position.of(position.sourceType(), position.version(), content);
    }

    /**
     * Why the table cannot go on where the last batch ended; empty where it can.
     *
     * @param now the table with this note
     * @param before of the last batch
     * @param raw its columns
     */
    Optional<Problem> since(StoredMark before, PostgresTable table, TableView now, StructType raw) {
        List<String> differences = new ArrayList<>();
        List<String> inRaw = Arrays.asList(raw.fieldNames());
        for (SourceColumn column : now.relation().columns()) {
            stored(before, column, inRaw, now.mode().isVersioned()).ifPresent(differences::add);
        }
        for (String column : excluded.keySet()) {
            if (before.stored(column, inRaw)) {
                differences.add(column + " is excluded, and was stored");
            }
        }
        if (before.secret.isPresent() && secret.isPresent() && !before.secret.equals(secret)) {
            differences.add("hashes are keyed by another secret");
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(problem(table, differences));
    }

    /**
     * Whether a column of the source was stored.
     *
     * @param raw names of raw's columns
     */
    private boolean stored(String column, List<String> raw) {
        boolean another = forms.values().stream().anyMatch(form -> form.endsWith(NAMED + column));
        return !excluded.containsKey(column) && (forms.containsKey(column) || raw.contains(column) && !another);
    }

    private Optional<String> stored(StoredMark before, SourceColumn column, List<String> raw, boolean versioned) {
        String name = column.name();
        Optional<String> called = before.excluded.entrySet().stream()
                .filter(entry -> before.table == table
                        && entry.getValue() == column.position()
                        && !entry.getKey().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
        if (called.isPresent()) {
            return Optional.of(name + " is the column that was excluded as " + called.get());
        }
        if (before.excluded.containsKey(name)) {
            // A snapshot compares all rows, and so brings the values of those that raw has.
            return versioned
                    ? Optional.of(name + " was excluded, and rows that raw has would be without it")
                    : Optional.empty();
        }
        String former = before.forms.getOrDefault(name, AS_IT_IS);
        String form = forms.getOrDefault(name, AS_IT_IS);
        return before.stored(name, raw) && !former.equals(form)
                ? Optional.of(name + " is " + form + ", and was " + former)
                : Optional.empty();
    }

    private static Problem problem(PostgresTable table, List<String> differences) {
        return table.problem(
                        ErrorCode.STORED_COLUMNS_CHANGED,
                        "what " + table.name() + " stores of its columns was changed: "
                                + String.join("; ", differences))
                .because("nothing was read; raw is as it was")
                .fixedBy("load the table anew: alluvium reset " + table.name()
                        + "; its old folder keeps what was stored until you delete it");
    }
}
