package io.alluvium.sources.mysql;

import io.alluvium.source.window.Fingerprint;
import io.alluvium.source.window.Makeup;
import io.alluvium.source.window.Subject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * A table or view as the catalog has it.
 *
 * @param transactional whether a state shows its rows as they were, and open transactions what they wrote
 * @param made when it was created or altered last; another table of the same name was made at another time
 * @param uniqueKeys columns of unique indexes over whole columns that are never null
 */
record Relation(
        String schema,
        String name,
        Kind kind,
        boolean transactional,
        List<SourceColumn> columns,
        OptionalLong rowEstimate,
        long bytes,
        String made,
        List<List<String>> uniqueKeys) {
    Relation {
        columns = List.copyOf(columns);
        uniqueKeys = List.copyOf(uniqueKeys);
    }

    /** Whether it has rows of its own. */
    enum Kind {
        TABLE,
        VIEW
    }

    Optional<SourceColumn> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    List<String> columnNames() {
        return columns.stream().map(SourceColumn::name).toList();
    }

    /** The same with those of its columns that have these names. */
    Relation only(List<String> names) {
        List<SourceColumn> some =
                columns.stream().filter(column -> names.contains(column.name())).toList();
        return new Relation(schema, name, kind, transactional, some, rowEstimate, bytes, made, uniqueKeys);
    }

    /** For a FROM clause; the row is {@code t}. */
    String from() {
        return RelationName.quoted(schema) + "." + RelationName.quoted(name) + " as t";
    }

    /** The server has no number of a table that every user may see: the name's own stands for it. */
    long number() {
        return hash(schema + "." + name);
    }

    private static long hash(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).getMostSignificantBits();
    }

    Subject subject(Optional<SourceColumn> column) {
        return new Subject(
                schema + "." + name,
                number(),
                column.map(SourceColumn::name),
                List.of(),
                List.of(),
                Optional.empty(),
                makeup().map(Makeup::meaning));
    }

    /**
     * A table that was made or altered since may have values that no write of a row left: all are compared then. Of a view
     * only the values tell.
     */
    Optional<Makeup> makeup() {
        if (kind == Kind.VIEW) {
            return Optional.empty();
        }
        List<Makeup.Column> numbered = new ArrayList<>();
        for (SourceColumn column : columns) {
            // The catalog has places of columns, which move, and no numbers: the name stands for one.
            numbered.add(
                    new Makeup.Column(column.name(), column.name().hashCode() & Integer.MAX_VALUE, false, Set.of()));
        }
        return Optional.of(new Makeup(
                numbered, 0, Fingerprint.shape(List.of(shape(), made)), List.of(), Map.of(number(), hash(made))));
    }

    /** Changes with names and types. */
    String shape() {
        return Fingerprint.shape(columns.stream()
                .map(column -> column.name() + " " + column.declared())
                .toList());
    }
}
