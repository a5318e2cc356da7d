package io.alluvium.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be wrong with one table or view of a PostgreSQL, and the words for it. {@code $r} stands for the user that
 * reads, {@code $o} for another, and in the setup {@code $p} and {@code $d} for the port and the database.
 *
 * @param setup makes it so
 * @param seen whether a look finds it, or only reading a row
 * @param fix what is printed, the command that mends it before anything else
 * @param mend what mends it where that is no command of SQL
 * @param again brings it back
 */
record SourceFault(
        String from,
        List<String> setup,
        Seen seen,
        String code,
        String message,
        String reason,
        Optional<String> fix,
        List<String> mend,
        List<String> again) {

    /** Who notices it first. */
    enum Seen {
        LOOK,
        /** The first row of a view, which {@code doctor} asks for. */
        ROW,
        /** The rows of a table. */
        ROWS
    }

    String table() {
        return from.replace('.', '_');
    }

    /** The commands to run, as the fix spells them. */
    List<String> mending() {
        return mend.isEmpty() ? List.of(fix.orElseThrow().replaceFirst(";? or .*|;$", "")) : mend;
    }

    SourceFault named(String reader, String owner) {
        return new SourceFault(
                from,
                setup.stream().map(sql -> named(sql, reader, owner)).toList(),
                seen,
                code,
                message,
                named(reason, reader, owner),
                fix.map(text -> named(text, reader, owner)),
                mend.stream().map(sql -> named(sql, reader, owner)).toList(),
                again.stream().map(sql -> named(sql, reader, owner)).toList());
    }

    private static String named(String text, String reader, String owner) {
        return text.replace("$r", reader).replace("$o", owner);
    }

    private static SourceFault right(
            String from, Seen seen, String message, String fix, List<String> setup, String... again) {
        return new SourceFault(
                from,
                setup,
                seen,
                "ALV-3107",
                message,
                "permission denied (42501), user $r",
                Optional.of(fix),
                List.of(),
                List.of(again));
    }

    private SourceFault because(String other) {
        return new SourceFault(from, setup, seen, code, message, other, fix, mend, again);
    }

    private SourceFault mendedBy(String... commands) {
        return new SourceFault(from, setup, seen, code, message, reason, fix, List.of(commands), again);
    }

    /** A view that fails at the server whatever is read of it. */
    private static SourceFault view(
            String name, String words, String state, List<String> setup, String mend, String again) {
        return new SourceFault(
                "public." + name,
                setup,
                Seen.ROW,
                "ALV-3024",
                "public." + name + " fails at the server: " + words,
                "sqlstate " + state,
                Optional.of("mend what it computes, there: SELECT * FROM public." + name + " fails too"),
                List.of(mend),
                List.of(again));
    }

    static List<SourceFault> all() {
        return Stream.concat(rights().stream(), computed().stream()).toList();
    }

    private static List<SourceFault> rights() {
        return List.of(
                right(
                        "public.closed",
                        Seen.LOOK,
                        "no right to read public.closed",
                        "GRANT SELECT ON public.closed TO $r;",
                        List.of("create table closed (id int primary key)", "insert into closed values (1)"),
                        "revoke select on closed from $r"),
                right(
                                "hidden.h",
                                Seen.LOOK,
                                "no right to read hidden.h",
                                "GRANT USAGE ON SCHEMA hidden TO $r;",
                                List.of(
                                        "create schema hidden",
                                        "create table hidden.h (id int primary key)",
                                        "insert into hidden.h values (1)",
                                        "grant select on hidden.h to $r"),
                                "revoke usage on schema hidden from $r")
                        .because("no right to use schema hidden, user $r"),
                right(
                                "public.staff",
                                Seen.LOOK,
                                "no right to read salary of public.staff",
                                "exclude = [salary]; or open salary to $r: GRANT SELECT (salary) ON public.staff TO $r;",
                                List.of(
                                        "create table staff (id int primary key, name text, salary int)",
                                        "insert into staff values (1, 'a', 10)",
                                        "grant select (id, name, tableoid, ctid, xmin) on staff to $r"),
                                "revoke select (salary) on staff from $r")
                        .because("others of its columns are granted to user $r")
                        .mendedBy("grant select (salary) on staff to $r"),
                right(
                                "public.payroll",
                                Seen.LOOK,
                                "no right to read tableoid, xmin, ctid, id, pay of public.payroll",
                                "GRANT SELECT (tableoid, xmin, ctid, id) ON public.payroll TO $r; with exclude = [pay];"
                                        + " or open pay to $r too: GRANT SELECT (pay) ON public.payroll TO $r;",
                                List.of(
                                        "create table payroll (id int primary key, name text, pay int)",
                                        "insert into payroll values (1, 'a', 10)",
                                        "grant select (name) on payroll to $r"),
                                "revoke select (tableoid, xmin, ctid, id, pay) on payroll from $r")
                        .because("others of its columns are granted to user $r; by tableoid, xmin, ctid a row's version"
                                + " and place are told")
                        .mendedBy(
                                "grant select (tableoid, xmin, ctid, id) on payroll to $r",
                                "grant select (pay) on payroll to $r"),
                right(
                                "public.notes",
                                Seen.LOOK,
                                "no right to read tableoid, xmin, ctid of public.notes",
                                "GRANT SELECT (tableoid, xmin, ctid) ON public.notes TO $r;",
                                List.of(
                                        "create table notes (id int primary key, note text)",
                                        "insert into notes values (1, 'a')",
                                        "grant select (id, note) on notes to $r"),
                                "revoke select (ctid, xmin, tableoid) on notes from $r")
                        .because("by these a row's version and place are told, user $r"),
                right(
                        "public.v_function",
                        Seen.ROW,
                        "no right to call public.shown(integer), which public.v_function uses",
                        "GRANT EXECUTE ON FUNCTION public.shown(integer) TO $r;",
                        List.of(
                                "create table f_base (id int primary key)",
                                "insert into f_base values (1)",
                                "create function shown(i int) returns int language sql as 'select i'",
                                "revoke execute on function shown(int) from public",
                                "create view v_inner as select id, shown(id) as s from f_base",
                                "create view v_function as select * from v_inner",
                                "grant select on v_function to $r"),
                        "revoke execute on function shown(int) from $r"),
                right(
                                "public.v_owner",
                                Seen.LOOK,
                                "no right to read public.o_base, which public.v_owner uses",
                                "GRANT SELECT ON public.o_base TO $o;",
                                List.of(
                                        "create table o_base (id int primary key)",
                                        "insert into o_base values (1)",
                                        "create view v_owner as select * from o_base",
                                        "alter view v_owner owner to $o",
                                        "grant select on v_owner to $r"),
                                "revoke select on o_base from $o")
                        .because("permission denied (42501), user $o"),
                right(
                        "public.v_invoker",
                        Seen.LOOK,
                        "no right to read public.i_base, which public.v_invoker uses",
                        "GRANT SELECT ON public.i_base TO $r;",
                        List.of(
                                "create table i_base (id int primary key)",
                                "insert into i_base values (1)",
                                "create view v_invoker with (security_invoker = true) as select * from i_base",
                                "grant select on v_invoker to $r"),
                        "revoke select on i_base from $r"),
                right(
                        "public.guarded",
                        Seen.ROWS,
                        "no right to call public.allowed(integer), which public.guarded uses",
                        "GRANT EXECUTE ON FUNCTION public.allowed(integer) TO $r;",
                        List.of(
                                "create table guarded (id int primary key)",
                                "insert into guarded values (1)",
                                "create function allowed(i int) returns boolean language plpgsql as"
                                        + " 'begin return true; end'",
                                "revoke execute on function allowed(int) from public",
                                "alter table guarded enable row level security",
                                "create policy p on guarded using (allowed(id))",
                                "grant select on guarded to $r"),
                        "revoke execute on function allowed(int) from $r"));
    }

    private static List<SourceFault> computed() {
        return List.of(
                new SourceFault(
                        "public.nowhere",
                        List.of(),
                        Seen.LOOK,
                        "ALV-3003",
                        "public.nowhere does not exist",
                        "not in the database",
                        Optional.empty(),
                        List.of("create table nowhere (id int primary key)", "grant select on nowhere to $r"),
                        List.of("drop table nowhere")),
                new SourceFault(
                        "public.m_empty",
                        List.of(
                                "create table m_base (id int primary key)",
                                "insert into m_base values (1)",
                                "create materialized view m_empty as select * from m_base with no data",
                                "grant select on m_empty to $r"),
                        Seen.ROW,
                        "ALV-3024",
                        "the materialized view public.m_empty was never filled",
                        "made WITH NO DATA (55000)",
                        Optional.of("REFRESH MATERIALIZED VIEW public.m_empty;"),
                        List.of(),
                        List.of("refresh materialized view m_empty with no data")),
                new SourceFault(
                        "public.v_path",
                        List.of(
                                "create table p_names (id int primary key, name text)",
                                "insert into p_names values (1, 'eins')",
                                "create function looked_up(i int) returns text language plpgsql stable as"
                                        + " 'begin return (select name from p_names where id = i); end'",
                                "create view v_path as select id, looked_up(id) as name from p_names",
                                "grant select on p_names, v_path to $r"),
                        Seen.ROW,
                        "ALV-3024",
                        "public.looked_up(integer), which public.v_path uses, fails: relation \"p_names\" does not exist",
                        "it has no search_path of its own, and alluvium's sessions look for names without a schema in"
                                + " pg_catalog only (42P01)",
                        Optional.of(
                                "ALTER FUNCTION public.looked_up(integer) SET search_path = public; or name the schema"
                                        + " within the function"),
                        List.of(),
                        List.of("alter function looked_up(int) reset search_path")),
                new SourceFault(
                        "public.far",
                        List.of(
                                "create extension postgres_fdw",
                                "create server loop foreign data wrapper postgres_fdw"
                                        + " options (host '127.0.0.1', port '$p', dbname '$d')",
                                "create user mapping for $r server loop options (user '$r', password_required 'false')",
                                "create table near (id int primary key)",
                                "insert into near values (1)",
                                "create foreign table far (id int) server loop options (table_name 'near')",
                                "grant select on far to $r"),
                        Seen.ROW,
                        "ALV-3024",
                        "a server that public.far is read through refuses it: no right to read there",
                        "sqlstate 42501 of a foreign table",
                        Optional.of("mend the foreign table, its user mapping or the rights there: SELECT * FROM"
                                + " public.far fails too"),
                        List.of("grant select on near to $r"),
                        List.of("revoke select on near from $r")),
                view(
                        "v_division",
                        "division by zero",
                        "22012",
                        List.of(
                                "create table d (id int primary key, by int)",
                                "insert into d values (1, 0)",
                                "create view v_division as select id, 1 / by as q from d",
                                "grant select on v_division to $r"),
                        "update d set by = 1",
                        "update d set by = 0"),
                view(
                        "v_cast",
                        "a text that is no value of the type it is taken for",
                        "22P02",
                        List.of(
                                "create table texts (id int primary key, txt text)",
                                "insert into texts values (1, 'canary-4711')",
                                "create view v_cast as select id, txt::int as n from texts",
                                "grant select on v_cast to $r"),
                        "update texts set txt = '1'",
                        "update texts set txt = 'canary-4711'"),
                view(
                        "v_two",
                        "a subquery that is to give one row gives more",
                        "21000",
                        List.of(
                                "create table two (id int primary key)",
                                "insert into two values (1), (2)",
                                "create view v_two as select 1 as id, (select t.id from two t) as one",
                                "grant select on v_two to $r"),
                        "delete from two where id = 2",
                        "insert into two values (2)"),
                view(
                        "v_raise",
                        "a function raises an error",
                        "P0001",
                        List.of(
                                "create table raised (id int primary key, bad boolean)",
                                "insert into raised values (1, true)",
                                "create function refuse(bad boolean) returns int language plpgsql as"
                                        + " 'begin if bad then raise exception ''canary-4711''; end if; return 1; end'",
                                "create view v_raise as select id, refuse(bad) as r from raised",
                                "grant select on v_raise to $r"),
                        "update raised set bad = false",
                        "update raised set bad = true"),
                view(
                        "v_writes",
                        "it writes, and sessions of alluvium only read",
                        "25006",
                        List.of(
                                "create sequence s",
                                "grant usage on sequence s to $r",
                                "create view v_writes as select 1 as id, nextval('public.s') as n",
                                "grant select on v_writes to $r"),
                        "create or replace view v_writes as select 1 as id, 7::bigint as n",
                        "create or replace view v_writes as select 1 as id, nextval('public.s') as n"),
                view(
                        "v_depth",
                        "a limit of the server is exceeded",
                        "54001",
                        List.of(
                                "create table depths (id int primary key, depth int)",
                                "insert into depths values (1, 1000000)",
                                "create function deep(i int) returns int language plpgsql as"
                                        + " 'begin return case when i = 0 then 0 else public.deep(i - 1) end; end'",
                                "create view v_depth as select id, deep(depth) as d from depths",
                                "grant select on v_depth to $r"),
                        "update depths set depth = 3",
                        "update depths set depth = 1000000"));
    }
}
