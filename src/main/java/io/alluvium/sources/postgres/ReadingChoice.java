package io.alluvium.sources.postgres;

import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.sql.CursorColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a table is best read, by what its catalog promises.
 *
 * @param remarks what a person may want to change or know
 */
record ReadingChoice(DatabaseTable.Mode mode, List<String> remarks) {
    private static final long GIGABYTE = 1L << 30;
    /** From here on reading and comparing all rows in each run costs more than deletes are usually worth. */
    private static final long TOO_LARGE_TO_COMPARE = 10 * GIGABYTE;

    ReadingChoice {
        Objects.requireNonNull(mode, "mode");
        remarks = List.copyOf(remarks);
    }

    /** @param keyed whether the database keeps a key that tells the table's rows apart */
    static ReadingChoice of(Relation relation, boolean keyed, String user) {
        DatabaseTable.Mode mode = keyed ? mode(relation) : DatabaseTable.Mode.REPLACE;
        List<String> remarks = new ArrayList<>();
        if (relation.bytes() >= GIGABYTE) {
            remarks.add(relation.bytes() / GIGABYTE + " GB, "
                    + switch (mode) {
                        case XID -> "so that only new row versions are read; mode = snapshot finds deletes too";
                        case REPLACE -> "read whole whenever a row changed";
                        default -> "read whole in each run";
                    });
        }
        if (keyed && relation.kind() != Relation.Kind.VALUES) {
            relation.columns().stream()
                    .flatMap(column -> Modes.cursor(column).flatMap(CursorColumn::proposal).stream())
                    .findFirst()
                    .ifPresent(remarks::add);
        }
        if (relation.rowSecurity().isPresent()) {
            remarks.add("only the rows that row security shows to " + user);
        }
        return new ReadingChoice(mode, remarks);
    }

    /** A cursor is never chosen: nothing in the catalog proves that every write sets it. */
    private static DatabaseTable.Mode mode(Relation relation) {
        boolean versioned = relation.kind() != Relation.Kind.VALUES;
        return versioned && relation.bytes() >= TOO_LARGE_TO_COMPARE
                ? DatabaseTable.Mode.XID
                : DatabaseTable.Mode.SNAPSHOT;
    }
}
