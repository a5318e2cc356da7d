package io.alluvium.source.columns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Position;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.Known;
import io.alluvium.source.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * What was made of a table's columns when a batch was read, as the batch's position keeps it: raw must not hold values
 * of one column in several forms. It has names and no value.
 *
 * @param forms of the columns that are not stored as they are, in words, by the source's names
 * @param excluded columns that are not stored, with their numbers in the catalog; zero where there is none
 * @param table its number in the catalog, whose columns' numbers these are; zero where there is none
 * @param secret differs where hashes are keyed by another secret; absent where nothing is hashed
 */
public record StoredMark(
        Map<String, String> forms, Map<String, Integer> excluded, long table, Optional<String> secret) {
    /** Every column as it is. */
    public static final StoredMark NOTHING = new StoredMark(Map.of(), Map.of(), 0, Optional.empty());

    private static final String FIELD = "stored";
    private static final String AS_IT_IS = "as it is";
    private static final String NAMED = "named ";

    /** Stands for all columns that are not named, where no catalog says which there are. */
    private static final String OTHERS = "*";

    private static final int NO_NUMBER = 0;

    public StoredMark {
        forms = new TreeMap<>(forms);
        excluded = new TreeMap<>(excluded);
    }

    /**
     * Of a table whose columns a catalog knows.
     *
     * @param columns that are stored
     * @param excluded the others, with their numbers
     * @param table its number
     */
    public static StoredMark of(
            StoredColumns stored,
            List<String> columns,
            Map<String, Integer> excluded,
            long table,
            Optional<MaskKey> key) {
        Map<String, String> forms = new TreeMap<>();
        boolean hashed = false;
        for (String column : columns) {
            String form = form(stored, column);
            if (!form.equals(AS_IT_IS)) {
                forms.put(column, form);
            }
            hashed |= stored.mask(column).equals(Optional.of(StoredColumns.Mask.HASH));
        }
        return new StoredMark(forms, excluded, table, hashed ? key.map(MaskKey::check) : Optional.empty());
    }

    /**
     * Of a table that has whatever turns up.
     *
     * @param raw its columns; empty before the first batch
     */
    public static StoredMark ofMentioned(StoredColumns stored, Optional<StructType> raw, Optional<MaskKey> key) {
        Set<String> columns = mentioned(stored, raw);
        Map<String, Integer> excluded = new TreeMap<>();
        columns.stream().filter(column -> !stored.stores(column)).forEach(column -> excluded.put(column, NO_NUMBER));
        if (!stored.only().isEmpty()) {
            excluded.put(OTHERS, NO_NUMBER);
        }
        StoredMark named = of(stored, columns.stream().filter(stored::stores).toList(), excluded, NO_NUMBER, key);
        Map<String, String> forms = new TreeMap<>(named.forms);
        if (stored.spelling().snakeCase()) {
            forms.put(OTHERS, "in snake_case");
        }
        return new StoredMark(forms, excluded, NO_NUMBER, named.secret);
    }

    /** What the section mentions and raw has, by the source's names. */
    private static Set<String> mentioned(StoredColumns stored, Optional<StructType> raw) {
        return Stream.of(
                        stored.mentioned().stream(),
                        stored.everywhere().excluded().stream(),
                        stored.everywhere().masks().keySet().stream(),
                        raw.map(RawColumns::sourceColumns).stream()
                                .flatMap(List::stream)
                                .map(StructField::name)
                                .map(stored::inSource))
                .flatMap(names -> names)
                .map(stored.spelling()::folded)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String form(StoredColumns stored, String column) {
        List<String> parts = new ArrayList<>();
        stored.mask(column).ifPresent(mask -> parts.add(mask == StoredColumns.Mask.HASH ? "hashed" : "redacted"));
        stored.type(column).ifPresent(type -> parts.add("as " + type.simpleString()));
        if (!stored.spelling().isSame(stored.name(column), column)) {
            parts.add(NAMED + stored.name(column));
        }
        return parts.isEmpty() ? AS_IT_IS : String.join(", ", parts);
    }

    /** Nothing but columns as they are where the position has no such note. */
    public static StoredMark of(Position position) {
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
    public Position in(Position position) {
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
     * As the last batch stored the columns, so are those that follow.
     *
     * @param now the table with this note, where raw has these columns
     * @throws AlluviumException where they are not
     */
    public void requireSame(Known known, Function<StructType, Now> now) {
        if (known.reached().isPresent() && known.schema().isPresent()) {
            StoredMark before = of(known.reached().get());
            since(before, now.apply(known.schema().get())).ifPresent(problem -> {
                throw problem.asException();
            });
        }
    }

    /**
     * Why the table cannot go on where the last batch ended; empty where it can.
     *
     * @param now the table with this note
     * @param before of the last batch
     */
    public Optional<Problem> since(StoredMark before, Now now) {
        Set<String> inRaw = now.inRaw();
        List<String> differences = new ArrayList<>();
        now.columns()
                .forEach((column, number) -> stored(before, column, number, now).ifPresent(differences::add));
        for (String column : excluded.keySet()) {
            if (before.stored(column, inRaw, now.stored().spelling())) {
                differences.add(column + " is excluded, and was stored");
            }
        }
        if (before.forms.containsKey(OTHERS) && !forms.containsKey(OTHERS)) {
            differences.add("names are as they are, and were " + before.forms.get(OTHERS));
        }
        if (before.secret.isPresent() && secret.isPresent() && !before.secret.equals(secret)) {
            differences.add("hashes are keyed by another secret");
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(problem(now.table(), differences));
    }

    /**
     * A table as it is read now.
     *
     * @param columns of the source that are stored, with their numbers in the catalog
     * @param versioned whether rows that raw has are not read again
     * @param raw its columns
     */
    public record Now(
            TableSpec table, StoredColumns stored, Map<String, Integer> columns, boolean versioned, StructType raw) {

        /** A table of a source without a catalog. @param found columns that the source is known to have */
        public static Now ofMentioned(
                TableSpec table, StoredColumns stored, List<String> found, boolean versioned, StructType raw) {
            Map<String, Integer> columns = new LinkedHashMap<>();
            Stream.concat(
                            mentioned(stored, Optional.of(raw)).stream(),
                            found.stream().map(stored.spelling()::folded))
                    .filter(stored::stores)
                    .forEach(column -> columns.put(column, NO_NUMBER));
            return new Now(table, stored, columns, versioned, raw);
        }

        private Set<String> inRaw() {
            return Stream.of(raw.fieldNames()).map(stored.spelling()::folded).collect(Collectors.toSet());
        }
    }

    /**
     * Whether a column of the source was stored.
     *
     * @param raw names of raw's columns
     */
    private boolean stored(String column, Set<String> raw, StoredColumns.Spelling spelling) {
        if (excluded.containsKey(column)) {
            return false;
        }
        String form = forms.get(column);
        if (form != null) {
            int named = form.lastIndexOf(NAMED);
            return raw.contains(spelling.folded(named < 0 ? column : form.substring(named + NAMED.length())));
        }
        return raw.contains(column)
                && forms.values().stream()
                        .noneMatch(other -> spelling.folded(other).endsWith(NAMED + column));
    }

    private Optional<String> stored(StoredMark before, String name, int number, Now now) {
        Optional<String> called = before.excluded.entrySet().stream()
                .filter(entry -> number > NO_NUMBER
                        && before.table == table
                        && entry.getValue() == number
                        && !entry.getKey().equals(name))
                .map(Map.Entry::getKey)
                .findFirst();
        if (called.isPresent()) {
            return Optional.of(name + " is the column that was excluded as " + called.get());
        }
        boolean wasStored = before.stored(name, now.inRaw(), now.stored().spelling());
        if (before.excluded.containsKey(name) || before.excludesOthers() && !wasStored) {
            // Who reads all rows again brings the values of those that raw has.
            return now.versioned()
                    ? Optional.of(name + " was excluded, and rows that raw has would be without it")
                    : Optional.empty();
        }
        String former = before.forms.getOrDefault(name, AS_IT_IS);
        String form = form(now.stored(), name);
        return wasStored && !former.equals(form)
                ? Optional.of(name + " is " + form + ", and was " + former)
                : Optional.empty();
    }

    private boolean excludesOthers() {
        return table == NO_NUMBER && excluded.containsKey(OTHERS);
    }

    private static Problem problem(TableSpec table, List<String> differences) {
        return table.problem(
                        ErrorCode.STORED_COLUMNS_CHANGED,
                        "what " + table.name() + " stores of its columns was changed: "
                                + String.join("; ", differences))
                .because("nothing was read; raw is as it was")
                .fixedBy("load the table anew: alluvium reset " + table.name()
                        + "; its old folder keeps what was stored until you delete it");
    }
}
