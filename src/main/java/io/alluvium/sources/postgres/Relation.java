package io.alluvium.sources.postgres;

import io.alluvium.source.window.Fingerprint;
import io.alluvium.source.window.Makeup;
import io.alluvium.source.window.Subject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A table or view as the catalog describes it.
 *
 * @param oid the catalog's number
 * @param schema as the catalog spells it
 * @param name schema and name, quoted
 * @param kind what holds the rows
 * @param columns in order
 * @param bytes on disk with large values, 0 for views
 * @param pages of the heaps that hold the rows
 * @param parts the tables that it consists of, beside itself
 * @param rowEstimate the statistics' number of rows
 * @param uniqueKeys sets of columns that a unique index keeps unique and not null
 * @param rowSecurity by which row security shows some of the rows to this user: the policies, as a digest; absent where
 *     it shows all
 * @param layout what no version of a row shows
 */
record Relation(
        long oid,
        String schema,
        String name,
        Kind kind,
        List<SourceColumn> columns,
        long bytes,
        HeapPages pages,
        Parts parts,
        OptionalLong rowEstimate,
        List<List<String>> uniqueKeys,
        Optional<String> rowSecurity,
        Layout layout) {
    /** By which a row's version and place are told where a heap holds it. */
    static final List<String> SYSTEM_COLUMNS = List.of("tableoid", "ctid", "xmin");

    /** What a row's version and place can be told by. */
    enum Kind {
        /** One heap: rows have a version and a place, and the table can be read by ranges of pages. */
        HEAP,
        /** Several heaps read as one table: rows have a version and a place within their part. */
        HEAPS,
        /** Views, materialised views and foreign tables: only the values tell rows apart. */
        VALUES
    }

    /**
     * Partitions, and tables that inherit.
     *
     * @param all their numbers in the catalog, ascending
     * @param filled of those among them that have pages
     */
    record Parts(List<Long> all, List<Long> filled) {
        Parts {
            all = List.copyOf(all);
            filled = List.copyOf(filled);
        }
    }

    Relation {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        columns = List.copyOf(columns);
        Objects.requireNonNull(pages, "pages");
        Objects.requireNonNull(parts, "parts");
        Objects.requireNonNull(rowEstimate, "rowEstimate");
        uniqueKeys = List.copyOf(uniqueKeys);
        Objects.requireNonNull(rowSecurity, "rowSecurity");
    }

    /** The same with those of its columns that have these names. */
    Relation only(List<String> names) {
        List<SourceColumn> some =
                columns.stream().filter(column -> names.contains(column.name())).toList();
        return new Relation(
                oid, schema, name, kind, some, bytes, pages, parts, rowEstimate, uniqueKeys, rowSecurity, layout);
    }

    /** For a FROM clause; the row is {@code t}. */
    String from() {
        return name + " as t";
    }

    /** Whatever its parts and the rows that are shown. */
    Subject subject() {
        return new Subject(name, oid, Optional.empty());
    }

    /** For a reading of all rows, with what their values depend on where the rows and the shape do not say it. */
    Subject wholeSubject() {
        return new Subject(
                name,
                oid,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                textMakeup().map(Makeup::meaning));
    }

    /**
     * For bounds that say something of some parts and rows and nothing of others; all filled parts count as added.
     *
     * @param column that the bounds are values of
     */
    Subject boundedSubject(Optional<SourceColumn> column) {
        return new Subject(
                name,
                oid,
                column.map(SourceColumn::name),
                parts.all(),
                parts.filled(),
                rowSecurity,
                makeup().map(Makeup::meaning));
    }

    /** What the values depend on beside the rows; empty where it is the values that tell rows apart. */
    Optional<Makeup> makeup() {
        return kind == Kind.VALUES ? Optional.empty() : Optional.of(layout.makeup(columns));
    }

    /** The same where versions of rows and the shape of the table do not say it all. */
    Optional<Makeup> textMakeup() {
        return makeup().filter(makeup -> !makeup.types().isEmpty());
    }

    /** Whether values show names that the catalog gives to other things than their types. */
    boolean showsNames() {
        return columns.stream()
                .flatMap(column -> layout.types().getOrDefault(column.position(), List.of()).stream())
                .anyMatch(type -> TextTypes.showsNames(type.number()));
    }

    Optional<SourceColumn> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    List<String> columnNames() {
        return columns.stream().map(SourceColumn::name).toList();
    }

    /** Changes when a column is added, dropped, renamed, moved or retyped. */
    String shape() {
        return Fingerprint.shape(columns.stream()
                .map(column -> column.position() + "|" + column.name() + "|" + column.declaredType())
                .toList());
    }
}
