package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.PostgresFixture;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that the source marks as deleted leave the current rows, and come back when the mark goes. */
class SoftDeleteIT {
    private static final String CURATED = "select id from curated.orders order by id";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            value = {
                "auto,  cursor = changed, gone timestamptz,                     now(), null, gone",
                "spark, cursor = changed, gone timestamptz,                     now(), null, gone",
                "auto,  mode = xid,       gone boolean not null default false,  true,  false, gone",
                "auto,  ^cursor = changed, lookback = 1 day^, gone boolean,     true,  null, gone",
                "auto,  mode = xid,       gone smallint not null default 0,     1,     0, gone = 1",
                "spark, mode = xid,       gone char(1) not null default 'N',    'Y',   'N', gone = 'Y'"
            })
    void aMarkedRowIsDeletedAndAnUnmarkedOneComesBack(
            String engine, String mode, String column, String mark, String unmark, String condition) {
        ProjectFolder project = new ProjectFolder(folder);
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table orders (id int primary key, changed timestamptz not null default now(), " + column
                            + ")",
                    "insert into orders (id) select generate_series(1, 5)",
                    "update orders set gone = " + mark + " where id = 1");
            project.over(
                    database,
                    "engine = " + engine,
                    "orders { from = \"public.orders\", key = [id], soft_delete = \"" + condition + "\", " + mode
                            + " }");
            project.write("curated/orders.sql", "/*---\nstrategy = apply\n---*/\nselect id from raw.orders\n");

            project.runWell();
            assertThat(project.rows(CURATED)).containsExactly("2", "3", "4", "5");
            database.run("update orders set changed = now(), gone = " + mark + " where id in (2, 3)");
            project.runWell();
            assertThat(project.rows(CURATED)).containsExactly("4", "5");
            database.run("update orders set changed = now(), gone = " + unmark + " where id in (1, 2)");
            project.runWell();
            assertThat(project.rows(CURATED)).containsExactly("1", "2", "4", "5");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '^',
            value = {
                "gone datetime,            now(), null, gone",
                "^gone enum('no','yes')^,  'yes', 'no', gone in ('yes') and not id = 0"
            })
    void soDoesARowOfMariadb(String column, String mark, String unmark, String condition) {
        ProjectFolder project = new ProjectFolder(folder);
        try (MariadbFixture database = MariadbFixture.fresh()) {
            database.run(
                    "create table orders (id int primary key, changed timestamp(6) not null default"
                            + " current_timestamp(6) on update current_timestamp(6), " + column + ")",
                    "insert into orders (id) select seq from seq_1_to_5",
                    "update orders set gone = " + mark + " where id = 1");
            project.over(
                    database,
                    "orders { from = orders, key = [id], cursor = changed, soft_delete = \"" + condition + "\" }");
            project.write("curated/orders.sql", "/*---\nstrategy = apply\n---*/\nselect id from raw.orders\n");

            project.runWell();
            assertThat(project.rows(CURATED)).containsExactly("2", "3", "4", "5");
            database.run("update orders set gone = " + mark + " where id in (2, 3)");
            project.runWell();
            assertThat(project.rows(CURATED)).containsExactly("4", "5");
            database.run("update orders set gone = " + unmark + " where id in (1, 2)");
            project.runWell();
            assertThat(project.rows(CURATED)).containsExactly("1", "2", "4", "5");
        }
    }

    @Test
    void aMarkThatCanOnlyBeWrongIsRefusedBeforeARowIsRead() {
        ProjectFolder project = new ProjectFolder(folder);
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table acct (id int primary key, n smallint not null default 0, c char(1) not null default"
                            + " 'N', at timestamptz not null default 'infinity', maybe int)",
                    "insert into acct (id) select generate_series(1, 5)");
            project.over(
                    database,
                    "",
                    Stream.of("n", "c", "at", "maybe", "n = 'x'", "c = 1", "n is not null", "none = 1")
                            .map(mark -> "t%d { from = acct, key = [id], mode = xid, soft_delete = \"%s\" }"
                                    .formatted(mark.hashCode() & 0xFFFF, mark))
                            .toArray(String[]::new));

            assertThat(project.run().steps())
                    .extracting(step -> step.problems().get(0).message())
                    .containsExactly(
                            "soft_delete = n cannot tell the deleted rows of acct: n is smallint and never null",
                            "soft_delete = c cannot tell the deleted rows of acct: c is character(1) and never null",
                            "soft_delete = at cannot tell the deleted rows of acct: at is timestamp with time zone and"
                                    + " never null",
                            "soft_delete = maybe cannot tell the deleted rows of acct: maybe is integer",
                            "soft_delete = n = 'x' compares a column of acct with what is no value of its type",
                            "soft_delete = c = 1 compares a column of acct with what is no value of its type",
                            "soft_delete = n is not null cannot tell the deleted rows of acct: n is smallint and never"
                                    + " null",
                            "the soft_delete column none does not exist in acct");
            assertThat(folder.resolve("warehouse/raw")).doesNotExist();
        }
    }
}
