package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.plan.Selection;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.report.StepRecord.Changes;
import io.alluvium.report.StepRecord.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of a warehouse in PostgreSQL, held to what PostgreSQL itself makes of the source's rows. */
class ExportIT {
    private static final String ORDERS = "select id, note, amount, weight, at from orders where id < 1000";
    private static final String EXPORTED = "select id, note, amount, weight, at from mart.orders";
    private static final String BOTH = """
            orders { from = curated.orders, to = "mart.orders" }
            lines { from = curated.lines, to = "mart.lines" }
            """;
    private static final String LINES = "select word, qty from lines";

    private static final String NOTE = "select run || ' ' || xmin from mart.alluvium_exports where target = 'orders'";

    @TempDir
    Path folder;

    private PostgresFixture database;
    private ProjectFolder project;

    @BeforeEach
    void open() {
        database = PostgresFixture.fresh();
        database.run(
                "create schema mart",
                "create table orders (id bigint primary key, note text, amount numeric(12,2), weight double precision,"
                        + " at timestamptz)",
                "insert into orders select i, 'note ' || i, i * 1.25, i / 3.0, timestamptz '2026-03-04 05:06:07.123456Z'"
                        + " + i * interval '1 second' from generate_series(1, 40) i",
                "insert into orders values (41, null, null, null, null), (42, '', 0, 'NaN', '0001-01-01 00:00:00Z'),"
                        + " (43, E'a\\tb\\nc\\\\d\\r\"e\"\\\\N', -0.01, '-Infinity', '9999-12-31 23:59:59.999999Z'),"
                        + " (44, E'\\\\.', 9999999999.99, 'Infinity', '1969-12-31 23:59:59.999999Z'), (45, 'ä€😀', 1, 1e-300, now())",
                "create table lines (word text, qty int)",
                "insert into lines values ('a', 1), ('a', 1), ('a', 1), ('b', null), ('b', null), (null, null), (null, 2)");
        project = written("one");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private ProjectFolder written(String name) {
        ProjectFolder made = new ProjectFolder(folder.resolve(name));
        made.write(
                "curated/orders.sql",
                "/*--- strategy = apply ---*/\nselect id, note, amount, weight, at from raw.orders");
        made.write("curated/lines.sql", "select word, qty from raw.lines");
        configure(made, "user = postgres", BOTH);
        return made;
    }

    private void configure(ProjectFolder made, String login, String exports) {
        String at = "type = postgres, host = \"%s\", port = %d, database = %s"
                .formatted(database.host(), database.port(), database.database());
        made.write("project.conf", """
                project = tested
                run { retries = 0 }
                sources { db { %s, user = postgres
                  tables {
                    orders { from = "public.orders", key = [id] }
                    lines { from = "public.lines", mode = replace }
                  }
                } }
                exports { mart { %s, %s
                  tables {
                    %s
                  }
                } }
                """.formatted(at, at, login, exports));
    }

    private static Map<String, Outcome> outcomes(RunRecord run) {
        return ShopProject.outcomes(run);
    }

    private static StepRecord step(RunRecord run, String name) {
        return run.steps().stream()
                .filter(step -> step.table().toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Problem problem(RunRecord run, String name) {
        StepRecord step = step(run, name);
        assertThat(step.outcome()).as(step.toString()).isEqualTo(Outcome.FAILED);
        return step.problems().get(0);
    }

    /** Equal as multisets, by the server's own comparison. */
    private void same(String one, String other) {
        assertThat(database.texts("(" + one + ") except all (" + other + ")")).isEmpty();
        assertThat(database.texts("(" + other + ") except all (" + one + ")")).isEmpty();
    }

    /** Without what the test is not about. */
    private void exportOrdersAlone(ProjectFolder made) {
        made.remove("curated/lines.sql");
        configure(made, "user = postgres", "orders { from = curated.orders, to = \"mart.orders\" }");
    }

    private void bothAreWhatTheyShouldBe() {
        same(ORDERS, EXPORTED);
        same(LINES, "select word, qty from mart.lines");
    }

    private String untouched() {
        return database.texts("select string_agg(xmin || ' ' || ctid, ',' order by id) from mart.orders"
                        + " where id between 11 and 45")
                .get(0);
    }

    @Test
    void tablesFollowByDifferenceAndRowsThatAreRightAreNotTouched() {
        RunRecord first = project.run();
        assertThat(first.steps()).allSatisfy(step -> assertThat(step.problems()).isEmpty());
        assertThat(step(first, "export.orders").outcome()).isEqualTo(Outcome.EXPORTED);
        assertThat(step(first, "export.orders").changes()).isEqualTo(new Changes(45, 0, 0));
        bothAreWhatTheyShouldBe();
        assertThat(database.texts("select conkey::text from pg_constraint where conrelid = 'mart.orders'::regclass"
                        + " and contype = 'p'"))
                .containsExactly("{1}");
        String before = untouched();

        configure(project, "user = nobody", BOTH);
        RunRecord idle = project.run();
        assertThat(outcomes(idle).values()).as("nobody can log in").containsOnly(Outcome.SKIPPED);
        configure(project, "user = postgres", BOTH);
        assertThat(project.pipeline().manifest(false).tables())
                .filteredOn(table -> table.name().toString().equals("export.orders"))
                .singleElement()
                .satisfies(table -> assertThat(table.reads()).hasToString("[curated.orders]"));

        database.run(
                "update orders set note = null where id = 1",
                "update orders set note = 'was null' where id = 2",
                "update orders set weight = null where id = 3",
                "delete from orders where id in (4, 5, 6)",
                "insert into orders values (50, 'new', 1, 1, now())",
                "delete from lines where ctid in (select ctid from lines where word = 'a' limit 1)",
                "delete from lines where ctid in (select ctid from lines where word = 'b' limit 1)",
                "insert into lines values (null, null), ('c', 3), ('c', 3)");
        RunRecord second = project.run();
        assertThat(step(second, "export.orders").changes()).isEqualTo(new Changes(1, 3, 3));
        assertThat(step(second, "export.lines").changes()).isEqualTo(new Changes(3, 0, 2));
        bothAreWhatTheyShouldBe();
        assertThat(untouched()).as("rows that did not change").isEqualTo(before);

        project.write(
                "curated/orders.sql",
                "/*--- strategy = apply ---*/\nselect id, note, amount, weight, at, upper(note) as loud from raw.orders");
        RunRecord grown = project.run();
        assertThat(step(grown, "export.orders").outcome()).isEqualTo(Outcome.EXPORTED);
        same("select id, upper(note) from orders", "select id, loud from mart.orders");

        database.run("delete from mart.orders where id = 20", "update mart.lines set qty = 7");
        RunRecord asked =
                project.run(of(Selection.Refresh.FULL, "export.orders", "export.lines"), (table, boundary) -> {});
        assertThat(step(asked, "export.orders").changes()).isEqualTo(new Changes(1, 0, 0));
        bothAreWhatTheyShouldBe();
    }

    @Test
    void everyTypeIsMappedBackAndOthersAreRefusedByName() {
        project.remove("curated/lines.sql");
        project.write("curated/typed.sql", """
                select id, cast(id as tinyint) as tiny, cast(id as smallint) as small, cast(id as int) as whole,
                  cast(weight as float) as single, id > 20 as flag, cast(note as binary) as bytes, cast(at as date) as day,
                  cast(at as timestamp_ntz) as local, amount, array(note, null, 'q"\\\\,{}') as words, array(amount, null) as sums,
                  array(at) as times, named_struct('n', note, 'i', id) as pair, map('k', id) as pairs,
                  array(array(id)) as nested
                from raw.orders where id between 1 and 44
                """);
        project.write("curated/odd.sql", "select id, map(id, note) as by_number from raw.orders");
        configure(project, "user = postgres", """
                typed { from = curated.typed, to = "mart.typed", key = id }
                odd { from = curated.odd, to = "mart.odd" }
                """);
        RunRecord run = project.run();
        assertThat(step(run, "export.typed").problems()).isEmpty();
        assertThat(step(run, "export.odd").problems())
                .extracting(Problem::code, Problem::message)
                .containsExactly(
                        tuple(ErrorCode.EXPORT_TYPE_UNSUPPORTED, "column by_number of curated.odd cannot be exported"));
        same("""
                select id, id::smallint, id::smallint, id::int, weight::real, id > 20, convert_to(note, 'UTF8'),
                  (at at time zone 'UTC')::date, at at time zone 'UTC', amount::numeric(12,2), array[note, null, E'q"\\\\,{}'],
                  array[amount, null]::numeric(12,2)[], array[at], jsonb_build_object('n', note, 'i', id),
                  jsonb_build_object('k', id), jsonb_build_array(jsonb_build_array(id))
                from orders where id between 1 and 44 and at is not null""", "select * from mart.typed where day is not null");
        assertThat(database.texts("select count(*) from mart.typed")).containsExactly("44");
        assertThat(database.texts("select string_agg(format_type(atttypid, atttypmod), ', ' order by attnum)"
                        + " from pg_attribute where attrelid = 'mart.typed'::regclass and attnum > 0"))
                .containsExactly("bigint, smallint, smallint, integer, real, boolean, bytea, date,"
                        + " timestamp without time zone, numeric(12,2), text[], numeric(12,2)[],"
                        + " timestamp with time zone[], jsonb, jsonb, jsonb");
    }

    @Test
    void aTableOfSomebodyElseIsTakenOverOnlyWhereThatIsAskedFor() {
        database.run(
                "create table mart.orders (id bigint, note text, amount numeric(10,2), extra int)",
                "create table mart.parted (word text, qty int) partition by list (word)",
                "create table mart.parted_0 partition of mart.parted for values in ('a')",
                "create table mart.parted_1 partition of mart.parted default",
                "insert into mart.parted select chr(97 + i % 4), 1 from generate_series(0, 19) i");
        RunRecord refused = project.run();
        assertThat(refused.exitStatus()).isEqualTo(1);
        assertThat(problem(refused, "export.orders").code()).isEqualTo(ErrorCode.EXPORT_TABLE_FOREIGN);
        assertThat(problem(refused, "export.orders").fix().orElseThrow()).contains("adopt = true");
        assertThat(outcomes(refused)).containsEntry("export.lines", Outcome.EXPORTED);

        configure(project, "user = postgres", """
                orders { from = curated.orders, to = "mart.orders", adopt = true }
                lines { from = curated.lines, to = "mart.parted", adopt = true }
                """);
        RunRecord adopting = project.run();
        Problem differs = problem(adopting, "export.orders");
        assertThat(differs.code()).isEqualTo(ErrorCode.EXPORT_COLUMNS_DIFFER);
        same(LINES, "select word, qty from mart.parted");
        assertThat(step(adopting, "export.lines").changes()).isEqualTo(new Changes(4, 0, 17));
        assertThat(differs.label().orElseThrow())
                .contains("amount is numeric(10,2) and not numeric(12,2)")
                .contains("without weight double precision")
                .contains("with extra integer beside");

        database.run(
                "drop table mart.orders",
                "create table mart.orders (at timestamptz, id bigint, weight double precision, note text, amount numeric(12,2))",
                "insert into mart.orders (id, note) values (1, 'theirs'), (77, 'theirs')");
        assertThat(step(project.run(), "export.orders").changes()).isEqualTo(new Changes(44, 1, 1));
        same(ORDERS, EXPORTED);
    }

    @Test
    void whatTheDatabaseRefusesIsSaidWithoutASecretOrAValue() {
        database.run("create role writer login password 'right' in role needs_password");
        try {
            project.write("secret", "Wr0ng-Secret\n");
            String login = "user = writer, password = \"file:" + project.path().resolve("secret") + "\"";
            configure(project, login, "orders { from = curated.orders, to = \"mart.orders\" }");
            RunRecord wrong = project.run();
            assertThat(problem(wrong, "export.orders").code()).isEqualTo(ErrorCode.SOURCE_REFUSED_LOGIN);
            assertThat(project.pipeline().examine())
                    .filteredOn(finding -> finding.what().equals("export mart"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.fine()).isFalse())
                    .satisfies(finding -> assertThat(finding.toString()).doesNotContain("Wr0ng-Secret"));
            assertThat(wrong.toString()).doesNotContain("Wr0ng-Secret");

            project.write("secret", "right\n");
            Problem noRight = problem(project.run(), "export.orders");
            assertThat(noRight.code()).isEqualTo(ErrorCode.EXPORT_NO_RIGHT);
            assertThat(noRight.fix().orElseThrow()).startsWith("GRANT USAGE, CREATE ON SCHEMA mart TO writer;");

            database.run("grant usage, create on schema mart to writer");
            assertThat(project.run().exitStatus()).isZero();
            same(ORDERS, EXPORTED);
        } finally {
            database.run("drop owned by writer cascade", "drop role writer");
        }
        project.write("curated/lines.sql", "select word, qty, concat('x', char(0)) as nul from raw.lines");
        configure(project, "user = postgres", """
                nul { from = curated.lines, to = "mart.nul" }
                twice { from = curated.orders, to = "mart.twice", key = note }
                nowhere { from = curated.orders, to = "nowhere.orders" }
                """);
        RunRecord run = project.run();
        assertThat(problem(run, "export.nul").message())
                .isEqualTo("column nul of curated.lines holds a text with the character U+0000");
        assertThat(problem(run, "export.twice").code()).isEqualTo(ErrorCode.EXPORT_KEY_BROKEN);
        assertThat(problem(run, "export.nowhere").fix().orElseThrow()).isEqualTo("CREATE SCHEMA nowhere;");
        assertThat(database.texts(
                        "select 1 where to_regclass('mart.nul') is null and to_regclass('mart.twice') is null"))
                .as("nothing is left of what failed")
                .hasSize(1);
    }

    @Test
    void killedBeforeTheCommitOrBeforeItIsKnownTheTableIsRightOnce() {
        exportOrdersAlone(project);
        project.run();
        database.run("update orders set note = 'later' where id < 20", "delete from orders where id = 30");
        RunRecord killed = project.run((table, boundary) -> {
            if (table.toString().equals("export.orders") && boundary == Boundary.STAGED) {
                database.run(
                        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'alluvium'"
                                + " and backend_xid is not null");
            }
        });
        Problem ended = problem(killed, "export.orders");
        assertThat(ended.code()).isEqualTo(ErrorCode.SOURCE_INTERRUPTED);
        assertThat(killed.exitStatus()).as("worth trying again").isEqualTo(75);
        assertThat(database.texts("select count(*) from mart.orders where note = 'later'"))
                .containsExactly("0");
        RunRecord again = project.run();
        assertThat(step(again, "export.orders").changes()).isEqualTo(new Changes(0, 19, 1));
        same(ORDERS, EXPORTED);
        database.run("update orders set note = 'latest' where id < 10");
        project.run((table, boundary) -> {
            if (table.toString().equals("export.orders") && boundary == Boundary.COMMITTED) {
                throw new IllegalStateException("died");
            }
        });
        same(ORDERS, EXPORTED);
        String noted = database.texts(NOTE).get(0);
        StepRecord found = step(project.run(), "export.orders");
        assertThat(found.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(found.detail()).isEqualTo("mart.orders has this version already");
        assertThat(database.texts(NOTE)).containsExactly(noted);
        same(ORDERS, EXPORTED);
    }

    @Test
    void twoAtOnceTakeTurnsAndTheSecondIsRefused() throws Exception {
        ProjectFolder copy = written("two");
        exportOrdersAlone(project);
        exportOrdersAlone(copy);
        CompletableFuture<RunRecord> second = new CompletableFuture<>();
        RunRecord first = project.run((table, boundary) -> {
            if (table.toString().equals("export.orders") && boundary == Boundary.STAGED) {
                CompletableFuture.supplyAsync(copy::run).thenAccept(second::complete);
                database.awaitLockWait();
            }
        });
        assertThat(outcomes(first)).containsEntry("export.orders", Outcome.EXPORTED);
        Problem late = problem(second.get(), "export.orders");
        assertThat(late.code()).isEqualTo(ErrorCode.EXPORT_OVERTAKEN);
        assertThat(late.fix().orElseThrow()).endsWith("alluvium run --full-refresh --select export.orders");
        same(ORDERS, EXPORTED);
        RunRecord asked = copy.run(of(Selection.Refresh.FULL, "export.orders"), (table, boundary) -> {});
        assertThat(step(asked, "export.orders").changes()).isEqualTo(Changes.NONE);
    }

    @Test
    void whatFailsBlocksItsExport() {
        project.write(
                "curated/lines.sql",
                "/*--- expect { never { that = \"false\", else = fail } } ---*/\nselect word, qty from raw.lines");
        RunRecord run = project.run();
        assertThat(outcomes(run))
                .containsEntry("curated.lines", Outcome.FAILED)
                .containsEntry("export.lines", Outcome.BLOCKED)
                .containsEntry("export.orders", Outcome.EXPORTED);
        assertThat(step(run, "export.lines").detail()).isEqualTo("by curated.lines");
        RunRecord selected = project.run(of(Selection.Refresh.NONE, "export.orders"), (table, boundary) -> {});
        assertThat(outcomes(selected)).containsExactly(Map.entry("export.orders", Outcome.SKIPPED));
    }

    private static RunOptions of(Selection.Refresh refresh, String... names) {
        Selection selection = new Selection(List.of(names), Optional.empty(), refresh);
        return new RunOptions(Optional.empty(), Duration.ZERO, Optional.empty(), false, false, selection);
    }
}
