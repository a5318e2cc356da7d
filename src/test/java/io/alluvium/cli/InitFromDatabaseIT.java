package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project made from a database's catalog, through the whole command line: it validates, plans and runs as it is. */
class InitFromDatabaseIT {
    private PostgresFixture database;

    @TempDir
    Path folder;

    private Program program = new Program(Path.of("."));

    @BeforeEach
    void start() {
        SparkFixture.on(folder);
        program = new Program(folder);
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private String url(String user) {
        return "postgres://" + user + "@127.0.0.1:" + database.port() + "/" + database.database();
    }

    @Test
    void theProjectSaysForEachTableHowItIsReadOrWhyNot() throws IOException {
        database.run(
                "create table orders (order_id bigint primary key, total numeric(12,2), updated_at timestamptz not null)",
                "create table \"Order Lines\" (\"OrderNo\" int, line smallint, text text, changed_on timestamp,"
                        + " primary key (\"OrderNo\", line))",
                "create table rates (id int not null unique, day date not null, unique (day, id))",
                "create table log (at timestamptz, line text)",
                "create table maybe (id int unique)",
                "create table late (id int primary key deferrable initially deferred)",
                "create table lower (id text not null)",
                "create unique index on lower (lower(id))",
                "create table live (id int not null, active boolean)",
                "create unique index on live (id) where active",
                "create table none ()",
                "create table owners (id int primary key, r regclass)",
                "create view totals as select sum(total) as total from orders",
                "create table bad_name (id int primary key, \"a b\" int)",
                "create schema secret",
                "create table secret.plans (id int primary key)",
                "drop role if exists reader",
                "create role reader login",
                "grant select on all tables in schema public to reader",
                "grant usage on schema secret to reader");

        program.succeeds("init", "--from", url("reader"), "shop");

        assertThat(program.screen()).isEqualTo("""
                  wrote  project.conf and curated/: 9 tables of %s, a model each
                not loaded  public.none: public.none has no column that could be read
                not loaded  public.owners: the column r of public.owners has type regclass, which has no exact image: \
                exclude = [r], or read a view of public.owners that casts the column
                not loaded  public.totals: no key: a view has none; if columns identify a row, name them in key, \
                with mode = snapshot; without a key mode = replace loads it whole
                not loaded  secret.plans: no right to read secret.plans: GRANT SELECT ON secret.plans TO reader;
                Next: alluvium plan --project shop
                """.formatted(database.database()));
        assertThat(program.file("shop/project.conf")).isEqualTo("""
                # Written by alluvium init from the catalog of a database. Try it as it is: alluvium run
                project = shop
                warehouse { path = "warehouse" }      # beside this file; elsewhere an absolute path

                sources {
                  %1$s {
                    type = postgres, host = "127.0.0.1", port = %2$d, database = "%1$s"
                    user = "reader"

                    tables {
                      # mode = snapshot reads a table whole, keeps the differences and finds deletes. A cursor reads only what is new, but
                      # nothing in a catalog proves that every write sets such a column: only you can know. mode = xid needs none.
                      # Choose before the first run: raw of mode snapshot cannot tell what the other modes need.
                      # mode = replace, for tables without a key, reads a table whole whenever it changed; only the last reading is kept.
                      order_lines { from = "public.\\"Order Lines\\"", key = [OrderNo, line], mode = snapshot }         # or cursor = changed_on, if every insert and update sets it; it may be null
                      bad_name    { from = "public.bad_name", key = [id], mode = snapshot, rename { "a b" = a_b } }
                      late        { from = "public.late", key = [id], mode = snapshot }                               # its key late_pkey is deferrable, and kept by all that is committed
                      live        { from = "public.live", mode = replace }                                            # no key: the unique index live_id_idx holds for some of the rows only; if columns identify a row, name them in key, with mode = snapshot
                      log         { from = "public.log", mode = replace }                                             # no key: no primary key and no unique index; if columns identify a row, name them in key, with mode = snapshot
                      lower       { from = "public.lower", mode = replace }                                           # no key: the unique index lower_lower_idx is over an expression, whose columns may repeat; if columns identify a row, name them in key, with mode = snapshot
                      maybe       { from = "public.maybe", mode = replace }                                           # no key: the unique index maybe_id_key may hold nulls; if it never does, key = [id], mode = snapshot
                      orders      { from = "public.orders", key = [order_id], mode = snapshot }                       # or cursor = updated_at, if every insert and update sets it
                      rates       { from = "public.rates", key = [id], mode = snapshot }

                      # Not loaded; where the reason can be helped, mend it and take away the #:
                      # public.none: public.none has no column that could be read
                      #   none { from = "public.none", mode = replace }
                      # public.owners: the column r of public.owners has type regclass, which has no exact image: exclude = [r], or read a view of public.owners that casts the column
                      #   owners { from = "public.owners", key = [id], mode = snapshot }
                      # public.totals: no key: a view has none; if columns identify a row, name them in key, with mode = snapshot; without a key mode = replace loads it whole
                      #   totals { from = "public.totals", mode = replace }
                      # secret.plans: no right to read secret.plans: GRANT SELECT ON secret.plans TO reader;
                      #   plans { from = "secret.plans", key = [id], mode = snapshot }
                    }
                  }
                }
                """.formatted(database.database(), database.port()));
        assertThat(program.file("shop/curated/order_lines.sql")).isEqualTo("""
                /*---
                description = "Current rows of public.\\"Order Lines\\""
                strategy    = apply
                ---*/
                select OrderNo, line, text, changed_on
                from raw.order_lines
                """);
        assertThat(program.file("shop/curated/log.sql")).isEqualTo("""
                /*---
                description = "Current rows of public.log"
                strategy    = full
                ---*/
                select at, line
                from raw.log
                """);
        assertThat(program.file("shop/curated/bad_name.sql")).endsWith("select id, a_b\nfrom raw.bad_name\n");
        program.succeeds("validate", "--project", "shop");
    }

    /** Tables by the name that they get, and what they are counted by. */
    private Map<String, String> nastyTables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("orders", "public.orders");
        tables.put("public_orders", "public.\"ORDERS\"");
        tables.put("orders_2", "public.\"Orders\"");
        tables.put("sales_dept_orders", "\"Sales Dept\".orders");
        tables.put("include", "public.include");
        tables.put("order", "public.\"order\"");
        tables.put("left", "public.\"left\"");
        tables.put("table", "public.\"日本語\"");
        tables.put("quote_s", "public.\"quote \"\"s\"\"\"");
        tables.put("slash", "public.\"*/ slash /*\"");
        tables.put("true", "public.\"true\"");
        tables.put("measures", "public.measures");
        tables.put("heirs", "public.heirs");
        tables.put("testators", "public.testators");
        tables.put("typed", "public.typed");
        tables.put("columns", "public.columns");
        return tables;
    }

    private void fillNastily() {
        database.run(
                "create schema \"Sales Dept\"",
                "create type mood as enum ('sad', 'happy')",
                "create type pair as (a int, b text)",
                "create domain positive as int check (value > 0)",
                "create table measures (device int, at timestamptz, value float8, primary key (device, at))"
                        + " partition by range (at)",
                "create table measures_1 partition of measures for values from ('2026-01-01') to ('2026-02-01')",
                "create table measures_2 partition of measures for values from ('2026-02-01') to ('2026-03-01')",
                "insert into measures select i, timestamptz '2026-01-15' + i * interval '1 day', i"
                        + " from generate_series(1, 40) i",
                "create table testators (id int primary key, name text)",
                "create table heirs (primary key (id)) inherits (testators)",
                "insert into heirs values (1, 'x'), (2, 'y')",
                "insert into testators values (1, 'same key')",
                "create materialized view monthly as select 1 as month",
                "create unique index on monthly (month)",
                "create table typed (id uuid primary key, s smallint, b bigint, n numeric, d numeric(38,10), r real,"
                        + " f float8, t boolean, c char(5), v varchar(10), y bytea, j json, jb jsonb, day date, tm time,"
                        + " tz timetz, ts timestamp, tt timestamptz, i interval, ip inet, mac macaddr, m money,"
                        + " bits bit(3), x xml, rng int4range, p point, e mood, pr pair, pos positive, ints int[],"
                        + " texts text[])",
                "insert into typed (id, s, tt, ints) select gen_random_uuid(), i, now(), array[i, null]"
                        + " from generate_series(1, 20) i",
                "create table columns (\"select\" int, \"From\" int, \"a.b\" text, \"it's\" text, \"q\"\"q\" text,"
                        + " \":name\" text, \"ü\" text, \"true\" int, \"1st\" int, \"a-b\" int, \"`tick\" int, \"$x\" int,"
                        + " \"#\" int, \"user\" text, \"current_date\" date, primary key (\"select\", \"a.b\", \"q\"\"q\","
                        + " \"true\", \"1st\", \"#\"))",
                "insert into columns select i, i, i || '.', 'it''s', '\"', ':name', 'ü', 1, 1, 2, 3, 4, 5, 'me',"
                        + " '2020-01-01' from generate_series(1, 7) i");
        int rows = 3;
        for (String table : nastyTables().values()) {
            if (database.texts("select to_regclass(" + "'" + table.replace("'", "''") + "')")
                            .get(0)
                    == null) {
                database.run(
                        "create table " + table + " (id int primary key, note text)",
                        "insert into " + table + " select i, 'n' || i from generate_series(1, " + rows++ + ") i");
            }
        }
    }

    private String count(String table, String project) {
        return program.json("sql", "select count(*) as n from " + table, "--json", "--project", project)
                .at("/0/n")
                .asText();
    }

    @Test
    void aProjectFromANastyDatabaseRunsAsItIs() throws IOException {
        fillNastily();

        program.succeeds("init", "--from", url("postgres").replace("postgres:", "postgresql:"), "Nasty One");

        assertThat(program.screen())
                .contains("wrote  project.conf and curated/: " + nastyTables().size() + " tables of ")
                .contains("public.monthly: no key: the unique index monthly_month_idx may hold nulls")
                .doesNotContain("measures_1", "public.testators");
        assertThat(program.file("Nasty One/project.conf"))
                .contains("no key: the unique index testators_pkey does not hold over the tables that inherit from it");
        program.succeeds("validate", "--project", "Nasty One");
        assertThat(program.screen()).doesNotContain("warning");
        program.succeeds("plan", "--project", "Nasty One");
        program.succeeds("run", "--project", "Nasty One");
        for (Map.Entry<String, String> table : nastyTables().entrySet()) {
            List<String> counted = database.texts("select count(*) from " + table.getValue());
            assertThat(counted).doesNotContain("0");
            assertThat(count("raw.`" + table.getKey() + "`", "Nasty One"))
                    .as(table.getKey())
                    .isEqualTo(counted.get(0));
            assertThat(count("curated.`" + table.getKey() + "`", "Nasty One"))
                    .as(table.getKey())
                    .isEqualTo(counted.get(0));
        }

        database.run("delete from columns where \"select\" = 3", "update \"Orders\" set note = 'changed' where id = 1");
        program.succeeds("run", "--project", "Nasty One");
        assertThat(count("curated.columns", "Nasty One")).isEqualTo("6");
        assertThat(program.json(
                                "sql",
                                "select note from curated.orders_2 where id = 1",
                                "--json",
                                "--project",
                                "Nasty One")
                        .at("/0/note")
                        .asText())
                .isEqualTo("changed");
    }

    @Test
    void onlyTheNamedSchemasAreTakenAndAnUnknownOneIsGuessed() throws IOException {
        database.run(
                "create schema sales",
                "create table sales.orders (id int primary key)",
                "create table public.orders (id int primary key)");

        assertThat(program.run("init", "--from", url("postgres"), "--schema", "sale", "shop"))
                .isEqualTo(2);
        assertThat(program.screen()).contains("there is no schema \"sale\" in ", "did you mean: sales");
        assertThat(folder.resolve("shop")).doesNotExist();

        program.succeeds("init", "--from", url("postgres"), "--schema", "sales", "shop");
        assertThat(program.file("shop/project.conf")).contains("orders { from = \"sales.orders\", key = [id]");
    }

    @Test
    void whatStandsInTheWayIsSaidAndNothingIsWritten() throws IOException {
        assertThat(program.run("init", "--from", "postgres://me:geheim@localhost/shop", "shop"))
                .isEqualTo(2);
        assertThat(program.screen())
                .contains("the address holds a password", "--password env:NAME")
                .doesNotContain("geheim");
        assertThat(program.run("init", "--from", "postgres://me@localhost/shop?password=geheim", "shop"))
                .isEqualTo(2);
        assertThat(program.screen()).contains("the address holds a password").doesNotContain("geheim");
        assertThat(program.run("init", "--from", "oracle://me@localhost/shop", "shop"))
                .isEqualTo(2);
        assertThat(program.screen()).contains("expected postgres://USER@HOST:PORT/DATABASE");
        assertThat(program.run("init", "--from", url("postgres"), "--password", "geheim", "shop"))
                .isEqualTo(2);
        assertThat(program.screen()).contains("--password must be a reference").doesNotContain("geheim");
        assertThat(program.run("init", "--schema", "sales", "shop")).isEqualTo(2);
        assertThat(program.run("init", "--from", url("nobody"), "shop")).isEqualTo(2);
        assertThat(program.screen()).contains("ALV-3002", "refuses user nobody");
        assertThat(folder.resolve("shop")).doesNotExist();

        Files.writeString(folder.resolve("project.conf"), "mine");
        assertThat(program.run("init", "--from", url("postgres"))).isEqualTo(2);
        assertThat(program.screen()).contains("there is a project.conf in " + folder);
        assertThat(folder.resolve("curated")).doesNotExist();
        assertThat(program.file("project.conf")).isEqualTo("mine");
    }

    @Test
    void thePasswordIsTakenFromWhereItIsAndNeverWritten() throws IOException {
        database.run(
                "create table orders (id int primary key)",
                "drop role if exists locked_reader",
                "create role locked_reader login password 'geheim' in role needs_password",
                "grant select on orders to locked_reader");
        Path secret = Files.writeString(folder.resolve("secret"), "geheim\n");

        program.succeeds("init", "--from", url("locked_reader"), "--password", "file:" + secret, "shop");

        assertThat(program.file("shop/project.conf"))
                .contains("user = \"locked_reader\", password = \"file:" + secret + "\"")
                .doesNotContain("geheim");
        program.succeeds("plan", "--project", "shop");
    }
}
