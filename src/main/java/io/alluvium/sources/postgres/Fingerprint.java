package io.alluvium.sources.postgres;

import io.alluvium.source.sql.RowCondition;
import java.util.Optional;

/**
 * The database's own digest of rows, with everything it depends on: equal texts mean equal rows. The parts are the form,
 * the server, the columns, the condition and the sums.
 */
final class Fingerprint {
    private static final String FORM = "1";

    private Fingerprint() {}

    static String text(SnapshotSession snapshot, TableView view, RowCondition rows, String sums) {
        return String.join(
                ";",
                FORM,
                snapshot.server().identity(),
                Long.toString(view.relation().oid()),
                view.relation().shape(),
                rows.identity(),
                sums);
    }

    /** Whether a fingerprint was taken of a table with other columns. */
    static boolean hasOtherShape(Optional<String> fingerprint, TableView view) {
        return fingerprint.isPresent()
                && !fingerprint.get().contains(";" + view.relation().shape() + ";");
    }
}
