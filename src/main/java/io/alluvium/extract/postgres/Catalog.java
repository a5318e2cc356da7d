package io.alluvium.extract.postgres;

import io.alluvium.extract.ColumnNames;
import io.alluvium.failure.ErrorCode;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds tables in the server's catalog. */
final class Catalog {
    private static final String RELATION = """
            select c.oid, n.nspname, c.relname, c.relkind, heap.tuples, heap.bytes, heap.pages, heap.parts, heap.filled,
                   heap.foreign_part,
                   case when row_security_active(c.oid) then (
                       select hashtextextended(
                           concat(current_user, string_agg(concat(' ', r.polpermissive, r.polqual), '' order by r.oid)),
                           0)
                       from pg_policy r
                       where r.polrelid = c.oid and r.polcmd in ('r', '*')
                         and (0 = any (r.polroles)
                              or exists (select from unnest(r.polroles) as role where pg_has_role(role, 'usage'))))
                       end as row_security,
                   coalesce((select amname from pg_am where pg_am.oid = c.relam), 'none') as access_method,
                   exists (select from pg_inherits where inhparent = c.oid) as has_children
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            cross join lateral (
                with recursive part(oid) as (
                    select c.oid union select i.inhrelid from pg_inherits i join part on i.inhparent = part.oid)
                select bool_or(p.relkind = 'f') and c.relkind <> 'f' as foreign_part,
                       sum(pg_table_size(p.oid)) filter (where p.relkind in ('r', 'm')) as bytes,
                       case when bool_and(p.reltuples >= 0) filter (where p.relkind in ('r', 'm'))
                            then sum(p.reltuples) filter (where p.relkind in ('r', 'm')) else -1 end as tuples,
                       case when bool_and(a.amname = 'heap') filter (where p.relkind in ('r', 'm'))
                            then array_agg(pg_relation_size(p.oid) / current_setting('block_size')::bigint)
                                 filter (where p.relkind in ('r', 'm')) end as pages,
                       array_agg(p.oid::bigint order by p.oid) filter (where p.relkind = 'r' and p.oid <> c.oid) as parts,
                       array_agg(p.oid::bigint order by p.oid)
                           filter (where p.relkind = 'r' and p.oid <> c.oid and pg_relation_size(p.oid) > 0) as filled
                from part join pg_class p using (oid) left join pg_am a on a.oid = p.relam) heap
            where c.relname = ? and c.relkind in ('r', 'p', 'v', 'm', 'f')
            """;
    private static final String IN_SCHEMA = " and n.nspname = ?";
    private static final String ON_PATH =
            " and n.nspname = any (?) order by array_position(?, n.nspname::text) limit 1";

    private static final String COLUMNS = """
            with recursive typed as (
                select a.attnum, a.attname, a.attnotnull, format_type(a.atttypid, a.atttypmod) as declared,
                       a.atttypid as typ, a.atttypmod as typmod
                from pg_attribute a where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
                union all
                select d.attnum, d.attname, d.attnotnull, d.declared, t.typbasetype,
                       case when t.typtypmod >= 0 then t.typtypmod else d.typmod end
                from typed d join pg_type t on t.oid = d.typ where t.typtype = 'd')
            select b.attnum, b.attname, b.attnotnull, b.declared, b.typmod, e.oid is not null as is_array,
                   coalesce(e.typname, t.typname) as type_name,
                   coalesce(e.typtype, t.typtype) as type_kind,
                   (select nspname from pg_namespace
                    where oid = coalesce(e.typnamespace, t.typnamespace)) as type_schema
            from typed b
            join pg_type t on t.oid = b.typ
            left join pg_type e on e.typarray = t.oid
            where t.typtype <> 'd'
            order by b.attnum
            """;

    private static final String UNIQUE_KEYS = """
            select array(select a.attname::text from pg_attribute a
                         where a.attrelid = i.indrelid and a.attnum = any (i.indkey[0:i.indnkeyatts - 1]))
            from pg_index i
            where i.indrelid = ? and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null
              and i.indexprs is null
              and not exists (select from pg_attribute a
                              where a.attrelid = i.indrelid and a.attnum = any (i.indkey[0:i.indnkeyatts - 1])
                                and not a.attnotnull)
            """;

    private static final String NAMES = """
            select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            order by 1, 2 limit 10000
            """;

    private final Connection connection;
    private final List<String> searchPath;

    /** @param searchPath the schemas that a name without one is looked for in */
    Catalog(Connection connection, List<String> searchPath) {
        this.connection = connection;
        this.searchPath = List.copyOf(searchPath);
    }

    Relation relation(Faults.Named table) throws SQLException {
        RelationName name = RelationName.parse(table.from())
                .orElseThrow(
                        () -> Faults.at(table, ErrorCode.BAD_VALUE, "not a table's name in PostgreSQL: " + table.from())
                                .fixedBy("write schema.table, with names that have capitals or blanks in double quotes")
                                .asException());
        return find(name)
                .orElseThrow(() -> Faults.at(table, ErrorCode.SOURCE_TABLE_MISSING, table.from() + " does not exist")
                        .because("not in the database")
                        .didYouMean(similar(name))
                        .asException());
    }

    private Optional<Relation> find(RelationName name) throws SQLException {
        String sql = RELATION + (name.schema().isPresent() ? IN_SCHEMA : ON_PATH);
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, name.name());
            if (name.schema().isPresent()) {
                query.setString(2, name.schema().get());
            } else {
                Array path = connection.createArrayOf("text", searchPath.toArray());
                query.setArray(2, path);
                query.setArray(3, path);
            }
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(relation(row)) : Optional.empty();
            }
        }
    }

    private Relation relation(ResultSet row) throws SQLException {
        long oid = row.getLong("oid");
        double tuples = row.getDouble("tuples");
        Relation.Kind kind = kind(row);
        boolean counted = kind != Relation.Kind.VALUES && tuples >= 0;
        String name = Sql.quoted(row.getString("nspname")) + "." + Sql.quoted(row.getString("relname"));
        return new Relation(
                oid,
                row.getString("nspname"),
                name,
                kind,
                columns(oid),
                row.getLong("bytes"),
                heapPages(row.getArray("pages")),
                new Relation.Parts(numbers(row.getArray("parts")), numbers(row.getArray("filled"))),
                counted ? OptionalLong.of((long) tuples) : OptionalLong.empty(),
                // An index of a table that others inherit from says nothing of their rows.
                row.getString("relkind").equals("r") && row.getBoolean("has_children") ? List.of() : uniqueKeys(oid),
                Optional.ofNullable(row.getString("row_security")));
    }

    private static HeapPages heapPages(@Nullable Array pages) throws SQLException {
        return pages == null ? HeapPages.NONE : new HeapPages(numbers(pages));
    }

    /** Of a table that is dropped meanwhile nothing is told. */
    private static List<Long> numbers(@Nullable Array array) throws SQLException {
        return array == null
                ? List.of()
                : Stream.of((Long[]) array.getArray())
                        .map(found -> Objects.requireNonNullElse(found, 0L))
                        .toList();
    }

    private static Relation.Kind kind(ResultSet row) throws SQLException {
        boolean stored =
                row.getString("relkind").equals("r") || row.getString("relkind").equals("p");
        if (!stored || row.getBoolean("foreign_part")) {
            return Relation.Kind.VALUES;
        }
        boolean single = row.getString("relkind").equals("r") && !row.getBoolean("has_children");
        if (!single) {
            return Relation.Kind.HEAPS;
        }
        // Other storage need not keep xmin and ctid as a heap does.
        return row.getString("access_method").equals("heap") ? Relation.Kind.HEAP : Relation.Kind.VALUES;
    }

    private List<SourceColumn> columns(long oid) throws SQLException {
        List<SourceColumn> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(new SourceColumn(
                            row.getInt("attnum"),
                            row.getString("attname"),
                            row.getBoolean("attnotnull"),
                            row.getString("declared"),
                            new SourceColumn.Type(
                                    row.getString("type_schema"),
                                    row.getString("type_name"),
                                    row.getString("type_kind").charAt(0),
                                    row.getBoolean("is_array"),
                                    row.getInt("typmod"))));
                }
            }
        }
        return columns;
    }

    private List<List<String>> uniqueKeys(long oid) throws SQLException {
        List<List<String>> keys = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(UNIQUE_KEYS)) {
            query.setLong(1, oid);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    keys.add(Arrays.asList((String[]) row.getArray(1).getArray()));
                }
            }
        }
        return keys;
    }

    /** The nearest name there is, as one would write it; nothing where the catalog does not tell. */
    private Optional<String> similar(RelationName wanted) {
        List<String> names = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(NAMES);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                names.add(Sql.quotedWhereNeeded(row.getString(1)) + "." + Sql.quotedWhereNeeded(row.getString(2)));
            }
        } catch (SQLException e) {
            return Optional.empty();
        }
        String schema = wanted.schema().orElse(searchPath.isEmpty() ? "public" : searchPath.get(0));
        return ColumnNames.closest(Sql.quotedWhereNeeded(schema) + "." + Sql.quotedWhereNeeded(wanted.name()), names);
    }
}
