package io.alluvium.sources.mysql;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Divides a table among sessions, by ranges of a whole number that a unique index begins with. */
final class KeyRangeSplit {
    /** The sessions are there; each shall have some tenths of a second to do. */
    private static final long LEAST_BYTES = 4L << 20;

    /** Types of whole numbers. */
    static final Set<String> WHOLE = Set.of("tinyint", "smallint", "mediumint", "int", "bigint");

    private KeyRangeSplit() {}

    /** How many parts are worth it. */
    static int wanted(TableView table) {
        long worth = Math.max(1, table.bytes() / LEAST_BYTES);
        return first(table).isEmpty()
                ? 1
                : (int) Math.min(worth, table.sessions().size());
    }

    /** Of parts that together hold every row of a condition once. */
    static List<String> conditions(TableView table, String rows, int parts) throws SQLException {
        Optional<SourceColumn> first = first(table);
        if (parts == 1 || first.isEmpty()) {
            return List.of(rows);
        }
        String key = first.get().sql();
        List<BigInteger> starts = table.sessions().run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select cast(min(" + key + ") as char), cast(max(" + key
                            + ") as char) from " + table.relation().from())) {
                row.next();
                return starts(row.getString(1), row.getString(2), parts);
            }
        });
        List<String> conditions = new ArrayList<>();
        for (int part = 0; part <= starts.size(); part++) {
            List<String> bounds = new ArrayList<>();
            bounds.add("(" + rows + ")");
            if (part > 0) {
                bounds.add(key + " >= " + starts.get(part - 1));
            }
            if (part < starts.size()) {
                bounds.add(key + " < " + starts.get(part));
            }
            conditions.add(String.join(" and ", bounds));
        }
        return conditions;
    }

    private static List<BigInteger> starts(String least, String most, int parts) {
        if (least == null || most == null) {
            return List.of();
        }
        BigInteger from = new BigInteger(least);
        BigInteger width = new BigInteger(most).subtract(from).add(BigInteger.ONE);
        List<BigInteger> starts = new ArrayList<>();
        for (int part = 1; part < parts; part++) {
            starts.add(from.add(width.multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(parts))));
        }
        return starts.stream().distinct().toList();
    }

    private static Optional<SourceColumn> first(TableView table) {
        return table.relation().uniqueKeys().stream()
                .flatMap(key -> table.relation().column(key.get(0)).stream())
                .filter(column -> WHOLE.contains(column.type()))
                .findFirst();
    }
}
