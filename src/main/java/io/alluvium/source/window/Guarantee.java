package io.alluvium.source.window;

import java.util.Optional;

/**
 * What holds for each batch of a table, in words.
 *
 * @param mode what the incremental mode promises
 * @param versioned whether the mode reads new rows only, which are told by a version
 * @param softDelete the column by which the source marks rows as deleted
 * @param nullsUnfit whether values that Delta has no image of become null
 * @param replica whether the server only replays another
 * @param restricted whether row security shows some of the rows only
 * @param unwatched whether a second row with a key is not told when a later batch has it
 * @param named whether values show names of other things, which may get other ones without a row being written
 */
public record Guarantee(
        String mode,
        boolean versioned,
        Optional<String> softDelete,
        boolean nullsUnfit,
        boolean replica,
        boolean restricted,
        boolean unwatched,
        boolean named) {

    public String words() {
        return mode
                + softDelete
                        .map(column -> "; deletes that " + column + " marks are seen")
                        .orElse("")
                + (nullsUnfit ? "; values that Delta has no image of are null" : "")
                + (replica ? "; as far as this standby has replayed its primary" : "")
                + rowSecurity()
                + (unwatched
                        ? "; no index keeps the key unique, and a second row with one is told within a batch only"
                        : "")
                + (named ? "; names that values show are as they were when a row was written" : "");
    }

    /** Policies may read other tables and settings: what these begin to show is below every bound. */
    private String rowSecurity() {
        return restricted
                ? "; only rows that row security shows to this user" + (versioned ? " when they are new" : "")
                : "";
    }
}
