package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table whose way of finding changes is changed goes on where it was: nothing is lost and nothing comes twice. */
class ModeChangesIT {
    @TempDir
    Path folder;

    private PostgresFixture database;
    private ProjectFolder project;

    @BeforeEach
    void start() {
        project = new ProjectFolder(folder);
        database = PostgresFixture.fresh();
        database.run("create table events (id bigint generated always as identity primary key, what text,"
                + " changed timestamptz not null default now())");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void insert(int rows) {
        database.run("insert into events (what) select 'event' from generate_series(1, " + rows + ")");
    }

    private StepRecord run(String engine, String mode) {
        project.over(database, "engine = " + engine, "events { from = \"public.events\", key = [id], " + mode + " }");
        return project.run().steps().get(0);
    }

    /** Of the last batch. */
    private List<String> operations() {
        return project.rows("select id || ' ' || _op from raw.events"
                + " where _batch = (select max(_batch) from raw.events) order by id");
    }

    private List<String> raw() {
        return project.rows("select id from raw.events order by id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "spark"})
    void everyRowIsInRawOnceWhicheverModeFollowsWhich(String engine) {
        List<String> modes = List.of(
                "cursor = changed",
                "mode = xid",
                "mode = append, cursor = id",
                "cursor = changed, lookback = 1 hour",
                "mode = append, cursor = id",
                "mode = xid",
                "cursor = changed",
                "mode = snapshot");
        long rows = 0;
        for (String mode : modes) {
            insert(10);
            rows += 10;
            StepRecord step = run(engine, mode);
            assertThat(step.problems()).as(mode).isEmpty();
            assertThat(step.changes().inserted()).as(mode).isEqualTo(10);
            assertThat(raw()).as(mode).hasSize((int) rows).doesNotHaveDuplicates();
        }
        database.run("delete from events where id in (1, " + rows + ")", "update events set what = 'x' where id = 2");
        assertThat(run(engine, "mode = snapshot").changes().inserted()).isEqualTo(3);
        assertThat(operations()).containsExactly("1 D", "2 U", rows + " D");
        database.run("insert into events (id, what) overriding system value values (1, 'again')");
        assertThat(run(engine, "mode = snapshot").changes().inserted()).isEqualTo(1);
        assertThat(operations()).containsExactly("1 I");
    }

    /** Raw is a log, or the last reading: who takes one for the other loses rows or keeps gone ones. */
    @ParameterizedTest
    @ValueSource(strings = {"cursor = changed", "mode = xid", "mode = append, cursor = id", "mode = snapshot"})
    void aLogIsNotReplacedAndAReplacementIsNoLog(String mode) {
        insert(2);
        run("auto", mode);
        assertThat(run("auto", "mode = replace").problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_MODE_REFUSED);
            assertThat(problem.message())
                    .isEqualTo("mode replace cannot go on where another mode left off:"
                            + " raw.events is a log of what was read, which only grows");
        });
        project = new ProjectFolder(folder.resolve("replaced"));
        run("auto", "mode = replace");
        assertThat(run("auto", mode).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_MODE_REFUSED);
            assertThat(problem.message())
                    .endsWith(" cannot go on where mode replace left off: raw.events is one reading, and no log");
            assertThat(problem.fix().orElseThrow()).contains("alluvium reset raw.events");
        });
        insert(1);
        assertThat(run("auto", "mode = replace").changes().inserted()).isEqualTo(3);
        assertThat(raw()).hasSize(3);
    }

    @Test
    void afterASnapshotNoOtherModeGoesOnBecauseRawCannotTellItsRows() {
        insert(1);
        run("auto", "mode = snapshot");

        assertThat(run("auto", "mode = xid").problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_MODE_REFUSED);
            assertThat(problem.message())
                    .isEqualTo("mode xid cannot go on where mode snapshot left off:"
                            + " the rows of raw.events have no version of their own yet");
            assertThat(problem.place().orElseThrow().line()).isEqualTo(7);
        });
        assertThat(raw()).hasSize(1);
    }
}
