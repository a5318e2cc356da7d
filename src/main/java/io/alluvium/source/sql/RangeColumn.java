package io.alluvium.source.sql;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.survey.RowCondition;

/**
 * Names the first column of a key that the server orders as raw does. So both can tell the rows of a range of keys.
 * Values have the text form of {@link KeyIntervals}.
 */
public interface RangeColumn {
    String name();

    KeyOrder order();

    /** Whether its values differ in length. */
    boolean hasVaryingLength();

    /** The rows of some keys, so that an index on the column can find them. */
    RowCondition condition(KeyIntervals keys);
}
