package io.alluvium.source.window;

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
 */
public record Guarantee(
        String mode,
        boolean versioned,
        Optional<String> softDelete,
        boolean nullsUnfit,
        boolean replica,
        boolean restricted) {

    public String words() {
        return mode
                + softDelete
                        .map(mark -> "; deletes that " + mark + " marks are seen")
                        .orElse("")
                + (nullsUnfit ? "; values that Delta has no image of are null" : "")
                + (replica ? "; as far as this standby has replayed its primary" : "")
                + rowSecurity();
    }

    /** Policies may read other tables and settings: what these begin to show is below every bound. */
    private String rowSecurity() {
        return restricted
                ? "; only rows that row security shows to this user" + (versioned ? " when they are new" : "")
                : "";
    }
}
