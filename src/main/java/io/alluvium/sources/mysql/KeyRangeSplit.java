package io.alluvium.sources.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Divides a table among sessions into parts of as many rows each, by the keys that there are: the server walks along a unique
 * index and names the key at each division. Keys are compared by the server alone, as the index has them, so that no row is
 * in two parts or in none whatever the collation.
 */
final class KeyRangeSplit {
    /** Types of whole numbers. */
    static final Set<String> WHOLE = Set.of("tinyint", "smallint", "mediumint", "int", "bigint");

    /** The sessions are there; each shall have some tenths of a second to do. */
    private static final long LEAST_BYTES = 4L << 20;

    private static final Set<String> TEXTS = Set.of("char", "varchar");
    private static final Set<String> BYTES = Set.of("binary", "varbinary");

    /** Written as text they are compared as what they are. */
    private static final Set<String> TIMES = Set.of("date", "datetime", "timestamp");

    private final TableView table;
    private final List<SourceColumn> key;

    private KeyRangeSplit(TableView table, List<SourceColumn> key) {
        this.table = table;
        this.key = key;
    }

    /** How many parts are worth it. */
    static int wanted(TableView table) throws SQLException {
        int worth = (int) Math.max(1, Math.min(Integer.MAX_VALUE, table.bytes() / LEAST_BYTES));
        return worth == 1 || key(table).isEmpty()
                ? 1
                : Math.min(worth, table.sessions().reach(worth));
    }

    /**
     * Of parts that together hold every row of a condition once.
     *
     * @param rowsThere of the table
     */
    static List<String> conditions(TableView table, String rows, int parts, long rowsThere) throws SQLException {
        List<SourceColumn> key = key(table);
        if (parts == 1 || key.isEmpty() || rowsThere < parts) {
            return List.of(rows);
        }
        KeyRangeSplit split = new KeyRangeSplit(table, key);
        List<List<String>> starts =
                table.sessions().run(connection -> split.starts(connection, parts, rowsThere / parts));
        List<String> conditions = new ArrayList<>();
        for (int part = 0; part <= starts.size(); part++) {
            List<String> bounds = new ArrayList<>();
            bounds.add("(" + rows + ")");
            if (part > 0) {
                bounds.add(split.compared(starts.get(part - 1), ">", ">="));
            }
            if (part < starts.size()) {
                bounds.add(split.compared(starts.get(part), "<", "<"));
            }
            conditions.add(String.join(" and ", bounds));
        }
        return conditions;
    }

    /** The columns that the first fit index begins with, as far as constants of their types can be written. */
    private static List<SourceColumn> key(TableView table) {
        for (List<String> unique : table.relation().uniqueKeys()) {
            List<SourceColumn> columns = new ArrayList<>();
            for (String name : unique) {
                Optional<SourceColumn> column = table.relation().column(name).filter(KeyRangeSplit::isWritable);
                if (column.isEmpty()) {
                    break;
                }
                columns.add(column.get());
            }
            if (!columns.isEmpty()) {
                return columns;
            }
        }
        return List.of();
    }

    private static boolean isWritable(SourceColumn column) {
        String type = column.type();
        return isNumber(type) || TEXTS.contains(type) || BYTES.contains(type) || TIMES.contains(type);
    }

    private static boolean isNumber(String type) {
        return WHOLE.contains(type) || type.equals("decimal");
    }

    /** The keys that parts begin with but for the first, in the order of the index; each is looked for from the one before. */
    private List<List<String>> starts(Connection connection, int parts, long rows) throws SQLException {
        String names = key.stream().map(SourceColumn::sql).collect(Collectors.joining(", "));
        String values = key.stream().map(KeyRangeSplit::sent).collect(Collectors.joining(", "));
        List<List<String>> starts = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            while (starts.size() < parts - 1) {
                String from = starts.isEmpty() ? "true" : compared(starts.get(starts.size() - 1), ">", ">=");
                try (ResultSet row = statement.executeQuery(
                        "select " + values + " from " + table.relation().from() + " where " + from + " order by "
                                + names + " limit 1 offset " + rows)) {
                    if (!row.next()) {
                        return starts;
                    }
                    List<String> start = new ArrayList<>();
                    for (int i = 0; i < key.size(); i++) {
                        start.add(constant(key.get(i), row.getString(i + 1)));
                    }
                    if (!starts.isEmpty() && starts.get(starts.size() - 1).equals(start)) {
                        // So many rows have one beginning of a key that they cannot be divided.
                        return starts;
                    }
                    starts.add(start);
                }
            }
        }
        return starts;
    }

    /** So that it comes as it is, whatever the session's character set. */
    private static String sent(SourceColumn column) {
        boolean bytes = TEXTS.contains(column.type()) || BYTES.contains(column.type());
        return bytes ? "hex(" + column.sql() + ")" : "cast(" + column.sql() + " as char)";
    }

    /** As the column is compared with it by its own collation. */
    private static String constant(SourceColumn column, String sent) {
        if (TEXTS.contains(column.type())) {
            String collation = column.collation().orElseThrow();
            return "_" + characters(collation) + " x'" + sent + "' collate " + collation;
        }
        if (BYTES.contains(column.type())) {
            return "x'" + sent + "'";
        }
        return isNumber(column.type()) ? sent : "'" + sent + "'";
    }

    /** A collation's name begins with that of its character set; one that ends there is the bytes'. */
    private static String characters(String collation) {
        int end = collation.indexOf('_');
        return end < 0 ? collation : collation.substring(0, end);
    }

    /**
     * The row's key beside another one, column by column.
     *
     * @param before of all columns but the last
     * @param last of the last column
     */
    private String compared(List<String> start, String before, String last) {
        StringBuilder sql = new StringBuilder();
        for (int i = key.size() - 1; i >= 0; i--) {
            String column = key.get(i).sql();
            String value = start.get(i);
            if (sql.isEmpty()) {
                sql.append(column).append(' ').append(last).append(' ').append(value);
            } else {
                sql.insert(0, "(" + column + " " + before + " " + value + " or (" + column + " = " + value + " and ")
                        .append("))");
            }
        }
        return sql.toString();
    }
}
