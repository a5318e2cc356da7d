package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.database.DatabaseTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Finds tables that were written into another file after a snapshot was taken. {@code TRUNCATE} and {@code ALTER TABLE}
 * leave an earlier snapshot without rows, as if the table had been empty; refreshed views and frozen rows are shown to it.
 */
final class Rewrites {
    /** What a snapshot has of the catalog stands beside what is true now. */
    private static final String REWRITTEN = """
            select c.oid::regclass::text from pg_class c
            where c.oid = any (%s) and c.relkind in ('r', 'm') and c.relfilenode <> 0
              and pg_relation_filenode(c.oid) <> c.relfilenode
            order by c.oid limit 1
            """;

    private static final String OF_NUMBERS = REWRITTEN.formatted("?");

    /** Of whatever this session has read so far: nobody rewrites it from then on. */
    private static final String OF_ALL_READ =
            REWRITTEN.formatted("select relation from pg_locks where locktype = 'relation' and pid = pg_backend_pid()");

    private Rewrites() {}

    /**
     * The first of the tables that a relation consists of, or is computed from, that was rewritten. Ask after its rows were
     * read, in the snapshot's own session: that holds them as they are until it ends.
     */
    static Optional<String> since(Connection connection, Relation relation) throws SQLException {
        boolean isStored = relation.kind() != Relation.Kind.VALUES;
        try (PreparedStatement query = connection.prepareStatement(isStored ? OF_NUMBERS : OF_ALL_READ)) {
            if (isStored) {
                Stream<Long> numbers =
                        Stream.concat(LongStream.of(relation.oid()).boxed(), relation.parts().all().stream());
                query.setArray(1, connection.createArrayOf("oid", numbers.toArray()));
            }
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    static Problem problem(DatabaseTable table, String rewritten) {
        return table.problem(
                        ErrorCode.SOURCE_INTERRUPTED,
                        rewritten + " was written anew while " + table.from() + " was looked at")
                .because("by TRUNCATE, ALTER TABLE, VACUUM FULL or REFRESH; the snapshot has not its rows any more")
                .fixedBy("nothing is lost: the next try reads it in a new snapshot");
    }
}
