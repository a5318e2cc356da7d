package io.alluvium.sources.postgres;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.RawColumns;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.SourceSection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Reads which columns are stored and how, of one table and of all tables of a source. */
final class ColumnsSection {
    private static final String MASK_WORDS =
            "`hash` keeps a keyed hash of the value, 64 hexadecimal digits, the same for"
                    + " the same value; `redact` keeps `***`. Null stays null. What was masked is text.";

    static final Key<List<String>> COLUMNS = Key.optional(
            "columns",
            Form.texts(),
            "The only columns that are read and stored; others are not selected in any query.");
    static final Key<List<String>> EXCLUDE = Key.optional(
            "exclude",
            Form.texts(),
            "Columns that are not stored and not selected in any query. The key, the cursor and the `soft_delete` column"
                    + " cannot be.");
    static final Key<Map<String, StoredColumns.Mask>> MASK = Key.optional(
            "mask",
            Form.wordByName(StoredColumns.Mask.class),
            "Columns whose values are not stored as they are: `{ email = hash, name = redact }`. " + MASK_WORDS
                    + " Hashes need the source's `mask_secret`. A mask that is changed stops a table that was loaded.");
    static final Key<Map<String, String>> RENAME = Key.optional(
            "rename",
            Form.textByName(),
            "Names in raw by names in the source: `{ \"net total\" = net_total }`. All other keys of the section go by"
                    + " the source's names; models, `verify` and screens by those in raw.");
    static final Key<Map<String, String>> TYPES = Key.optional(
            "types",
            Form.textByName(),
            "Columns that are stored in another type, exactly: `{ amount = \"decimal(18,2)\" }` of numbers, or of text"
                    + " that is a number without exponent; `int` and `bigint` of smaller whole numbers; `string`, the"
                    + " database's text, of anything. Values that do not fit are treated as `unfit` says, `text` as"
                    + " `fail`.");

    static final Key<List<String>> EXCLUDE_EVERYWHERE = Key.optional(
            "exclude",
            Form.texts(),
            "Columns that no table of the source stores, whether it is named or taken by pattern; in whatever case they"
                    + " are written. They are not selected in any query.");
    static final Key<Map<String, StoredColumns.Mask>> MASK_EVERYWHERE = Key.optional(
            "mask",
            Form.wordByName(StoredColumns.Mask.class),
            "Columns that are masked in each table of the source that has them, named or taken by pattern; in whatever"
                    + " case they are written. A table's own `mask` of the column wins. " + MASK_WORDS);
    static final Key<SecretReference> MASK_SECRET = Key.optional(
            "mask_secret",
            Form.secret(),
            "Where the secret is found by which `mask` keys its hashes, at least 16 characters; `openssl rand -hex 32`"
                    + " makes one. Values are told by their hashes across all tables, and sources, of one secret."
                    + " Another secret stops tables that were loaded.");

    private static final Pattern DECIMAL =
            Pattern.compile("decimal\\s*\\(\\s*(\\d{1,2})\\s*(?:,\\s*(\\d{1,2})\\s*)?\\)");
    private static final int MOST_DIGITS = 38;

    private final HoconSection table;

    private ColumnsSection(HoconSection table) {
        this.table = table;
    }

    /** What a source says of the columns of all its tables. */
    static StoredColumns.Everywhere everywhere(HoconSection source) {
        return new StoredColumns.Everywhere(
                names(source, EXCLUDE_EVERYWHERE),
                source.has(MASK_EVERYWHERE) ? source.read(MASK_EVERYWHERE).orElse(Map.of()) : Map.of(),
                source.has(MASK_SECRET) ? source.read(MASK_SECRET) : Optional.empty());
    }

    /** What a table's section says of its columns; what contradicts itself is refused. */
    static StoredColumns read(HoconSection table, TableName name, StoredColumns.Everywhere everywhere) {
        ColumnsSection section = new ColumnsSection(table);
        StoredColumns stored = new StoredColumns(
                names(table, COLUMNS),
                names(table, EXCLUDE),
                table.has(MASK) ? table.read(MASK).orElse(Map.of()) : Map.of(),
                section.renames(name),
                section.types(),
                everywhere);
        section.refuseBoth();
        section.refuseUseless(stored);
        return stored;
    }

    /** Refuses a role that a column cannot have as it is stored. */
    static void requireRole(
            HoconSection table, Key<?> key, StoredColumns stored, StoredColumns.Role role, String column) {
        stored.obstacle(role, column)
                .ifPresent(obstacle -> table.refuse(
                        table.problem(key, ErrorCode.BAD_VALUE, obstacle).marking(column)));
    }

    private static Set<String> names(HoconSection section, Key<List<String>> key) {
        return section.has(key)
                ? new LinkedHashSet<>(
                        SourceSection.columnNames(section, key, name -> false).orElse(List.of()))
                : Set.of();
    }

    private void refuseBoth() {
        if (table.has(COLUMNS) && table.has(EXCLUDE)) {
            table.refuse(table.problem(EXCLUDE, ErrorCode.BAD_VALUE, "columns and exclude stand side by side")
                    .because("leave out one of them"));
        }
    }

    /** A mask, name or type of a column that is not stored, and a type of one that is masked. */
    private void refuseUseless(StoredColumns stored) {
        stored.masks().keySet().forEach(column -> requireStored(stored, MASK, column));
        stored.renames().keySet().forEach(column -> requireStored(stored, RENAME, column));
        for (String column : stored.types().keySet()) {
            requireStored(stored, TYPES, column);
            if (stored.mask(column).isPresent()) {
                table.refuse(table.problem(TYPES, ErrorCode.BAD_VALUE, "types." + column + " has no use: it is masked")
                        .marking(column)
                        .because("what was masked is text"));
            }
        }
    }

    private void requireStored(StoredColumns stored, Key<?> key, String column) {
        if (!stored.stores(column)) {
            table.refuse(
                    table.problem(key, ErrorCode.BAD_VALUE, key.name() + "." + column + " has no use: it is excluded")
                            .marking(column)
                            .because("leave it out, or store the column"));
        }
    }

    private Map<String, String> renames(TableName name) {
        Map<String, String> renames = table.has(RENAME) ? table.read(RENAME).orElse(Map.of()) : Map.of();
        Map<String, String> seen = new HashMap<>();
        renames.forEach((column, renamed) -> {
            RawColumns.refusal(name, renamed).ifPresent(problem -> table.refuse(at(RENAME, renamed, problem)));
            String other = seen.put(renamed.toLowerCase(Locale.ROOT), column);
            if (other != null) {
                table.refuse(table.problem(
                                RENAME,
                                ErrorCode.BAD_VALUE,
                                "rename makes " + renamed + " of " + other + " and of " + column)
                        .marking(renamed)
                        .because("names in raw differ in more than case"));
            }
        });
        return renames;
    }

    private Problem at(Key<?> key, String marked, Problem problem) {
        return Problem.of(problem.code(), problem.message())
                .at(table.placeOf(key))
                .marking(marked)
                .because("choose another name");
    }

    private Map<String, DataType> types() {
        Map<String, DataType> types = new LinkedHashMap<>();
        Map<String, String> written = table.has(TYPES) ? table.read(TYPES).orElse(Map.of()) : Map.of();
        written.forEach((column, text) -> {
            Optional<DataType> type = type(text.strip().toLowerCase(Locale.ROOT));
            type.ifPresent(known -> types.put(column, known));
            if (type.isEmpty()) {
                table.refuse(table.problem(
                                TYPES, ErrorCode.BAD_VALUE, "types." + column + " = \"" + text + "\" is not known")
                        .marking(text)
                        .because("one of decimal(p,s) with up to 38 digits, int, bigint, string"));
            }
        });
        return types;
    }

    private static Optional<DataType> type(String text) {
        Matcher decimal = DECIMAL.matcher(text);
        if (decimal.matches()) {
            int precision = Integer.parseInt(decimal.group(1));
            int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
            boolean good = precision >= 1 && precision <= MOST_DIGITS && scale <= precision;
            return good ? Optional.of(DataTypes.createDecimalType(precision, scale)) : Optional.empty();
        }
        return switch (text) {
            case "int" -> Optional.of(DataTypes.IntegerType);
            case "bigint" -> Optional.of(DataTypes.LongType);
            case "string" -> Optional.of(DataTypes.StringType);
            default -> Optional.empty();
        };
    }
}
