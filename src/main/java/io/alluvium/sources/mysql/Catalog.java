package io.alluvium.sources.mysql;

import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.fault.NamedTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The server's catalog, in the rights of its user. */
final class Catalog {
    private static final Set<String> TRANSACTIONAL = Set.of("InnoDB", "ROCKSDB", "TokuDB");

    private static final String TABLE = """
            select table_schema, table_name, table_type, engine, table_rows, data_length,
                   concat_ws(' ', create_time, engine) as made
            from information_schema.tables where table_schema = ? and table_name = ?
            """;
    private static final String COLUMNS = """
            select column_name, is_nullable, lower(data_type) as type, column_type, numeric_precision, numeric_scale,
                   datetime_precision, collation_name, extra
            from information_schema.columns where table_schema = ? and table_name = ? order by ordinal_position
            """;
    private static final String UNIQUE_KEYS = """
            select index_name, column_name, sub_part, nullable from information_schema.statistics
            where table_schema = ? and table_name = ? and non_unique = 0 order by index_name, seq_in_index
            """;
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

    /** @throws io.alluvium.failure.AlluviumException where there is no such table, or none that this user sees */
    Relation relation(NamedTable table) throws SQLException {
        RelationName name = RelationName.parse(table.from())
                .orElseThrow(() -> table.problem(ErrorCode.BAD_VALUE, "not a table's name in MySQL: " + table.from())
                        .asException());
        try (PreparedStatement query = prepared(TABLE, name);
                ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                throw table.problem(ErrorCode.SOURCE_TABLE_MISSING, table.from() + " does not exist")
                        .because("not in the database, or user may see nothing of it")
                        .didYouMean(similar(name))
                        .asException();
            }
            boolean view = row.getString("table_type").contains("VIEW");
            long rows = row.getLong("table_rows");
            return new Relation(
                    row.getString("table_schema"),
                    row.getString("table_name"),
                    view ? Relation.Kind.VIEW : Relation.Kind.TABLE,
                    TRANSACTIONAL.contains(String.valueOf(row.getString("engine"))),
                    columns(name),
                    view ? OptionalLong.empty() : OptionalLong.of(rows),
                    row.getLong("data_length"),
                    String.valueOf(row.getString("made")),
                    uniqueKeys(name));
        }
    }

    private PreparedStatement prepared(String sql, RelationName name) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql);
        query.setString(1, name.schema().orElse(database));
        query.setString(2, name.name());
        return query;
    }

    private List<SourceColumn> columns(RelationName name) throws SQLException {
        List<SourceColumn> columns = new ArrayList<>();
        try (PreparedStatement query = prepared(COLUMNS, name);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                int precision = row.getInt("numeric_precision");
                columns.add(new SourceColumn(
                        row.getString("column_name"),
                        row.getString("is_nullable").equals("NO"),
                        row.getString("type"),
                        row.getString("column_type").toLowerCase(Locale.ROOT),
                        precision == 0 ? Optional.empty() : Optional.of(precision),
                        row.getInt("numeric_scale"),
                        row.getInt("datetime_precision"),
                        Optional.ofNullable(row.getString("collation_name")),
                        String.valueOf(row.getString("extra"))
                                .toLowerCase(Locale.ROOT)
                                .contains("auto_increment")));
            }
        }
        return columns;
    }

    /** An index of the beginnings of values, or of values that may be null, tells no rows apart. */
    private List<List<String>> uniqueKeys(RelationName name) throws SQLException {
        Map<String, List<String>> keys = new LinkedHashMap<>();
        List<String> unfit = new ArrayList<>();
        try (PreparedStatement query = prepared(UNIQUE_KEYS, name);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                String index = row.getString("index_name");
                String column = row.getString("column_name");
                if (column == null || row.getString("sub_part") != null || "YES".equals(row.getString("nullable"))) {
                    unfit.add(index);
                } else {
                    keys.computeIfAbsent(index, own -> new ArrayList<>()).add(column);
                }
            }
        }
        unfit.forEach(keys::remove);
        return List.copyOf(keys.values());
    }

    /** The nearest name there is, as one would write it. */
    private Optional<String> similar(RelationName wanted) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(NAMES);
                ResultSet row = query.executeQuery()) {
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
