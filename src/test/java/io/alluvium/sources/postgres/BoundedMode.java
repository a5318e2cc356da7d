package io.alluvium.sources.postgres;

import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.time.Duration;

/** The modes that read a part of a table, each for one with columns {@code id} and {@code at}. */
enum BoundedMode {
    /** The horizon keeps two seconds behind; a transaction is late only after these. */
    CURSOR("at >= .*", 2.5),
    LOOKBACK("at >= .*", 0),
    XID("transaction >= .*", 0),
    APPEND("transaction >= .*|id > .*", 0);

    private final String what;
    private final double late;

    BoundedMode(String what, double late) {
        this.what = what;
        this.late = late;
    }

    DatabaseTable of(String from) {
        return switch (this) {
            case CURSOR -> Declared.cursor(from, from, "at", "id");
            case LOOKBACK -> Declared.lookback(from, from, "at", Duration.ofHours(1), "id");
            case XID -> Declared.xid(from, from, "id");
            case APPEND -> Declared.append(from, from, "id", "id");
        };
    }

    /** A window with a bound, for people: a regular expression. */
    String what() {
        return what;
    }

    /** Seconds after which a transaction that is still open is late. */
    double late() {
        return late;
    }
}
