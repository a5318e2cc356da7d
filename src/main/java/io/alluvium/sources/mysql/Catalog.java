package io.alluvium.sources.mysql;

import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.fault.NamedTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The server's catalog, in the rights of its user. */
final class Catalog {
    private static final Set<String> TRANSACTIONAL = Set.of("InnoDB", "ROCKSDB", "TokuDB");

    private static final String TABLE = "table_schema, table_name, table_type, engine, table_rows, data_length,"
            + " concat_ws(' ', create_time, engine) as made from information_schema.tables";
    private static final String COLUMN = "column_name, is_nullable, lower(data_type) as type, column_type,"
            + " numeric_precision, numeric_scale, datetime_precision, collation_name, extra, ordinal_position"
            + " from information_schema.columns";
    private static final String INDEX = "index_name, column_name, sub_part, nullable,"
            + " index_name <> 'PRIMARY' as is_other, seq_in_index from information_schema.statistics";
    private static final String NAMES = """
            select table_schema, table_name from information_schema.tables
            where table_schema not in ('mysql', 'information_schema', 'performance_schema', 'sys') limit 10000
            """;

    private final Connection connection;
    private final String database;

    /** @param database that names without one are looked for in */
    Catalog(Connection connection, String database) {
        this.connection = connection;
        this.database = database;
    }

    /** What is done with a row of the catalog. */
    private interface Taking {
        void take(int table, ResultSet row) throws SQLException;
    }

    /**
     * Those of these tables that there are and this user sees, by three queries. The server looks only those up that it is
     * asked for by name, each in a query of its own: put together they cost one way there and back.
     */
    Map<RelationName, Relation> relations(List<RelationName> names) throws SQLException {
        Map<Integer, List<SourceColumn>> columns = new HashMap<>();
        ask(
                names,
                COLUMN,
                "",
                ", ordinal_position",
                (table, row) ->
                        columns.computeIfAbsent(table, own -> new ArrayList<>()).add(column(row)));
        Map<Integer, UniqueKeys> keys = new HashMap<>();
        ask(
                names,
                INDEX,
                " and non_unique = 0",
                ", is_other, index_name, seq_in_index",
                (table, row) ->
                        keys.computeIfAbsent(table, own -> new UniqueKeys()).add(row));
        Map<RelationName, Relation> relations = new LinkedHashMap<>();
        ask(
                names,
                TABLE,
                "",
                "",
                (table, row) -> relations.put(
                        names.get(table),
                        relation(
                                row,
                                columns.getOrDefault(table, List.of()),
                                keys.getOrDefault(table, new UniqueKeys()).columns())));
        return relations;
    }

    private void ask(List<RelationName> names, String select, String and, String order, Taking taking)
            throws SQLException {
        MysqlDialect dialect = new MysqlDialect();
        String sql = IntStream.range(0, names.size())
                .mapToObj(table -> "select " + table + " as at_name, " + select + " where table_schema = "
                        + dialect.text(names.get(table).schema().orElse(database)) + " and table_name = "
                        + dialect.text(names.get(table).name()) + and)
                .collect(Collectors.joining(" union all ", "", " order by at_name" + order));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                taking.take(row.getInt("at_name"), row);
            }
        }
    }

    private static Relation relation(ResultSet row, List<SourceColumn> columns, List<List<String>> uniqueKeys)
            throws SQLException {
        boolean view = row.getString("table_type").contains("VIEW");
        long rows = row.getLong("table_rows");
        return new Relation(
                row.getString("table_schema"),
                row.getString("table_name"),
                view ? Relation.Kind.VIEW : Relation.Kind.TABLE,
                TRANSACTIONAL.contains(String.valueOf(row.getString("engine"))),
                columns,
                view ? OptionalLong.empty() : OptionalLong.of(rows),
                row.getLong("data_length"),
                String.valueOf(row.getString("made")),
                uniqueKeys);
    }

    private static SourceColumn column(ResultSet row) throws SQLException {
        int precision = row.getInt("numeric_precision");
        return new SourceColumn(
                row.getString("column_name"),
                row.getString("is_nullable").equals("NO"),
                row.getString("type"),
                row.getString("column_type").toLowerCase(Locale.ROOT),
                precision == 0 ? Optional.empty() : Optional.of(precision),
                row.getInt("numeric_scale"),
                row.getInt("datetime_precision"),
                Optional.ofNullable(row.getString("collation_name")),
                String.valueOf(row.getString("extra")).toLowerCase(Locale.ROOT).contains("auto_increment"));
    }

    /** An index of the beginnings of values, or of values that may be null, tells no rows apart. */
    private static final class UniqueKeys {
        private final Map<String, List<String>> keys = new LinkedHashMap<>();
        private final List<String> unfit = new ArrayList<>();

        private void add(ResultSet row) throws SQLException {
            String index = row.getString("index_name");
            String column = row.getString("column_name");
            if (column == null || row.getString("sub_part") != null || "YES".equals(row.getString("nullable"))) {
                unfit.add(index);
            } else {
                keys.computeIfAbsent(index, own -> new ArrayList<>()).add(column);
            }
        }

        private List<List<String>> columns() {
            unfit.forEach(keys::remove);
            return List.copyOf(keys.values());
        }
    }

    /** @throws io.alluvium.failure.AlluviumException where there is no such table, or none that this user sees */
    Relation relation(NamedTable table) throws SQLException {
        RelationName name = name(table);
        Relation found = relations(List.of(name)).get(name);
        if (found == null) {
            throw missing(table).asException();
        }
        return found;
    }

    /** @throws io.alluvium.failure.AlluviumException where it is none */
    static RelationName name(NamedTable table) {
        return RelationName.parse(table.from())
                .orElseThrow(() -> table.problem(ErrorCode.BAD_VALUE, "not a table's name in MySQL: " + table.from())
                        .asException());
    }

    /** There is no such table, or none that this user sees. */
    Problem missing(NamedTable table) throws SQLException {
        return table.problem(ErrorCode.SOURCE_TABLE_MISSING, table.from() + " does not exist")
                .because("not in the database, or user may see nothing of it")
                .didYouMean(similar(name(table)));
    }

    /** The nearest name there is, as one would write it. */
    private Optional<String> similar(RelationName wanted) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(NAMES)) {
            while (row.next()) {
                names.add(RelationName.quotedWhereNeeded(row.getString(1)) + "."
                        + RelationName.quotedWhereNeeded(row.getString(2)));
            }
        }
        return DidYouMean.amongNames(
                names,
                RelationName.quotedWhereNeeded(wanted.schema().orElse(database)) + "."
                        + RelationName.quotedWhereNeeded(wanted.name()));
    }
}
