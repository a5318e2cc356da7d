package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.window.Fingerprint;
import io.alluvium.source.window.Makeup.TextType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds tables in the server's catalog. */
final class Catalog {
    /** Catalogs are looked into by their indexes: what the planner guesses of recursion makes it read them whole. */
    private static final String RELATIONS = """
            select wanted.position, c.oid, c.nspname, c.relname, c.relkind, heap.tuples, heap.bytes, heap.pages, heap.parts,
                   heap.filled, heap.foreign_part, heap.moved, heap.files, heap.filled_columns, c.relnatts,
                   case when row_security_active(c.oid) then (
                       select hashtextextended(
                           concat(current_user, string_agg(concat(' ', r.polpermissive, r.polqual, called.sources), '' order by r.oid)),
                           0)
                       from pg_policy r
                       cross join lateral (
                           select string_agg(concat(' ', f.prosrc, f.proconfig), '' order by f.oid) as sources
                           from pg_depend d join pg_proc f on f.oid = d.refobjid
                           where d.classid = 'pg_policy'::regclass and d.objid = r.oid
                             and d.refclassid = 'pg_proc'::regclass) called
                       where r.polrelid = c.oid and r.polcmd in ('r', '*')
                         and (0 = any (r.polroles)
                              or exists (select from unnest(r.polroles) as role where pg_has_role(role, 'usage'))))
                       end as row_security,
                   coalesce((select amname from pg_am where pg_am.oid = c.relam), 'none') as access_method,
                   exists (select from pg_inherits where inhparent = c.oid) as has_children
            from unnest(?, ?) with ordinality as wanted (schema, name, position)
            cross join lateral (
                select c.oid, n.nspname, c.relname, c.relkind, c.relam, c.relnatts
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relname = wanted.name and c.relkind in ('r', 'p', 'v', 'm', 'f')
                  and (n.nspname = wanted.schema or wanted.schema is null and n.nspname = any (?))
                order by array_position(?, n.nspname::text) limit 1) c
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
                           filter (where p.relkind = 'r' and p.oid <> c.oid and pg_relation_size(p.oid) > 0) as filled,
                       array_agg(p.oid::bigint order by p.oid)
                           filter (where p.relkind = 'r' and p.relfilenode <> p.oid) as moved,
                       array_agg(p.relfilenode::bigint order by p.oid)
                           filter (where p.relkind = 'r' and p.relfilenode <> p.oid) as files,
                       (select array_agg(distinct m.attname::text)
                        from part cross join lateral (
                            select * from pg_attribute a
                            where a.attrelid = part.oid and a.attnum > 0 and a.atthasmissing offset 0) m) as filled_columns
                from part cross join lateral (select * from pg_class where pg_class.oid = part.oid offset 0) p
                left join pg_am a on a.oid = p.relam) heap
            """;

    private static final String COLUMNS = """
            with recursive typed as (
                select a.attrelid, a.attnum, a.attname, a.attnotnull, format_type(a.atttypid, a.atttypmod) as declared,
                       a.atttypid as typ, a.atttypmod as typmod, a.attcollation as collated, a.xmin::text as written,
                       case when a.attgenerated = 'v' then (
                           select pg_get_expr(adbin, adrelid) from pg_attrdef
                           where adrelid = a.attrelid and adnum = a.attnum) end as computed
                from pg_attribute a where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
                union all
                select d.attrelid, d.attnum, d.attname, d.attnotnull, d.declared, t.typbasetype,
                       case when t.typtypmod >= 0 then t.typtypmod else d.typmod end, d.collated, d.written, d.computed
                from typed d
                cross join lateral (
                    select * from pg_type where pg_type.oid = d.typ and pg_type.typtype = 'd' offset 0) t)
            select b.attrelid, b.attnum, b.attname, b.attnotnull, b.declared, b.typmod, b.written, b.computed,
                   e.oid is not null as is_array,
                   exists (select from pg_collation
                           where pg_collation.oid = b.collated and not collisdeterministic) as folds,
                   coalesce(e.typname, t.typname) as type_name,
                   coalesce(e.typtype, t.typtype) as type_kind,
                   (select nspname from pg_namespace
                    where oid = coalesce(e.typnamespace, t.typnamespace)) as type_schema
            from typed b
            cross join lateral (select * from pg_type where pg_type.oid = b.typ and pg_type.typtype <> 'd' offset 0) t
            left join lateral (
                select * from pg_type where pg_type.oid = t.typelem and pg_type.typarray = t.oid offset 0) e on true
            order by b.attrelid, b.attnum
            """;

    private static final String UNIQUE_KEYS = """
            select i.indrelid, array(select a.attname::text from pg_attribute a
                                     where a.attrelid = i.indrelid and a.attnum = any (i.indkey[0:i.indnkeyatts - 1]))
                   as columns
            from pg_index i
            where i.indrelid = any (?) and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
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

    Relation relation(NamedTable table) throws SQLException {
        RelationName name = name(table);
        Relation found = relations(List.of(name)).get(name);
        if (found == null) {
            throw missing(table);
        }
        return found;
    }

    /** @throws io.alluvium.failure.AlluviumException where it is not a name */
    static RelationName name(NamedTable table) {
        return RelationName.parse(table.from())
                .orElseThrow(
                        () -> table.problem(ErrorCode.BAD_VALUE, "not a table's name in PostgreSQL: " + table.from())
                                .fixedBy("write schema.table, with names that have capitals or blanks in double quotes")
                                .asException());
    }

    /** Of a table that {@link #relations} did not find. */
    AlluviumException missing(NamedTable table) {
        return table.problem(ErrorCode.SOURCE_TABLE_MISSING, table.from() + " does not exist")
                .because("not in the database")
                .didYouMean(similar(name(table)))
                .asException();
    }

    /** Those of these names that there are; many cost little more than one. */
    Map<RelationName, Relation> relations(List<RelationName> names) throws SQLException {
        Map<RelationName, Relation> relations = new HashMap<>();
        try (PreparedStatement query =
                connection.prepareStatement(RELATIONS, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
            Array path = texts(searchPath.stream());
            query.setArray(1, texts(names.stream().map(name -> name.schema().orElse(null))));
            query.setArray(2, texts(names.stream().map(RelationName::name)));
            query.setArray(3, path);
            query.setArray(4, path);
            try (ResultSet rows = query.executeQuery()) {
                List<Long> oids = new ArrayList<>();
                while (rows.next()) {
                    oids.add(rows.getLong("oid"));
                }
                Columns columns = columns(oids);
                Map<Long, List<List<String>>> uniqueKeys = uniqueKeys(oids);
                rows.beforeFirst();
                while (rows.next()) {
                    relations.put(names.get(rows.getInt("position") - 1), relation(rows, columns, uniqueKeys));
                }
            }
        }
        return relations;
    }

    private Array texts(Stream<@Nullable String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static Relation relation(ResultSet row, Columns columns, Map<Long, List<List<String>>> uniqueKeys)
            throws SQLException {
        long oid = row.getLong("oid");
        double tuples = row.getDouble("tuples");
        Relation.Kind kind = kind(row);
        boolean counted = kind != Relation.Kind.VALUES && tuples >= 0;
        // An index of a table that others inherit from says nothing of their rows.
        boolean keyed = !row.getString("relkind").equals("r") || !row.getBoolean("has_children");
        return new Relation(
                oid,
                row.getString("nspname"),
                Sql.quoted(row.getString("nspname")) + "." + Sql.quoted(row.getString("relname")),
                kind,
                columns.of(oid),
                row.getLong("bytes"),
                heapPages(row.getArray("pages")),
                new Relation.Parts(numbers(row.getArray("parts")), numbers(row.getArray("filled"))),
                counted ? OptionalLong.of((long) tuples) : OptionalLong.empty(),
                keyed ? uniqueKeys.getOrDefault(oid, List.of()) : List.of(),
                Optional.ofNullable(row.getString("row_security")),
                new Layout(
                        row.getInt("relnatts"),
                        Fingerprint.shape(columns.written().getOrDefault(oid, List.of())),
                        Set.copyOf(names(row.getArray("filled_columns"))),
                        columns.types().getOrDefault(oid, Map.of()),
                        files(row)));
    }

    /** Of parts that lie in another file than their first. */
    private static Map<Long, Long> files(ResultSet row) throws SQLException {
        List<Long> moved = numbers(row.getArray("moved"));
        List<Long> files = numbers(row.getArray("files"));
        return IntStream.range(0, moved.size()).boxed().collect(Collectors.toMap(moved::get, files::get));
    }

    private static List<String> names(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
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

    /**
     * The columns of some tables, by the number of the table.
     *
     * @param written differs once the entry of a column was written anew
     * @param types as in {@link Layout}
     */
    private record Columns(
            Map<Long, List<SourceColumn>> columns,
            Map<Long, List<String>> written,
            Map<Long, Map<Integer, List<TextType>>> types) {
        List<SourceColumn> of(long table) {
            return columns.getOrDefault(table, List.of());
        }
    }

    private Columns columns(List<Long> oids) throws SQLException {
        Map<Long, List<SourceColumn>> columns = new HashMap<>();
        Map<Long, List<String>> written = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setArray(1, connection.createArrayOf("oid", oids.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.computeIfAbsent(row.getLong("attrelid"), oid -> new ArrayList<>())
                            .add(column(row));
                    written.computeIfAbsent(row.getLong("attrelid"), oid -> new ArrayList<>())
                            .add(row.getInt("attnum") + " " + row.getString("written"));
                }
            }
        }
        List<Long> following = columns.entrySet().stream()
                .filter(table -> table.getValue().stream()
                        .anyMatch(column -> column.type().mayFollowCatalog()))
                .map(Map.Entry::getKey)
                .toList();
        return new Columns(
                columns,
                written,
                following.isEmpty() ? Map.of() : TextTypes.byColumn(TextTypes.of(connection, following)));
    }

    private static SourceColumn column(ResultSet row) throws SQLException {
        return new SourceColumn(
                row.getInt("attnum"),
                row.getString("attname"),
                row.getBoolean("attnotnull"),
                row.getString("declared"),
                new SourceColumn.Type(
                        row.getString("type_schema"),
                        row.getString("type_name"),
                        row.getString("type_kind").charAt(0),
                        row.getBoolean("is_array"),
                        row.getInt("typmod"),
                        row.getBoolean("folds")),
                Optional.ofNullable(row.getString("computed")));
    }

    private Map<Long, List<List<String>>> uniqueKeys(List<Long> oids) throws SQLException {
        Map<Long, List<List<String>>> keys = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(UNIQUE_KEYS)) {
            query.setArray(1, connection.createArrayOf("oid", oids.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    keys.computeIfAbsent(row.getLong("indrelid"), oid -> new ArrayList<>())
                            .add(Arrays.asList(
                                    (String[]) row.getArray("columns").getArray()));
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
        return DidYouMean.amongNames(names, Sql.quotedWhereNeeded(schema) + "." + Sql.quotedWhereNeeded(wanted.name()));
    }
}
