package io.alluvium.source.digest;

import io.alluvium.source.SourceContent;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What a database computes of a table's content, in the one state that is read; see {@link SourceContent}. */
public interface ContentQueries {

    /**
     * A division of the rows that raw must have.
     *
     * @param starts values of the first key column, ascending, perhaps some of them more than once
     * @param newer rows that raw need not have yet
     */
    record Division(List<String> starts, long newer) {}

    /**
     * Only asked of a table with a key.
     *
     * @param ranges of about equal size that are wanted
     */
    Division divide(int ranges) throws SQLException;

    /** As {@link SourceContent#digests}. */
    List<RangeDigest> digests(KeyRanges ranges) throws SQLException;

    /** As {@link SourceContent#rows}. */
    void rows(KeyRanges ranges, Set<Integer> wanted, SourceContent.RowSink sink) throws SQLException;
}
