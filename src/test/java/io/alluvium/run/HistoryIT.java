package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that keeps the history of its rows, from PostgreSQL on. */
class HistoryIT {
    private static final String SELECT = "select id, state, note from raw.orders where state <> 'hidden'\n";

    @TempDir
    Path folder;

    private PostgresFixture database;
    private ProjectFolder project;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run(
                "create table orders (id int primary key, state text, note text, changed timestamptz)",
                "insert into orders values (1, 'new', 'a', '2026-01-01Z'), (2, 'new', 'b', '2026-01-02Z')");
        project = new ProjectFolder(folder);
        project.over(database, "", "orders { from = \"public.orders\", key = [id], mode = snapshot }");
        model("orders", "");
        project.runWell();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void model(String name, String more) {
        project.write(
                "curated/" + name + ".sql",
                "/*---\nstrategy = apply\nstored_as = scd2\nsequence_by = [changed]\n" + more + "---*/\n" + SELECT);
    }

    private List<String> rows(String table) {
        return project.rows("select id, state, note, cast(valid_from as date), valid_to is null, valid_from < valid_to from curated."
                + table + " order by id, valid_from");
    }

    @Test
    void incrementsEqualTheHistoryThatIsBuiltAtOnce() {
        database.run("update orders set state = 'paid', changed = '2026-01-05Z' where id = 1");
        project.runWell();
        database.run(
                "update orders set note = 'c', changed = '2026-01-06Z' where id = 1",
                "delete from orders where id = 2");
        project.runWell();
        database.run(
                "update orders set state = 'hidden', changed = '2026-01-08Z' where id = 1",
                "insert into orders values (3, 'new', 'd', '2026-01-07Z')");
        project.runWell();

        assertThat(rows("orders"))
                .containsExactly(
                        "1|new|a|2026-01-01|false|true",
                        "1|paid|a|2026-01-05|false|true",
                        "1|paid|c|2026-01-06|false|true",
                        "2|new|b|2026-01-02|false|true",
                        "3|new|d|2026-01-07|true|null");
        model("again", "");
        model("states", "track_history = [state]\nvalid_from = since\nvalid_to = until\n");
        project.runWell();
        assertThat(project.rows("select * from curated.again order by id, valid_from"))
                .isEqualTo(project.rows("select * from curated.orders order by id, valid_from"));
        assertThat(project.rows("select id, state, note, cast(since as date), cast(until as date) from curated.states"
                        + " where id = 1 order by since"))
                .containsExactly("1|new|a|2026-01-01|2026-01-05", "1|paid|c|2026-01-05|2026-01-08");
    }

    @Test
    void namesThatTheSelectHasAlreadyAreRefused() {
        model("orders", "valid_from = state\ntrack_history = [stat]\n");

        var problems = project.run().steps().get(1).problems();

        assertThat(problems).extracting(problem -> problem.code())
                .containsExactly(ErrorCode.UNKNOWN_COLUMN, ErrorCode.FRONT_MATTER);
    }
}
