package io.alluvium.source.columns;

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
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;

/** Reads which columns are stored and how, of one table and of all tables of a source. */
public final class ColumnsSection {
    private static final String MASK_WORDS =
            "`hash` keeps a keyed hash of the value, 64 hexadecimal digits, the same for"
                    + " the same value; `redact` keeps `***`. Null stays null. What was masked is text.";

    public static final Key<List<String>> COLUMNS = Key.optional(
            "columns",
            Form.texts(),
            "The only columns that are read and stored; of a database others are not selected in any query.");
    public static final Key<List<String>> EXCLUDE = Key.optional(
            "exclude",
            Form.texts(),
            "Columns that are not stored, and of a database not selected in any query. The key, the cursor and the"
                    + " `soft_delete` column cannot be.");
    public static final Key<Map<String, StoredColumns.Mask>> MASK = Key.optional(
            "mask",
            Form.wordByName(StoredColumns.Mask.class),
            "Columns whose values are not stored as they are: `{ email = hash, name = redact }`. " + MASK_WORDS
                    + " Hashes need the source's `mask_secret`. A mask that is changed stops a table that was loaded.");
    public static final Key<Optional<Map<String, String>>> RENAME = Key.optional(
            "rename",
            Form.textByNameOr("snake_case"),
            "Names in raw by names in the source, `{ \"net total\" = net_total }`, or `snake_case` for all of them."
                    + " Other keys of the section go by the source's names, but for `key` and `schema` of files;"
                    + " models, `verify` and screens by those in raw.");

    public static final Key<List<String>> EXCLUDE_EVERYWHERE = Key.optional(
            "exclude",
            Form.texts(),
            "Columns that no table of the source stores, whether it is named or taken by pattern; in whatever case they"
                    + " are written. Of a database they are not selected in any query.");
    public static final Key<Map<String, StoredColumns.Mask>> MASK_EVERYWHERE = Key.optional(
            "mask",
            Form.wordByName(StoredColumns.Mask.class),
            "Columns that are masked in each table of the source that has them, named or taken by pattern; in whatever"
                    + " case they are written. A table's own `mask` of the column wins. " + MASK_WORDS);
    public static final Key<SecretReference> MASK_SECRET = Key.optional(
            "mask_secret",
            Form.secret(),
            "Where the secret is found by which `mask` keys its hashes, at least 16 characters; `openssl rand -hex 32`"
                    + " makes one. Values are told by their hashes across all tables, and sources, of one secret."
                    + " Another secret stops tables that were loaded.");

    /**
     * The types that columns of one kind of source may be stored in.
     *
     * @param key by which they are asked for
     * @param known gives the type that a text means; empty for none of them
     * @param expected what they are, in words
     */
    public record Types(Key<Map<String, String>> key, Function<String, Optional<DataType>> known, String expected) {}

    private final HoconSection table;
    private final Types kinds;

    private ColumnsSection(HoconSection table, Types kinds) {
        this.table = table;
        this.kinds = kinds;
    }

    /** What a source says of the columns of all its tables. */
    public static StoredColumns.Everywhere everywhere(HoconSection source) {
        return new StoredColumns.Everywhere(
                names(source, EXCLUDE_EVERYWHERE),
                source.has(MASK_EVERYWHERE) ? source.read(MASK_EVERYWHERE).orElse(Map.of()) : Map.of(),
                source.has(MASK_SECRET) ? source.read(MASK_SECRET) : Optional.empty());
    }

    /** Refuses a source that has to hash and says no secret. */
    public static void requireSecret(
            HoconSection source, StoredColumns.Everywhere everywhere, Stream<StoredColumns> tables) {
        boolean needed =
                Stream.concat(Stream.of(StoredColumns.of(everywhere)), tables).anyMatch(StoredColumns::hashes);
        if (needed && !source.has(MASK_SECRET)) {
            source.refuse(source.missing(MASK_SECRET, "hashes are keyed by a secret")
                    .fixedBy("mask_secret = \"env:"
                            + source.name().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_")
                            + "_MASK_SECRET\""));
        }
    }

    /**
     * What a table's section says of its columns; what contradicts itself is refused.
     *
     * @param anyCase whether the source's columns are the same in whatever case they are written
     */
    public static StoredColumns read(
            HoconSection table, TableName name, StoredColumns.Everywhere everywhere, boolean anyCase, Types kinds) {
        ColumnsSection section = new ColumnsSection(table, kinds);
        Optional<Optional<Map<String, String>>> rename =
                table.has(RENAME) ? table.read(RENAME) : Optional.of(Optional.of(Map.of()));
        StoredColumns stored = new StoredColumns(
                names(table, COLUMNS),
                names(table, EXCLUDE),
                table.has(MASK) ? table.read(MASK).orElse(Map.of()) : Map.of(),
                section.renames(name, rename.flatMap(written -> written).orElse(Map.of())),
                section.types(),
                new StoredColumns.Spelling(
                        anyCase, rename.filter(Optional::isEmpty).isPresent()),
                everywhere);
        section.refuseBoth();
        section.refuseUseless(stored);
        return stored;
    }

    /** Refuses a role that a column cannot have as it is stored. */
    public static void requireRole(
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
            requireStored(stored, kinds.key(), column);
            if (stored.mask(column).isPresent()) {
                table.refuse(
                        table.problem(kinds.key(), ErrorCode.BAD_VALUE, "types." + column + " has no use: it is masked")
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

    private Map<String, String> renames(TableName name, Map<String, String> renames) {
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
        return Problem.of(ErrorCode.BAD_VALUE, problem.message())
                .at(table.placeOf(key))
                .marking(marked)
                .because("choose another name");
    }

    private Map<String, DataType> types() {
        Map<String, DataType> types = new LinkedHashMap<>();
        Map<String, String> written =
                table.has(kinds.key()) ? table.read(kinds.key()).orElse(Map.of()) : Map.of();
        written.forEach((column, text) -> {
            Optional<DataType> type = kinds.known().apply(text.strip());
            type.ifPresent(known -> types.put(column, known));
            if (type.isEmpty()) {
                table.refuse(table.problem(
                                kinds.key(),
                                ErrorCode.BAD_VALUE,
                                "types." + column + " = \"" + text + "\" is not known")
                        .marking(text)
                        .because(kinds.expected()));
            }
        });
        return types;
    }
}
