package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.fault.ServerFaults;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds out from the catalog what an error of a table is about. The server's state tells what stopped the statement: that
 * may be the table, one of its columns, or something that a view or a policy uses.
 */
final class Diagnosis {
    private static final String DENIED = "42501";
    private static final String NOT_FILLED = "55000";
    private static final Set<String> UNKNOWN_NAME = Set.of("42P01", "42703", "42704", "42883", "3F000");

    /** What another server has against a read, by state. */
    private static final Map<String, String> BEYOND = Map.of(
            "42501", "no right to read there",
            "42P01", "no such table there",
            "42703", "no such column there",
            "2F003", "its user mapping has no password");

    /** What is read with a relation: it, and what its views and policies name, however deep; and who reads each. */
    private static final String USED = """
            with recursive rule (relation, catalog, oid) as (
                select ev_class, 'pg_rewrite'::regclass, oid from pg_rewrite
                union all select polrelid, 'pg_policy'::regclass, oid from pg_policy),
            used (oid, reader) as (
                select c.oid, (select oid from pg_roles where rolname = current_user) from pg_class c where c.oid = ?
                union
                select c.oid,
                       case when v.relkind = 'v' and not coalesce(
                                (select option_value::bool from pg_options_to_table(v.reloptions)
                                 where option_name = 'security_invoker'), false)
                            then v.relowner else used.reader end
                from used
                join pg_class v on v.oid = used.oid and v.relkind in ('v', 'r', 'p')
                join rule on rule.relation = v.oid
                join pg_depend d on d.classid = rule.catalog and d.objid = rule.oid and d.refclassid = 'pg_class'::regclass
                join pg_class c on c.oid = d.refobjid and c.oid <> v.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')),
            called as (
                select distinct p.oid, p.proname, p.proconfig
                from used
                join rule on rule.relation = used.oid
                join pg_depend d on d.classid = rule.catalog and d.objid = rule.oid and d.refclassid = 'pg_proc'::regclass
                join pg_proc p on p.oid = d.refobjid)
            """;

    private static final String DENIED_FUNCTIONS = USED
            + "select oid::regprocedure::text from called where not has_function_privilege(oid, 'execute') order by 1";

    private static final String DENIED_TABLES = USED + """
            select used.oid::regclass::text, pg_get_userbyid(used.reader)
            from used
            where not has_table_privilege(used.reader, used.oid, 'select')
              and not has_any_column_privilege(used.reader, used.oid, 'select')
            order by 1
            """;

    private static final String UNFILLED = USED + """
            select c.oid::regclass::text from used join pg_class c on c.oid = used.oid
            where c.relkind = 'm' and not c.relispopulated order by 1
            """;

    private static final String PATHLESS = USED + """
            select oid::regprocedure::text, proname::text
            from called
            where not exists (select from unnest(proconfig) as setting where setting like 'search_path=%') order by 1
            """;

    private static final String RIGHTS = """
            select has_schema_privilege(c.relnamespace, 'usage'), has_table_privilege(c.oid, 'select'),
                   array(select a.attname::text from pg_attribute a
                         where a.attrelid = c.oid and a.attname = any (?) and not a.attisdropped
                           and not has_column_privilege(c.oid, a.attnum, 'select') order by a.attnum)
            from pg_class c where c.oid = ?
            """;

    private final Connection connection;
    private final DatabaseTable table;
    private final Relation relation;
    private final ServerState server;

    private Diagnosis(Connection connection, DatabaseTable table, Relation relation, ServerState server) {
        this.connection = connection;
        this.table = table;
        this.relation = relation;
        this.server = server;
    }

    /**
     * Empty where the error says all there is to say.
     *
     * @param relation with all its columns
     * @throws SQLException where the catalog does not answer either
     */
    static Optional<Problem> of(SQLException error, DatabaseTable table, Relation relation, SnapshotSession snapshot)
            throws SQLException {
        String state = ServerFaults.state(error);
        if (ServerWords.isFromBeyond(error) && BEYOND.containsKey(state)) {
            return Optional.of(beyond(table, state));
        }
        if (!state.equals(DENIED) && !state.equals(NOT_FILLED) && !UNKNOWN_NAME.contains(state)) {
            return Optional.empty();
        }
        return snapshot.run(
                connection -> new Diagnosis(connection, table, relation, snapshot.server()).of(error, state));
    }

    private Optional<Problem> of(SQLException error, String state) throws SQLException {
        if (state.equals(DENIED)) {
            Optional<Problem> own = ownRight();
            return own.isPresent() ? own : Optional.of(rightWithin(error));
        }
        return state.equals(NOT_FILLED) ? notFilled() : unknownName(error);
    }

    private static Problem beyond(DatabaseTable table, String state) {
        return table.problem(
                        ErrorCode.SOURCE_QUERY_FAILED,
                        "a server that " + table.from() + " is read through refuses it: " + BEYOND.get(state))
                .because("sqlstate " + state + " of a foreign table")
                .fixedBy("mend the foreign table, its user mapping or the rights there: SELECT * FROM " + table.from()
                        + " fails too");
    }

    /** A right on the table itself. */
    private Optional<Problem> ownRight() throws SQLException {
        List<String> asked = new ArrayList<>(table.kept(relation.columnNames()));
        if (relation.kind() != Relation.Kind.VALUES) {
            asked.addAll(Relation.SYSTEM_COLUMNS);
        }
        try (PreparedStatement query = connection.prepareStatement(RIGHTS)) {
            query.setArray(1, connection.createArrayOf("text", asked.toArray()));
            query.setLong(2, relation.oid());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                List<String> denied = List.of((String[]) row.getArray(3).getArray());
                boolean allowed = row.getBoolean(2) || denied.isEmpty();
                if (row.getBoolean(1) && allowed) {
                    return Optional.empty();
                }
                return Optional.of(row.getBoolean(1) ? columns(asked, denied) : usage());
            }
        }
    }

    private Problem columns(List<String> asked, List<String> denied) {
        return new ColumnGrants(table, server.user(), relation.columnNames(), asked, denied).problem();
    }

    private Problem usage() {
        return table.problem(ErrorCode.SOURCE_NO_RIGHT, "no right to read " + table.from())
                .because("no right to use schema " + relation.schema() + ", user " + server.user())
                .fixedBy("GRANT USAGE ON SCHEMA " + Sql.quotedWhereNeeded(relation.schema()) + " TO " + reader() + ";");
    }

    /** Of a function, or of the owner of a view that stands between. */
    private Problem rightWithin(SQLException error) throws SQLException {
        List<List<String>> functions = rows(DENIED_FUNCTIONS, 1);
        if (!functions.isEmpty()) {
            String function = functions.get(0).get(0);
            return table.problem(
                            ErrorCode.SOURCE_NO_RIGHT,
                            "no right to call " + function + ", which " + table.from() + " uses")
                    .because("permission denied (" + DENIED + "), user " + server.user())
                    .fixedBy("GRANT EXECUTE ON FUNCTION " + function + " TO " + reader() + ";");
        }
        List<List<String>> tables = rows(DENIED_TABLES, 2);
        if (!tables.isEmpty()) {
            String read = tables.get(0).get(0);
            String owner = tables.get(0).get(1);
            return table.problem(
                            ErrorCode.SOURCE_NO_RIGHT, "no right to read " + read + ", which " + table.from() + " uses")
                    .because("permission denied (" + DENIED + "), user " + owner)
                    .fixedBy("GRANT SELECT ON " + read + " TO " + Sql.quotedWhereNeeded(owner) + ";");
        }
        return table.problem(ErrorCode.SOURCE_NO_RIGHT, "no right to something that " + table.from() + " uses")
                .because(ServerWords.told(error).orElse("permission denied") + " (" + DENIED + "), user "
                        + server.user())
                .fixedBy("grant it to " + server.user() + ": SELECT on " + table.from() + " itself is granted");
    }

    private Optional<Problem> notFilled() throws SQLException {
        return rows(UNFILLED, 1).stream().findFirst().map(row -> {
            String view = row.get(0);
            return table.problem(ErrorCode.SOURCE_QUERY_FAILED, "the materialized view " + view + " was never filled")
                    .because("made WITH NO DATA (" + NOT_FILLED + ")")
                    .fixedBy("REFRESH MATERIALIZED VIEW " + view + ";");
        });
    }

    /** A name that a function does not find: sessions of ours look for names in the server's own schema only. */
    private Optional<Problem> unknownName(SQLException error) throws SQLException {
        if (!ServerWords.isWithinFunction(error)) {
            return Optional.empty();
        }
        List<String> functions = new ArrayList<>();
        for (List<String> row : rows(PATHLESS, 2)) {
            if (ServerWords.isWithin(error, row.get(1))) {
                functions.add(row.get(0));
            }
        }
        if (functions.isEmpty()) {
            return Optional.empty();
        }
        String path = server.searchPath().isEmpty()
                ? "public"
                : server.searchPath().stream().map(Sql::quotedWhereNeeded).collect(Collectors.joining(", "));
        String words = ServerWords.of(error)
                .flatMap(message -> ServerWords.told(error).or(() -> Optional.ofNullable(message.getSQLState())))
                .orElse(ServerFaults.state(error));
        return Optional.of(table.problem(
                        ErrorCode.SOURCE_QUERY_FAILED,
                        functions.get(0) + ", which " + table.from() + " uses, fails: " + words)
                .because("it has no search_path of its own, and alluvium's sessions look for names without a schema in"
                        + " pg_catalog only (" + ServerFaults.state(error) + ")")
                .fixedBy("ALTER FUNCTION " + functions.get(0) + " SET search_path = " + path
                        + "; or name the schema within the function"));
    }

    private List<List<String>> rows(String query, int columns) throws SQLException {
        try (PreparedStatement asked = connection.prepareStatement(query)) {
            asked.setLong(1, relation.oid());
            try (ResultSet row = asked.executeQuery()) {
                List<List<String>> rows = new ArrayList<>();
                while (row.next()) {
                    List<String> cells = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        cells.add(row.getString(i));
                    }
                    rows.add(cells);
                }
                return rows;
            }
        }
    }

    private String reader() {
        return Sql.quotedWhereNeeded(server.user());
    }
}
