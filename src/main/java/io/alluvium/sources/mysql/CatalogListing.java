package io.alluvium.sources.mysql;

import io.alluvium.source.catalog.CatalogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tables and views of some databases of a server with their unique keys, by two queries a database. */
record CatalogListing(Connection connection) {
    private static final String SCHEMAS = """
            select schema_name from information_schema.schemata
            where schema_name not in ('mysql', 'information_schema', 'performance_schema', 'sys') order by schema_name
            """;
    private static final String TABLES = """
            select table_name, table_type like '%VIEW%' as is_view from information_schema.tables
            where table_schema = ? and table_type <> 'SEQUENCE' order by table_name
            """;

    private static final String COLUMNS = """
            select distinct column_name from information_schema.columns
            where table_schema not in ('mysql', 'information_schema', 'performance_schema', 'sys') order by 1
            """;

    /** The primary key first, then those without nulls. */
    private static final String INDEXES = """
            select table_name, index_name, column_name, sub_part is not null as is_part, nullable = 'YES' as is_nullable
            from information_schema.statistics where table_schema = ? and non_unique = 0
            order by table_name, index_name <> 'PRIMARY', index_name, seq_in_index
            """;

    /** A unique index as far as it was read. */
    private static final class Index {
        private final String name;
        private final List<String> columns = new ArrayList<>();
        private boolean nullable;
        private boolean unfit;

        private Index(String name) {
            this.name = name;
        }

        private void add(ResultSet row) throws SQLException {
            String column = row.getString("column_name");
            nullable |= row.getBoolean("is_nullable");
            unfit |= column == null || row.getBoolean("is_part");
            columns.add(String.valueOf(column));
        }
    }

    /** All but the server's own. */
    List<String> schemas() throws SQLException {
        List<String> schemas = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SCHEMAS)) {
            while (row.next()) {
                schemas.add(row.getString(1));
            }
        }
        return schemas;
    }

    /** Names of the columns of all tables, each once. */
    List<String> columns() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COLUMNS)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    /** By schema and name. */
    List<CatalogEntry> entries(List<String> schemas) throws SQLException {
        List<CatalogEntry> entries = new ArrayList<>();
        for (String schema : schemas) {
            Map<String, Map<String, Index>> indexes = indexes(schema);
            try (PreparedStatement query = connection.prepareStatement(TABLES)) {
                query.setString(1, schema);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        String name = row.getString(1);
                        entries.add(entry(
                                schema,
                                name,
                                row.getBoolean(2),
                                List.copyOf(indexes.getOrDefault(name, Map.of()).values())));
                    }
                }
            }
        }
        return entries;
    }

    private Map<String, Map<String, Index>> indexes(String schema) throws SQLException {
        Map<String, Map<String, Index>> indexes = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(INDEXES)) {
            query.setString(1, schema);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    indexes.computeIfAbsent(row.getString("table_name"), table -> new LinkedHashMap<>())
                            .computeIfAbsent(row.getString("index_name"), Index::new)
                            .add(row);
                }
            }
        }
        return indexes;
    }

    private static CatalogEntry entry(String schema, String name, boolean view, List<Index> indexes) {
        Optional<Index> best = indexes.stream()
                .filter(index -> !index.unfit && !index.nullable)
                .findFirst()
                .or(() -> indexes.stream().filter(index -> !index.unfit).findFirst());
        return new CatalogEntry(
                schema,
                name,
                RelationName.quotedWhereNeeded(schema) + "." + RelationName.quotedWhereNeeded(name),
                view ? CatalogEntry.Nature.VIEW : CatalogEntry.Nature.TABLE,
                false,
                Optional.empty(),
                best.map(index -> new CatalogEntry.UniqueIndex(index.name, index.columns, index.nullable, false)),
                indexes.stream()
                        .filter(index -> index.unfit)
                        .map(index ->
                                new CatalogEntry.UnfitIndex(index.name, CatalogEntry.UnfitIndex.Reason.EXPRESSION))
                        .toList());
    }
}
