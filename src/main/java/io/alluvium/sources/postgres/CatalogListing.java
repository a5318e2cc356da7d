package io.alluvium.sources.postgres;

import io.alluvium.source.catalog.CatalogEntry;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All tables and views of some schemas with their unique keys, by two queries however many there are. */
final class CatalogListing {
    private static final String USERS_SCHEMA = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

    private static final String SCHEMAS =
            "select n.nspname from pg_namespace n where " + USERS_SCHEMA + " order by n.nspname";

    /** Partitions are read with their parent. */
    private static final String RELATIONS = """
            select c.oid, n.nspname, c.relname, c.relkind,
                   exists (select from pg_inherits where inhparent = c.oid) as has_children,
                   (select e.extname from pg_depend d join pg_extension e on e.oid = d.refobjid
                    where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
                      and d.refclassid = 'pg_extension'::regclass limit 1) as extension
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and c.relpersistence <> 't'
              and n.nspname = any (?)
            order by n.nspname, c.relname
            """;

    /** The best first. */
    private static final String KEYS = """
            select i.indrelid, x.relname as index_name,
                   array(select a.attname::text
                         from unnest(i.indkey::int2[]) with ordinality as k (number, place)
                         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
                         where k.place <= i.indnkeyatts order by k.place) as columns,
                   exists (select from unnest(i.indkey::int2[]) with ordinality as k (number, place)
                           join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
                           where k.place <= i.indnkeyatts and not a.attnotnull) as nullable,
                   not i.indimmediate as late,
                   case when not i.indisvalid then 'INVALID' when i.indpred is not null then 'PARTIAL'
                        when i.indexprs is not null then 'EXPRESSION' end as unfit
            from pg_index i
            join pg_class x on x.oid = i.indexrelid
            join pg_class c on c.oid = i.indrelid
            join pg_namespace n on n.oid = c.relnamespace
            where i.indisunique and n.nspname = any (?)
            order by i.indrelid, nullable, i.indisprimary desc, late, i.indnkeyatts, x.relname
            """;

    private final Connection connection;

    CatalogListing(Connection connection) {
        this.connection = connection;
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

    /** By schema and name. */
    List<CatalogEntry> entries(List<String> schemas) throws SQLException {
        Array wanted = connection.createArrayOf("text", schemas.toArray());
        Map<Long, Indexes> indexes = indexes(wanted);
        List<CatalogEntry> entries = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(RELATIONS)) {
            query.setArray(1, wanted);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row, indexes.getOrDefault(row.getLong("oid"), new Indexes())));
                }
            }
        }
        return entries;
    }

    /** The unique indexes of a table, the best first. */
    private static final class Indexes {
        private final List<CatalogEntry.UniqueIndex> fit = new ArrayList<>();
        private final List<CatalogEntry.UnfitIndex> unfit = new ArrayList<>();

        private void add(ResultSet row) throws SQLException {
            String name = row.getString("index_name");
            Optional<String> reason = Optional.ofNullable(row.getString("unfit"));
            if (reason.isPresent()) {
                unfit.add(new CatalogEntry.UnfitIndex(name, CatalogEntry.UnfitIndex.Reason.valueOf(reason.get())));
                return;
            }
            List<String> columns =
                    Arrays.asList((String[]) row.getArray("columns").getArray());
            fit.add(new CatalogEntry.UniqueIndex(name, columns, row.getBoolean("nullable"), row.getBoolean("late")));
        }

        /** An index of a table that others inherit from says nothing of their rows. */
        private Indexes ofParentOnly() {
            Indexes none = new Indexes();
            none.unfit.addAll(unfit);
            fit.forEach(index -> none.unfit.add(
                    new CatalogEntry.UnfitIndex(index.name(), CatalogEntry.UnfitIndex.Reason.PARENT_ONLY)));
            return none;
        }
    }

    private static CatalogEntry entry(ResultSet row, Indexes own) throws SQLException {
        String kind = row.getString("relkind");
        boolean hasChildren = row.getBoolean("has_children");
        // An index of a partitioned table holds over its partitions.
        Indexes indexes = kind.equals("p") || !hasChildren ? own : own.ofParentOnly();
        String schema = row.getString("nspname");
        String name = row.getString("relname");
        return new CatalogEntry(
                schema,
                name,
                Sql.quotedWhereNeeded(schema) + "." + Sql.quotedWhereNeeded(name),
                switch (kind) {
                    case "v" -> CatalogEntry.Nature.VIEW;
                    case "m" -> CatalogEntry.Nature.MATERIALIZED_VIEW;
                    case "f" -> CatalogEntry.Nature.FOREIGN_TABLE;
                    default -> CatalogEntry.Nature.TABLE;
                },
                hasChildren,
                Optional.ofNullable(row.getString("extension")),
                indexes.fit.stream().findFirst(),
                indexes.unfit);
    }

    private Map<Long, Indexes> indexes(Array schemas) throws SQLException {
        Map<Long, Indexes> indexes = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(KEYS)) {
            query.setArray(1, schemas);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    indexes.computeIfAbsent(row.getLong("indrelid"), table -> new Indexes())
                            .add(row);
                }
            }
        }
        return indexes;
    }
}
