package io.alluvium.source.window;

import java.util.List;
import java.util.Optional;

/**
 * What holds for each batch of a table, in words.
 *
 * @param mode what the incremental mode promises
 * @param versioned whether the mode reads new rows only, which are told by a version
 * @param softDelete by what the source marks rows as deleted, as a project says it
 * @param nullsUnfit whether values that Delta has no image of become null
 * @param replica whether the server only replays another
 * @param restricted whether row security shows some of the rows only
 * @param unwatched whether a second row with a key is not told when a later batch has it
 * @param named whether values show names of other things, which may get other ones without a row being written
 * @param united columns of the key of which the database calls values equal that raw tells apart
 * @param divided columns of the key of which the database tells values apart that are the same in raw
 * @param state what the server gave to read all tables in one state, where that differs from run to run
 */
public record Guarantee(
        String mode,
        boolean versioned,
        Optional<String> softDelete,
        boolean nullsUnfit,
        boolean replica,
        boolean restricted,
        boolean unwatched,
        boolean named,
        List<String> united,
        List<String> divided,
        Optional<String> state) {
    public Guarantee {
        united = List.copyOf(united);
        divided = List.copyOf(divided);
    }

    public String words() {
        return mode
                + softDelete
                        .map(mark -> "; deletes that " + mark + " marks are seen")
                        .orElse("")
                + (nullsUnfit ? "; values that Delta has no image of are null" : "")
                + (replica ? "; as far as this standby has replayed its primary" : "")
                + rowSecurity()
                + (unwatched
                        ? "; no index keeps the key unique, and a second row with one is told within a batch only"
                        : "")
                + (named ? "; names that values show are as they were when a row was written" : "")
                + keys()
                + state.map(given -> "; " + given).orElse("");
    }

    /** A comparison of contents sees both: the one as a row that is gone and one that is new, the other as a fault. */
    private String keys() {
        if (!versioned) {
            return "";
        }
        String known = united.isEmpty()
                ? ""
                : "; where a write leaves " + String.join(", ", united)
                        + " equal to the database but written in another way, the row as it was stays beside";
        return divided.isEmpty()
                ? known
                : known + "; arrays in " + String.join(", ", divided) + " that differ only in their bounds are one key";
    }

    /** Policies may read other tables and settings: what these begin to show is below every bound. */
    private String rowSecurity() {
        return restricted
                ? "; only rows that row security shows to this user" + (versioned ? " when they are new" : "")
                : "";
    }
}
