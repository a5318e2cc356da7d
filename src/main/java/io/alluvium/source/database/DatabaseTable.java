package io.alluvium.source.database;

import io.alluvium.config.HoconSection;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.source.Capabilities;
import io.alluvium.source.Capabilities.Finding;
import io.alluvium.source.TableSpec;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.columns.StoredNames;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.image.UnfitValues;
import io.alluvium.source.sql.DeletionMark;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Declares a table or view of a database.
 *
 * @param from its name as the database's SQL writes it, for example {@code public.orders} or {@code public."Client"}
 * @param keyColumns that identify a row, by the source's names; may be empty where the mode is REPLACE
 * @param cursor the column that tells what is new; present exactly when the mode is CURSOR, LOOKBACK or APPEND
 * @param softDelete what marks rows as deleted
 * @param unfit what becomes of values that have no image
 * @param lookback how long after its cursor a row may be committed; present exactly when the mode is LOOKBACK
 * @param stored which columns raw gets, and how
 */
public record DatabaseTable(
        TableName name,
        Place place,
        String from,
        List<String> keyColumns,
        Mode mode,
        Optional<String> cursor,
        Optional<Duration> lookback,
        Optional<DeletionMark> softDelete,
        UnfitValues unfit,
        StoredColumns stored)
        implements TableSpec {

    /** How changes are found. */
    public enum Mode {
        /** Rows at or above a bound that no open transaction can write below. Deletes are not seen. */
        CURSOR,
        /** As CURSOR, with a bound that the user states. Deletes are not seen. */
        LOOKBACK,
        /** Rows written by transactions that the last batch did not see. Deletes are not seen. */
        XID,
        /** New rows of a table that only grows, by an identifier from a sequence. Updates and deletes are not seen. */
        APPEND,
        /** A full read in one snapshot, compared with raw; finds deletes. */
        SNAPSHOT,
        /** A full read in one snapshot, which becomes raw's whole content; needs no key. */
        REPLACE;

        /** As a project spells it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether a batch has the rows that were updated, as they are: a snapshot has differences. */
        public boolean hasUpdates() {
            return this == CURSOR || this == LOOKBACK || this == XID;
        }

        /** What its batches hold. */
        public Capabilities capabilities() {
            Finding cursors = this == CURSOR || this == LOOKBACK ? Finding.CONDITIONAL : Finding.COMPLETE;
            return new Capabilities(
                    word(),
                    this == APPEND ? Finding.CONDITIONAL : cursors,
                    this == APPEND ? Finding.NEVER : cursors,
                    this == SNAPSHOT || this == REPLACE ? Finding.COMPLETE : Finding.NEVER,
                    this != REPLACE,
                    this == REPLACE,
                    false,
                    true);
        }

        /** Whether rows have to be told apart. */
        public boolean needsKey() {
            return this != REPLACE;
        }

        /** Whether a column tells what is new. */
        public boolean hasCursor() {
            return this == CURSOR || this == LOOKBACK || this == APPEND;
        }
    }

    public DatabaseTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(from, "from");
        keyColumns = List.copyOf(keyColumns);
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(cursor, "cursor");
        Objects.requireNonNull(lookback, "lookback");
        Objects.requireNonNull(softDelete, "softDelete");
        Objects.requireNonNull(unfit, "unfit");
        Objects.requireNonNull(stored, "stored");
        if (cursor.isPresent() != mode.hasCursor() || lookback.isPresent() != (mode == Mode.LOOKBACK)) {
            throw new IllegalArgumentException("cursor or lookback do not belong to mode " + mode + ": " + name);
        }
        if (softDelete.isPresent() && !mode.hasUpdates()) {
            throw new IllegalArgumentException("mode " + mode + " sees no soft deletes: " + name);
        }
    }

    @Override
    public List<String> key() {
        return stored.names(keyColumns);
    }

    @Override
    public List<String> sequence() {
        return cursor.stream().map(stored::name).toList();
    }

    @Override
    public Optional<String> incomparable() {
        return keyColumns.stream()
                .filter(column -> stored.mask(column).isPresent())
                .findFirst()
                .map(column -> "its key column " + stored.name(column) + " is masked");
    }

    @Override
    public Optional<String> origin() {
        return Optional.of(from);
    }

    @Override
    public Optional<String> renaming(String column, String nameInRaw) {
        return Optional.of("rename { " + hocon(column) + " = " + hocon(nameInRaw) + " }");
    }

    private static String hocon(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : HoconSection.quoted(name);
    }

    @Override
    public Capabilities can() {
        return mode.capabilities();
    }

    /** A table whose rows are deleted, if at all, for good, and whose values all have an image. */
    public DatabaseTable(
            TableName name,
            Place place,
            String from,
            List<String> key,
            Mode mode,
            Optional<String> cursor,
            Optional<Duration> lookback) {
        this(name, place, from, key, mode, cursor, lookback, Optional.empty(), UnfitValues.FAIL);
    }

    /** A table whose columns are all stored as they are. */
    public DatabaseTable(
            TableName name,
            Place place,
            String from,
            List<String> key,
            Mode mode,
            Optional<String> cursor,
            Optional<Duration> lookback,
            Optional<DeletionMark> softDelete,
            UnfitValues unfit) {
        this(name, place, from, key, mode, cursor, lookback, softDelete, unfit, StoredColumns.ALL);
    }

    /**
     * Holds the section to the columns that the database has.
     *
     * @param columns all, in the table's order
     * @return those that are stored
     * @throws io.alluvium.failure.AlluviumException where the section names a column that there is not, uses one that is
     *     not stored as it would have to be, or where raw cannot have the names
     */
    public List<String> kept(List<String> columns) {
        StoredNames names = new StoredNames(name, NamedTable.of(this), stored);
        names.requireColumns(columns);
        keyColumns.forEach(column -> names.requireRole(StoredColumns.Role.KEY, column));
        cursor.ifPresent(column -> names.requireRole(StoredColumns.Role.CURSOR, column));
        softDelete.stream()
                .flatMap(mark -> mark.columns().stream())
                .forEach(column -> names.requireRole(StoredColumns.Role.SOFT_DELETE, column));
        List<String> kept = columns.stream().filter(stored::stores).toList();
        names.requireNames(kept);
        return kept;
    }

    /** The same with other columns, or other forms of them. */
    public DatabaseTable with(StoredColumns other) {
        return new DatabaseTable(name, place, from, keyColumns, mode, cursor, lookback, softDelete, unfit, other);
    }
}
