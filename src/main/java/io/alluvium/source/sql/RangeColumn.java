package io.alluvium.source.sql;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.survey.RowCondition;

/**
 * The first column of a key, where the server orders its values as raw does, so that both can tell the rows of a range of
 * keys. Values have the text form of {@link KeyIntervals}.
 */
public interface RangeColumn {
    String name();

    KeyOrder order();

    /** Whether its values differ in length. */
    boolean hasVaryingLength();

    /** The rows of some keys, so that an index on the column can find them. */
    RowCondition condition(KeyIntervals keys);
}
