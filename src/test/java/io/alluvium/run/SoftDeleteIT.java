package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that the source marks as deleted leave the current rows, and come back when the mark goes. */
class SoftDeleteIT {
    private static final String CURATED = "select id from curated.orders order by id";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "auto,  cursor = changed, gone timestamptz,                     now(), null",
        "spark, cursor = changed, gone timestamptz,                     now(), null",
        "auto,  mode = xid,       gone boolean not null default false,  true,  false",
        "auto,  'cursor = changed, lookback = 1 day', gone boolean,     true,  null"
    })
    void aMarkedRowIsDeletedAndAnUnmarkedOneComesBack(
            String engine, String mode, String column, String mark, String unmark) {
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
                    "orders { from = \"public.orders\", key = [id], soft_delete = gone, " + mode + " }");
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
}
