package io.alluvium.source.survey;

import io.alluvium.source.window.Past;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.util.Optional;

/** A table that is looked at by ranges of its key. */
public interface ByRanges {

    /**
     * What a look at the ranges found.
     *
     * @param window what is to be read; absent where nothing changed
     * @param rows how many it holds
     */
    record Found(Optional<Window> window, long rows) {}

    /** Empty where the whole table is the next thing to look at, or where a window waits already. */
    Optional<Found> look(Past past) throws SQLException;

    /**
     * What there is to read, and what will be known then.
     *
     * @return empty where ranges say nothing about it
     */
    Optional<Seen> seen(Past past, Window window) throws SQLException;
}
