package io.alluvium.source.sql;

import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.KeySample;
import io.alluvium.source.keys.RangeFacts;
import io.alluvium.source.survey.RowCondition;
import java.sql.SQLException;

/** Answers for a table whose ranges of keys the server can tell. */
public interface RangedTable extends KeySample {

    /**
     * One pass over the rows.
     *
     * @param rows that are looked at; ranges without any have {@link RangeFacts.Sum#NOTHING}
     */
    RangeFacts facts(KeyRanges ranges, RowCondition rows) throws SQLException;
}
