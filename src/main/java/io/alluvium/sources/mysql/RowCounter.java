package io.alluvium.sources.mysql;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The counter that numbers the rows of a table.
 *
 * @param column that gets its numbers
 */
record RowCounter(SnapshotSessions sessions, Relation relation, SourceColumn column) {
    private static final String NEXT =
            "select auto_increment from information_schema.tables where table_schema = ? and table_name = ?";

    /** Names are spelled as those of files there. An emptied table has another number, and so has a rebuilt one. */
    private static final String STORAGE = """
            select coalesce(group_concat(table_id order by table_id), '') from information_schema.%s,
              (select concat(cast(convert(? using filename) as binary), '/', cast(convert(? using filename) as binary)) as own) f
            where cast(name as binary) = own
               or left(cast(name as binary), length(own) + 3) in (concat(own, '#P#'), concat(own, '#p#'))
            """;

    private static final String CLOCK = "select cast(floor(unix_timestamp(sysdate(6)) * 1000000) as signed)";
    private static final String UPTIME = "show global status like 'Uptime'";

    /**
     * @param at the server's time after the counter was read
     * @param started when the server began; what its counters gave before may be given again
     * @param above the number after the highest that the state shows
     */
    record Reading(NumberedWindow.Counter counter, Instant at, Instant started, BigInteger above) {
        /**
         * A bound that also holds after the server died: it may have lost what its counter had given to rows that were
         * never committed, and give that again. What is committed it keeps, and goes on above it.
         */
        BigInteger kept(BigInteger bound) {
            return bound.min(above);
        }
    }

    /**
     * The counters of some tables, then the time.
     *
     * @param tables with their schemas
     */
    static Map<RelationName, NumberedWindow.Mark> marks(Connection connection, List<RelationName> tables)
            throws SQLException {
        if (tables.isEmpty()) {
            return Map.of();
        }
        MysqlDialect dialect = new MysqlDialect();
        String counters = IntStream.range(0, tables.size())
                .mapToObj(table ->
                        "select " + table + ", auto_increment from information_schema.tables where table_schema = "
                                + dialect.text(tables.get(table).schema().orElseThrow()) + " and table_name = "
                                + dialect.text(tables.get(table).name()))
                .collect(Collectors.joining(" union all "));
        Map<RelationName, BigInteger> numbers = new HashMap<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(counters)) {
                while (row.next()) {
                    RelationName table = tables.get(row.getInt(1));
                    Optional.ofNullable(row.getString(2))
                            .ifPresent(number -> numbers.put(table, new BigInteger(number)));
                }
            }
            try (ResultSet row = statement.executeQuery(CLOCK)) {
                row.next();
                Instant at = Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS);
                Map<RelationName, NumberedWindow.Mark> marks = new HashMap<>();
                numbers.forEach((table, number) -> marks.put(table, new NumberedWindow.Mark(number, at)));
                return marks;
            }
        }
    }

    /** The counter first, then the time: whoever begins after that time finds the counter no lower. */
    Reading read() throws SQLException {
        NumberedWindow.Counter counter = sessions.runDirty(connection -> new NumberedWindow.Counter(
                next(connection), text(connection, storage(connection)).orElse("")));
        Instant at = Instant.EPOCH.plus(number(CLOCK, 1), ChronoUnit.MICROS);
        return new Reading(counter, at, at.minusSeconds(number(UPTIME, 2)), above());
    }

    private long number(String sql, int column) throws SQLException {
        return sessions.runDirty(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(column);
            }
        });
    }

    private BigInteger next(Connection connection) throws SQLException {
        return text(connection, NEXT).map(BigInteger::new).orElse(BigInteger.ONE);
    }

    private static String storage(Connection connection) throws SQLException {
        return STORAGE.formatted(Login.isMariaDb(connection) ? "innodb_sys_tables" : "innodb_tables");
    }

    private Optional<String> text(Connection connection, String sql) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, relation.schema());
            query.setString(2, relation.name());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    private BigInteger above() throws SQLException {
        String sql = "select cast(max(" + column.sql() + ") as char) from " + relation.from();
        return sessions.run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return Optional.ofNullable(row.getString(1))
                        .map(highest -> new BigInteger(highest).add(BigInteger.ONE))
                        .orElse(BigInteger.ONE);
            }
        });
    }
}
