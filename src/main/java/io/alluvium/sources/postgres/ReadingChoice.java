package io.alluvium.sources.postgres;

import io.alluvium.source.sql.CursorColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How a table with a key is best read, by what its catalog promises.
 *
 * @param remarks what a person may want to change or know
 */
record ReadingChoice(PostgresTable.Mode mode, List<String> remarks) {
    private static final Pattern NAMED_AS_CURSOR =
            Pattern.compile("(?i).*(updat|modif|chang|mutat|touch|last_?write|last_?edit|as_?of).*");

    private static final long GIGABYTE = 1L << 30;
    /** From here on reading and comparing all rows in each run costs more than deletes are usually worth. */
    private static final long TOO_LARGE_TO_COMPARE = 10 * GIGABYTE;

    ReadingChoice {
        Objects.requireNonNull(mode, "mode");
        remarks = List.copyOf(remarks);
    }

    static ReadingChoice of(Relation relation, String user) {
        PostgresTable.Mode mode = mode(relation);
        List<String> remarks = new ArrayList<>();
        if (relation.bytes() >= GIGABYTE) {
            remarks.add(relation.bytes() / GIGABYTE + " GB, "
                    + (mode == PostgresTable.Mode.XID
                            ? "so that only new row versions are read; mode = snapshot finds deletes too"
                            : "read whole in each run"));
        }
        if (relation.kind() != Relation.Kind.VALUES) {
            relation.columns().stream()
                    .filter(column -> NAMED_AS_CURSOR.matcher(column.name()).matches())
                    .filter(column -> Modes.cursor(column)
                            .filter(cursor -> cursor.form() != CursorColumn.Form.DATE)
                            .isPresent())
                    .findFirst()
                    .ifPresent(column -> remarks.add("or cursor = " + column.name()
                            + ", if every insert and update sets it"
                            + (column.notNull() ? "" : "; it may be null")));
        }
        if (relation.rowSecurity().isPresent()) {
            remarks.add("only the rows that row security shows to " + user);
        }
        return new ReadingChoice(mode, remarks);
    }

    /** A cursor is never chosen: nothing in the catalog proves that every write sets it. */
    private static PostgresTable.Mode mode(Relation relation) {
        boolean versioned = relation.kind() != Relation.Kind.VALUES;
        return versioned && relation.bytes() >= TOO_LARGE_TO_COMPARE
                ? PostgresTable.Mode.XID
                : PostgresTable.Mode.SNAPSHOT;
    }
}
