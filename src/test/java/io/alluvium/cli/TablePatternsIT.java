package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.FaultyWire;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole schemas by pattern, through the command line: what the database has now is what is loaded. */
class TablePatternsIT {
    private PostgresFixture database;

    @TempDir
    Path folder;

    private Program program = new Program(Path.of("."));

    @BeforeEach
    void start() {
        SparkFixture.on(folder);
        database = PostgresFixture.fresh();
        program = new Program(folder);
        database.run(
                "create table orders (id int primary key, total int)",
                "insert into orders select i, i from generate_series(1, 10) i",
                "create table \"Client\" (id int primary key)",
                "insert into \"Client\" values (1), (2)",
                "create table audit_log (line text)",
                "create table measures (id int primary key) partition by range (id)",
                "create table measures_1 partition of measures for values from (0) to (100)",
                "insert into measures values (1), (2), (3)",
                "create view totals as select 1 as id");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void project(int port, String tables) {
        program.write("project.conf", """
                project = shop
                warehouse { path = "warehouse" }
                sources {
                  shop {
                    type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres
                    %s
                  }
                }
                """.formatted(port, database.database(), tables));
    }

    private void project(String tables) {
        project(database.port(), tables);
    }

    private String count(String table) {
        return program.json("sql", "select count(*) as n from " + table, "--json")
                .at("/0/n")
                .asText();
    }

    @Test
    void aSchemaIsLoadedWithATableThatComesLater() {
        project("tables = [\"public.*\", \"!public.audit_*\"]");
        program.write("curated/orders.sql", "/*---\nstrategy = apply\n---*/\nselect id, total from raw.orders\n");

        program.succeeds("validate");
        assertThat(program.screen())
                .contains("valid: shop, 1 source with 0 tables and those that patterns take, 1 model\n")
                .contains("not checked, the database tells: raw.orders\n")
                .doesNotContain("warning");
        program.succeeds("plan");
        assertThat(program.screen())
                .contains("extract  raw.client", "extract  raw.measures ", "extract  raw.orders")
                .doesNotContain("measures_1", "totals", "audit_log");
        program.succeeds("run");
        assertThat(count("curated.orders")).isEqualTo("10");
        assertThat(count("raw.client")).isEqualTo("2");
        assertThat(count("raw.measures")).isEqualTo("3");

        database.run("create table invoices (id int primary key)", "insert into invoices values (7)");
        program.succeeds("doctor");
        assertThat(program.screen()).contains("ok    raw.invoices");
        program.succeeds("run");
        assertThat(program.screen()).contains("extracted  raw.invoices").contains("1 done, 4 skipped");
    }

    @Test
    void aColumnThatNoTableShallHaveIsLeftOutOfEachThatHasIt() {
        database.run("create table invoices (id int primary key, \"Total\" int, total_net int)");
        project("tables = [\"public.*\", \"!public.audit_*\"], exclude = [total]");
        program.succeeds("run");
        assertThat(program.json("sql", "select * from raw.orders limit 1", "--json")
                        .toString())
                .contains("\"id\"")
                .doesNotContain("total");
        program.succeeds("sql", "select id, total_net from raw.invoices");

        project("tables = [\"public.*\", \"!public.audit_*\"], exclude = [totl]");
        assertThat(program.run("run")).isEqualTo(2);
        assertThat(program.screen())
                .contains("exclude of shop names totl, which no table of " + database.database() + " has")
                .containsIgnoringCase("did you mean: total");
        project("tables = [\"public.*\", \"!public.audit_*\"], exclude = [ID]");
        assertThat(program.run("run")).isEqualTo(1);
        assertThat(program.screen()).contains("the key column id is excluded: public.orders");
    }

    @Test
    void theDatabaseIsLoggedInToOnce() {
        try (FaultyWire wire = FaultyWire.to(database.port())) {
            project(wire.port(), "patterns = [\"public.*\", \"!public.audit_*\"]");
            program.succeeds("plan");
            assertThat(program.screen()).contains("extract  raw.orders");
            assertThat(wire.connections()).isEqualTo(1);
        }
    }

    @Test
    void aSectionThatNamesATableWins() {
        project("""
                patterns = ["public.*"]
                    tables {
                      all_orders { from = orders, key = [id], mode = xid }
                      log { from = "public.audit_log", key = [line] }
                      totals { from = "public.totals", key = [id] }
                    }""");

        program.succeeds("plan", "--verbose");
        assertThat(program.screen())
                .contains("raw.all_orders", "mode xid", "raw.log", "raw.totals", "raw.client")
                .doesNotContain("raw.orders", "raw.audit_log");
    }

    @Test
    void aTableWithoutKeyIsLoadedWholeWheneverItChanged() {
        project("patterns = [\"public.*\"]");
        database.run("insert into audit_log values ('same'), ('same'), (null)");

        program.succeeds("plan", "--verbose");
        assertThat(program.screen()).contains("mode replace");
        program.succeeds("run");
        assertThat(program.screen()).contains("4 done");
        assertThat(count("raw.audit_log")).isEqualTo("3");

        program.succeeds("run");
        assertThat(program.screen()).contains("4 skipped");
        database.run("delete from audit_log where line is null");
        program.succeeds("run");
        assertThat(count("raw.audit_log")).isEqualTo("2");
        program.succeeds("verify", "--source", "raw.audit_log");
        assertThat(program.screen()).contains("equal  raw.audit_log");
    }

    /** A key that comes or goes later changes what raw has to be: the table says so, by itself. */
    @Test
    void aTableThatLosesItsKeyStopsByItself() {
        project("patterns = [\"public.*\"]");
        program.succeeds("run");
        database.run("alter table orders drop constraint orders_pkey", "alter table audit_log add primary key (line)");

        assertThat(program.run("run")).isEqualTo(1);

        assertThat(program.screen())
                .contains("mode replace cannot go on where another mode left off: raw.orders is a log")
                .contains("mode snapshot cannot go on where mode replace left off: raw.audit_log is one reading")
                .contains("alluvium reset raw.orders");
    }

    @Test
    void oneOddNameIsThatTablesRefusalAndTheOthersAreLoaded() {
        database.run(
                "create table \"2024\" (id int primary key)",
                "create table \"Orders\" (id int primary key)",
                "create schema sales",
                "create table sales.orders (id int)");
        project("patterns = [\"public.*\", \"!public.audit_*\", \"sales.*\"]");

        assertThat(program.run("plan")).isEqualTo(1);
        assertThat(program.screen()).contains("extract  raw.client", "extract  raw.measures ");
        assertThat(program.run("run")).isEqualTo(1);

        assertThat(program.screen())
                .contains("2 done, 4 failed")
                .contains("ALV-3014: public.\"2024\" has no letter that a name in raw can take\n  --> project.conf:6")
                .contains(
                        "fix:  name it in a section under tables: table { from = \"public.\\\"2024\\\"\", key = [id] };"
                                + " or leave it out: \"!public.2024\"")
                .contains("would both be raw.orders");
        assertThat(count("raw.client")).isEqualTo("2");

        project(
                "patterns = [\"public.*\", \"!public.audit_*\"] }\n  other { type = postgres, host = \"127.0.0.1\", port = "
                        + database.port() + ", database = " + database.database()
                        + ", user = postgres\n patterns = [\"public.orders\", \"public.audit_log\"]");
        assertThat(program.run("plan")).isEqualTo(1);
        assertThat(program.screen())
                .contains("extract  raw.orders ", "extract  raw.audit_log ", "error    raw.orders_2 ")
                .contains(
                        "public.orders of source shop and public.orders would both be raw.orders\n  --> project.conf:8")
                .contains("fix:  name it in a section under tables: orders_2 { from = \"public.orders\", key = [id] };"
                        + " or leave it out: \"!public.orders\"");
        assertThat(program.run("run")).isEqualTo(1);
        assertThat(program.screen()).contains("public.orders and public.\"Orders\" would both be raw.orders");
        assertThat(count("raw.orders")).isEqualTo("10");
    }

    @Test
    void whatCannotBeMeantIsSaidBeforeAnythingStarts() {
        project("patterns = [\"*.orders\", \"public.clint\"]");
        assertThat(program.run("plan")).isEqualTo(2);
        assertThat(program.screen())
                .contains("no table of " + database.database() + " matches public.clint")
                .contains("--> project.conf:6")
                .contains("did you mean: public.Client");

        project("patterns = [\"public.orders\"]");
        program.write("curated/a.sql", "/*---\nstrategy = apply\n---*/\nselect * from raw.order\n");
        program.succeeds("validate");
        assertThat(program.run("run")).isEqualTo(2);
        assertThat(program.screen())
                .contains("ALV-2004: there is no table raw.order")
                .contains("did you mean: raw.orders");

        project(1, "patterns = [\"public.orders\"]");
        assertThat(program.run("run")).isEqualTo(75);
        assertThat(program.screen()).contains("ALV-3001");
        assertThat(folder.resolve("warehouse/raw")).doesNotExist();
    }
}
