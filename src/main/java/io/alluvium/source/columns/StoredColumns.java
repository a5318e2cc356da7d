package io.alluvium.source.columns;

import io.alluvium.secret.SecretReference;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;

/**
 * Says which columns of a table are stored, under which names, and in what form. Columns go by the source's names here;
 * what a rename gives is the name in raw.
 *
 * @param only the columns that are stored; empty for all but the excluded ones
 * @param excluded columns that are not stored
 * @param masks columns whose values are stored masked
 * @param renames names in raw by names in the source
 * @param types columns that are stored in another type than their own
 * @param spelling how names are meant
 * @param everywhere what holds for all tables of the source
 */
public record StoredColumns(
        Set<String> only,
        Set<String> excluded,
        Map<String, Mask> masks,
        Map<String, String> renames,
        Map<String, DataType> types,
        Spelling spelling,
        Everywhere everywhere)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * How the names of columns are meant.
     *
     * @param anyCase whether the source's columns are the same in whatever case they are written
     * @param snakeCase whether raw has those without a rename in lower case, with underscores between words
     */
    public record Spelling(boolean anyCase, boolean snakeCase) implements Serializable {
        private static final long serialVersionUID = 1L;

        /** As a database tells its columns apart, which raw has as they are. */
        public static final Spelling EXACT = new Spelling(false, false);

        private static final Pattern WORD =
                Pattern.compile("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

        /** One spelling for all names of one column. */
        public String folded(String column) {
            return anyCase ? column.toLowerCase(Locale.ROOT) : column;
        }

        boolean isSame(String one, String other) {
            return anyCase ? one.equalsIgnoreCase(other) : one.equals(other);
        }

        boolean holds(Set<String> names, String column) {
            return anyCase ? names.stream().anyMatch(column::equalsIgnoreCase) : names.contains(column);
        }

        <T> Optional<T> find(Map<String, T> byName, String column) {
            T exact = byName.get(column);
            if (exact != null || !anyCase) {
                return Optional.ofNullable(exact);
            }
            return byName.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(column))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }

        /** {@code Order ID} and {@code OrderID} as {@code order_id}, where that is asked for. */
        String inRaw(String column) {
            return snakeCase
                    ? WORD.matcher(column)
                            .replaceAll("_")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "_")
                            .replaceAll("^_+|_+$", "")
                    : column;
        }
    }

    /** What is stored in place of a value; null stays null. */
    public enum Mask {
        /** A text that is the same for the same value and the same secret, and tells the value to nobody without it. */
        HASH,
        /** The same text for all values. */
        REDACT
    }

    /**
     * What holds for all tables of a source, where they have such columns. Names are meant in whatever case: a column
     * too many that is not stored does less harm than one that is.
     *
     * @param secret by which hashes are keyed
     */
    public record Everywhere(Set<String> excluded, Map<String, Mask> masks, Optional<SecretReference> secret)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        /** Of a source that stores every column as it is. */
        public static final Everywhere NOTHING = new Everywhere(Set.of(), Map.of(), Optional.empty());

        public Everywhere {
            excluded = ordered(excluded);
            masks = ordered(masks);
            Objects.requireNonNull(secret, "secret");
        }

        private static Set<String> ordered(Set<String> names) {
            return Collections.unmodifiableSet(new LinkedHashSet<>(names));
        }

        private static <T> Map<String, T> ordered(Map<String, T> byName) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(byName));
        }

        /** Who reads rows elsewhere gets the key itself; a reference stays where it can be resolved. */
        private Object writeReplace() {
            return new WithoutSecret(excluded, masks);
        }

        private record WithoutSecret(Set<String> excluded, Map<String, Mask> masks) implements Serializable {
            private static final long serialVersionUID = 1L;

            private Object readResolve() {
                return new Everywhere(excluded, masks, Optional.empty());
            }
        }

        /** The secret by which hashes are keyed, where it is needed: some of these tables has some. */
        public Optional<SecretReference> secret(Stream<StoredColumns> tables) {
            boolean needed =
                    Stream.concat(Stream.of(StoredColumns.of(this)), tables).anyMatch(StoredColumns::hashes);
            return secret.filter(reference -> needed);
        }

        public boolean isEmpty() {
            return excluded.isEmpty() && masks.isEmpty();
        }

        private boolean excludes(String column) {
            return excluded.stream().anyMatch(column::equalsIgnoreCase);
        }

        private Optional<Mask> mask(String column) {
            return masks.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(column))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }

    /** What a column is used for beside being stored. */
    public enum Role {
        KEY("key column"),
        CURSOR("cursor"),
        SOFT_DELETE("soft_delete column");

        private final String words;

        Role(String words) {
            this.words = words;
        }

        String of(String column) {
            return "the " + words + " " + column;
        }
    }

    /** Stands for any value of a redacted column. */
    public static final String REDACTED = "***";

    /** Every column as it is. */
    public static final StoredColumns ALL = of(Everywhere.NOTHING);

    public StoredColumns {
        only = Everywhere.ordered(only);
        excluded = Everywhere.ordered(excluded);
        masks = Everywhere.ordered(masks);
        renames = Everywhere.ordered(renames);
        types = Everywhere.ordered(types);
        Objects.requireNonNull(spelling, "spelling");
        Objects.requireNonNull(everywhere, "everywhere");
    }

    /** The same with other names in raw, by names in the source. */
    public StoredColumns renamed(Map<String, String> names) {
        return new StoredColumns(only, excluded, masks, names, types, spelling, everywhere);
    }

    /** The same with these columns stored in other types than their own. */
    public StoredColumns typed(Map<String, DataType> others) {
        return new StoredColumns(only, excluded, masks, renames, others, spelling, everywhere);
    }

    /** Of a database that tells its columns apart by case. */
    public StoredColumns(
            Set<String> only,
            Set<String> excluded,
            Map<String, Mask> masks,
            Map<String, String> renames,
            Map<String, DataType> types,
            Everywhere everywhere) {
        this(only, excluded, masks, renames, types, Spelling.EXACT, everywhere);
    }

    /** Every column under its own name but for these. */
    public static StoredColumns renaming(Map<String, String> renames) {
        return new StoredColumns(Set.of(), Set.of(), Map.of(), renames, Map.of(), Everywhere.NOTHING);
    }

    /**
     * No column but these.
     *
     * @param renames names in raw by names in the source, of some of them
     * @param types that some of them are stored in, other than their own
     */
    public static StoredColumns only(List<String> columns, Map<String, String> renames, Map<String, DataType> types) {
        return new StoredColumns(new LinkedHashSet<>(columns), Set.of(), Map.of(), renames, types, Everywhere.NOTHING);
    }

    /** All columns, but for what holds for all tables of their source. */
    public static StoredColumns of(Everywhere everywhere) {
        return new StoredColumns(Set.of(), Set.of(), Map.of(), Map.of(), Map.of(), everywhere);
    }

    public boolean stores(String column) {
        return (only.isEmpty() || spelling.holds(only, column))
                && !spelling.holds(excluded, column)
                && !everywhere.excludes(column);
    }

    public Optional<Mask> mask(String column) {
        return spelling.find(masks, column).or(() -> everywhere.mask(column));
    }

    public Optional<DataType> type(String column) {
        return spelling.find(types, column);
    }

    /** The column's name in raw. */
    public String name(String column) {
        return spelling.find(renames, column).orElseGet(() -> spelling.inRaw(column));
    }

    public List<String> names(List<String> columns) {
        return columns.stream().map(this::name).toList();
    }

    /** The source's name of the column that raw has under this one, as far as the project mentions it; else the same name. */
    public String inSource(String nameInRaw) {
        return called(nameInRaw).findFirst().orElse(nameInRaw);
    }

    /** Whether raw may have a column of this name, whichever of the source's it is. */
    public boolean storesInRaw(String name) {
        return stores(inSource(name));
    }

    /** The mask of the column that raw has under a name: that of any column of the source which would get the name. */
    public Optional<Mask> maskInRaw(String name) {
        return Stream.concat(called(name), Stream.of(name))
                .flatMap(column -> mask(column).stream())
                .findFirst();
    }

    private Stream<String> called(String nameInRaw) {
        return Stream.of(mentioned(), everywhere.masks().keySet(), everywhere.excluded())
                .flatMap(Set::stream)
                .filter(column -> name(column).equalsIgnoreCase(nameInRaw));
    }

    /** The columns that the table's section names. */
    public Set<String> mentioned() {
        Set<String> names = new LinkedHashSet<>(renames.keySet());
        names.addAll(only);
        names.addAll(excluded);
        names.addAll(masks.keySet());
        names.addAll(types.keySet());
        return names;
    }

    /** Whether some column of some table is hashed, so that the secret is needed. */
    public boolean hashes() {
        return masks.containsValue(Mask.HASH) || everywhere.masks().containsValue(Mask.HASH);
    }

    /** Whether values are left out or masked, so that a record as a whole must not be stored. */
    public boolean hides() {
        return !only.isEmpty() || !excluded.isEmpty() || !masks.isEmpty() || !everywhere.isEmpty();
    }

    /** Why a column cannot be used so. */
    public Optional<String> obstacle(Role role, String column) {
        if (!stores(column)) {
            return Optional.of(role.of(column) + " is excluded");
        }
        Optional<Mask> mask = mask(column);
        if (mask.isEmpty()) {
            return Optional.empty();
        }
        return switch (role) {
            case KEY ->
                mask.get() == Mask.REDACT
                        ? Optional.of(role.of(column) + " is redacted, so that no row could be told from another")
                        : Optional.empty();
            case CURSOR -> Optional.of(role.of(column) + " is masked, while the journal keeps its bounds");
            case SOFT_DELETE -> Optional.of(role.of(column) + " is masked, while _op tells its value");
        };
    }
}
