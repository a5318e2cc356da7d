package io.alluvium.sources.postgres;

import io.alluvium.source.window.Makeup.TextType;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the server makes text of by its catalog. A stored value of an enum is the number of a label, one of a composite type
 * has what its attributes are by now, money is written as {@code lc_monetary} says: their text changes while rows, and
 * the versions of rows, stay. It is looked for beneath domains, arrays, ranges and composite types too.
 *
 * @param followers the columns by whose types it was found
 */
record TextTypes(TextType type, List<Follower> followers) {

    /** A column that shows the type in its values. */
    record Follower(long table, int column) {}

    /**
     * Labels that are added concern no value that there is, so they count by their numbers; names of types, of attributes
     * and of constraints are in no text. Catalogs are looked into by their indexes.
     */
    private static final String TYPES = """
            with recursive used(tab, col, typ) as (
                select a.attrelid, a.attnum, a.atttypid
                from pg_attribute a where a.attrelid = any (?) and a.attnum > 0 and not a.attisdropped
                union
                select u.tab, u.col, step.typ
                from used u
                cross join lateral (select * from pg_type where pg_type.oid = u.typ offset 0) t
                cross join lateral (
                    select t.typbasetype where t.typtype = 'd'
                    union all select t.typelem where t.typelem <> 0
                    union all select r.rngsubtype from pg_range r where t.typtype = 'r' and r.rngtypid = t.oid
                    union all select r.rngsubtype from pg_range r where t.typtype = 'm' and r.rngmultitypid = t.oid
                    union all select a.atttypid from pg_attribute a
                              where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
                    ) step(typ))
            select t.oid, t.typtype,
                   case when t.oid = 'pg_catalog.money'::regtype then 'the setting lc_monetary'
                        else concat('the type ', n.nspname, '.', t.typname) end as name,
                   u.tables, u.columns, p.numbers, p.texts
            from (select typ, array_agg(tab::bigint order by tab, col) as tables,
                         array_agg(col::int order by tab, col) as columns
                  from used group by typ) u
            cross join lateral (select * from pg_type where pg_type.oid = u.typ offset 0) t
            join pg_namespace n on n.oid = t.typnamespace
            left join lateral (
                select array_agg(part.number order by part.number) as numbers,
                       array_agg(part.text order by part.number) as texts
                from (
                    select e.oid::bigint, e.enumlabel::text from pg_enum e where t.typtype = 'e' and e.enumtypid = t.oid
                    union all select a.attnum::bigint, concat(a.atttypid, ' ', a.atttypmod) from pg_attribute a
                              where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
                    union all select 1, concat(f.prosrc, ' ', f.probin) from pg_proc f
                              where t.typtype = 'b' and f.oid = t.typoutput and n.nspname <> 'pg_catalog'
                    union all select 1, current_setting('lc_monetary') where t.oid = 'pg_catalog.money'::regtype
                    ) part(number, text)) p on true
            where t.typtype in ('e', 'c') or t.oid = 'pg_catalog.money'::regtype
               or t.oid = 'pg_catalog.aclitem'::regtype or t.typname like 'reg%' and n.nspname = 'pg_catalog'
               or t.typtype = 'b' and t.typelem = 0 and n.nspname <> 'pg_catalog'
            order by t.oid
            """;

    TextTypes {
        followers = List.copyOf(followers);
    }

    /** Numbers of {@code aclitem} and of the types {@code reg…}, which every server has alike. */
    private static final Set<Long> SHOW_NAMES =
            Set.of(24L, 1033L, 2202L, 2203L, 2204L, 2205L, 2206L, 3734L, 3769L, 4089L, 4096L, 4191L);

    /** Whether values of a type show names of tables, functions, roles and the like; what is nested may have such. */
    static boolean showsNames(long type) {
        return SHOW_NAMES.contains(type);
    }

    /** Those of some tables, by number. */
    static List<TextTypes> of(Connection connection, List<Long> tables) throws SQLException {
        List<TextTypes> types = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(TYPES)) {
            query.setArray(1, connection.createArrayOf("oid", tables.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    types.add(new TextTypes(type(row), followers(row)));
                }
            }
        }
        return types;
    }

    private static TextType type(ResultSet row) throws SQLException {
        @Nullable Array numbers = row.getArray("numbers");
        TreeMap<Long, String> parts = new TreeMap<>();
        if (numbers != null) {
            Long[] number = (Long[]) numbers.getArray();
            String[] text = (String[]) row.getArray("texts").getArray();
            for (int i = 0; i < number.length; i++) {
                parts.put(number[i], text[i]);
            }
        }
        return new TextType(
                row.getLong("oid"),
                row.getString("name"),
                parts,
                row.getString("typtype").equals("e"));
    }

    private static List<Follower> followers(ResultSet row) throws SQLException {
        Long[] tables = (Long[]) row.getArray("tables").getArray();
        Integer[] columns = (Integer[]) row.getArray("columns").getArray();
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < tables.length; i++) {
            followers.add(new Follower(tables[i], columns[i]));
        }
        return followers;
    }

    /** The types that the columns of each table follow, by table and column. */
    static Map<Long, Map<Integer, List<TextType>>> byColumn(List<TextTypes> types) {
        Map<Long, Map<Integer, List<TextType>>> byColumn = new HashMap<>();
        for (TextTypes found : types) {
            for (Follower follower : found.followers()) {
                byColumn.computeIfAbsent(follower.table(), table -> new HashMap<>())
                        .computeIfAbsent(follower.column(), column -> new ArrayList<>())
                        .add(found.type());
            }
        }
        return byColumn;
    }
}
