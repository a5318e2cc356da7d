package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.database.DatabaseTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * The sequence that a column's values are drawn from, in ascending order and each when it is used.
 *
 * @param name schema and name, quoted
 */
record IdentifierSequence(String name) {
    private static final String OWNED = """
            select s.seqrelid::pg_catalog.regclass::pg_catalog.text as name, s.seqcache, s.seqincrement, s.seqcycle,
                   pg_catalog.has_sequence_privilege(s.seqrelid, 'select') as readable, current_user as reader
            from pg_catalog.pg_sequence s
            where s.seqrelid = pg_catalog.pg_get_serial_sequence(?, ?)::pg_catalog.regclass
            """;

    IdentifierSequence {
        Objects.requireNonNull(name, "name");
    }

    /** @throws io.alluvium.failure.AlluviumException where the order of its values tells nothing */
    static IdentifierSequence of(Connection connection, DatabaseTable table, Relation relation, SourceColumn column)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OWNED)) {
            query.setString(1, relation.name());
            query.setString(2, column.name());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw refused(table, column, "has no sequence of its own");
                }
                String name = row.getString("name");
                if (row.getLong("seqcache") > 1) {
                    throw refused(
                            table,
                            column,
                            "is drawn from " + name + ", whose cache lets sessions keep low values for later");
                }
                if (row.getLong("seqincrement") < 1 || row.getBoolean("seqcycle")) {
                    throw refused(table, column, "is drawn from " + name + ", which does not only count up");
                }
                if (!row.getBoolean("readable")) {
                    throw table.problem(ErrorCode.SOURCE_NO_RIGHT, "no right to read the sequence " + name)
                            .marking("cursor")
                            .because("mode append asks it for the highest " + column.name() + " drawn so far")
                            .fixedBy("GRANT SELECT ON SEQUENCE " + name + " TO "
                                    + Sql.quotedWhereNeeded(row.getString("reader")) + ";")
                            .asException();
                }
                return new IdentifierSequence(name);
            }
        }
    }

    private static RuntimeException refused(DatabaseTable table, SourceColumn column, String why) {
        return table.problem(
                        ErrorCode.SOURCE_MODE_REFUSED,
                        "mode append needs a column whose values are drawn in order: " + column.name() + " of "
                                + table.from() + " " + why)
                .marking("cursor")
                .fixedBy("mode = xid, which needs no such column")
                .asException();
    }

    /**
     * What was drawn, then the time. PostgreSQL gives a sequence that begins anew a new file ({@code RESTART}, {@code
     * TRUNCATE … RESTART IDENTITY}); {@code setval} does not.
     */
    IdentifierWindow.Drawn drawn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long highest;
            OptionalLong file;
            try (ResultSet row =
                    statement.executeQuery("select case when is_called then last_value else last_value - 1 end,"
                            + " pg_catalog.pg_relation_filenode(tableoid) from " + name)) {
                row.next();
                highest = row.getLong(1);
                file = OptionalLong.of(row.getLong(2));
            }
            try (ResultSet row = statement.executeQuery(
                    "select (extract(epoch from clock_timestamp()) * 1000000)::pg_catalog.int8")) {
                row.next();
                return new IdentifierWindow.Drawn(highest, file, Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS));
            }
        }
    }
}
