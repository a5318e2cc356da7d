package io.alluvium.sources.postgres;

import io.alluvium.secret.SecretReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;

/**
 * Says which columns of a table are stored, under which names, and in what form. Columns go by the source's names here;
 * what a rename gives is the name in raw, which everybody but the source's own section uses.
 *
 * @param only the columns that are stored; empty for all but the excluded ones
 * @param excluded columns that are not stored
 * @param masks columns whose values are stored masked
 * @param renames names in raw by names in the source
 * @param types columns that are stored in another type than their own
 * @param everywhere what holds for all tables of the source
 */
public record StoredColumns(
        Set<String> only,
        Set<String> excluded,
        Map<String, Mask> masks,
        Map<String, String> renames,
        Map<String, DataType> types,
        Everywhere everywhere) {

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
    public record Everywhere(Set<String> excluded, Map<String, Mask> masks, Optional<SecretReference> secret) {
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

        boolean isEmpty() {
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
    enum Role {
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

    /** Every column as it is. */
    public static final StoredColumns ALL =
            new StoredColumns(Set.of(), Set.of(), Map.of(), Map.of(), Map.of(), Everywhere.NOTHING);

    public StoredColumns {
        only = Everywhere.ordered(only);
        excluded = Everywhere.ordered(excluded);
        masks = Everywhere.ordered(masks);
        renames = Everywhere.ordered(renames);
        types = Everywhere.ordered(types);
        Objects.requireNonNull(everywhere, "everywhere");
    }

    /** Every column under its own name but for these. */
    static StoredColumns renaming(Map<String, String> renames) {
        return new StoredColumns(Set.of(), Set.of(), Map.of(), renames, Map.of(), Everywhere.NOTHING);
    }

    /** All columns, but for what holds for all tables of their source. */
    static StoredColumns of(Everywhere everywhere) {
        return new StoredColumns(Set.of(), Set.of(), Map.of(), Map.of(), Map.of(), everywhere);
    }

    boolean stores(String column) {
        return (only.isEmpty() || only.contains(column)) && !excluded.contains(column) && !everywhere.excludes(column);
    }

    Optional<Mask> mask(String column) {
        return Optional.ofNullable(masks.get(column)).or(() -> everywhere.mask(column));
    }

    Optional<DataType> type(String column) {
        return Optional.ofNullable(types.get(column));
    }

    /** The column's name in raw. */
    String name(String column) {
        return renames.getOrDefault(column, column);
    }

    List<String> names(List<String> columns) {
        return columns.stream().map(this::name).toList();
    }

    /** Whether some column of some table is hashed, so that the secret is needed. */
    boolean hashes() {
        return masks.containsValue(Mask.HASH) || everywhere.masks().containsValue(Mask.HASH);
    }

    /** Why a column cannot be used so. */
    Optional<String> obstacle(Role role, String column) {
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
