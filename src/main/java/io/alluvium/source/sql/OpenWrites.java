package io.alluvium.source.sql;

import io.alluvium.source.survey.RowCondition;
import java.sql.SQLException;

/** Tells of rows that were written when the state was taken, and that it does not show. */
@FunctionalInterface
public interface OpenWrites {
    /** Where the time at which transactions began says all. */
    OpenWrites TOLD_BY_TIME = rows -> false;

    /** Whether there may be such rows among those of a condition. */
    boolean mayBeIn(RowCondition rows) throws SQLException;
}
