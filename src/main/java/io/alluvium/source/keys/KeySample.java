package io.alluvium.source.keys;

import io.alluvium.domain.KeyIntervals;
import java.sql.SQLException;
import java.util.List;

/** Finds values of a table's first key column that divide its rows, in any order. */
public interface KeySample {

    /**
     * Values between which about as many rows lie each.
     *
     * @param ranges how many ranges are wanted
     * @param percent of the table that is worth looking at
     */
    List<String> starts(int ranges, double percent) throws SQLException;

    /** As {@link #starts(int, double)}, of all rows of some keys. */
    List<String> starts(int ranges, KeyIntervals keys) throws SQLException;
}
