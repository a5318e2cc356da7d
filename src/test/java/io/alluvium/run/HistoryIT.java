package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.report.StepRecord;
import io.alluvium.verify.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that keeps the history of its rows, from PostgreSQL on. */
class HistoryIT {
    private static final String SELECT = "select id, state, note from raw.orders where state <> 'hidden'\n";
    private static final String CURRENT = "select id, state, note from curated.%s where %s is null order by id";

    @TempDir
    Path folder;

    private PostgresFixture database;
    private TrackedOrders orders;
    private ProjectFolder project;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        orders = new TrackedOrders(database, 19);
        project = new ProjectFolder(folder);
        project.over(database, "", TrackedOrders.TABLE);
        history("orders", "");
        project.runWell();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void history(String name, String more) {
        project.write(
                "curated/" + name + ".sql",
                "/*---\nstrategy = apply\nstored_as = scd2\nsequence_by = [changed]\n" + more + "---*/\n" + SELECT);
    }

    private List<String> rows() {
        return TrackedOrders.history(project, "curated.orders", "valid_from", "valid_to");
    }

    @Test
    void theHistoryIsTheOneThatTheDatabaseWroteDown() {
        history("states", "track_history = state\nvalid_from = since\nvalid_to = until\n");
        project.write("curated/present.sql", "/*---\nstrategy = apply\nsequence_by = [changed]\n---*/\n" + SELECT);
        for (int round = 1; round <= 3; round++) {
            orders.change();
            project.runWell();
            orders.foundIn(project);
            assertThat(rows()).as("round %d", round).isEqualTo(orders.history("state", "note"));
            assertThat(TrackedOrders.history(project, "curated.states", "since", "until"))
                    .isEqualTo(orders.history("state"));
            assertThat(project.rows(CURRENT.formatted("orders", "valid_to")))
                    .isEqualTo(project.rows("select * from curated.present order by id"))
                    .isEqualTo(project.rows(CURRENT.formatted("states", "until")));
        }
        assertThat(database.texts("select count(*) from found").get(0)).isNotEqualTo("0");
        history("again", "");
        project.runWell();
        assertThat(TrackedOrders.history(project, "curated.again", "valid_from", "valid_to"))
                .as("built at once")
                .isEqualTo(rows());
        assertThat(project.pipeline().verifyModels(List.of()))
                .hasSize(4)
                .allSatisfy(verdict -> assertThat(((Verdict.Recomputed) verdict).isEqual())
                        .as(verdict.toString())
                        .isTrue());
    }

    @Test
    void theIntervalsOfARowThatCameAgainAsItWasAreTwo() {
        for (String state : List.of("hidden", "new")) {
            database.run("update round set n = n + 1", "update orders set state = '%s' where id = 3".formatted(state));
            project.runWell();
        }

        assertThat(rows()).isEqualTo(orders.history("state", "note"));
        assertThat(project.rows("select note from curated.orders where id = 3")).containsExactly("n3", "n3");
    }

    @Test
    void aRunThatDiedBeforeTheCommitIsGoneOnWithAndOneWithoutNewsCommitsNothing() {
        orders.change();
        project.run((table, boundary) -> {
            if (table.layer() == Layer.CURATED && boundary == Boundary.STAGED) {
                throw new IllegalStateException("died");
            }
        });
        orders.foundIn(project);
        assertThat(rows()).isNotEqualTo(orders.history("state", "note"));

        project.runWell();

        assertThat(rows()).isEqualTo(orders.history("state", "note"));
        assertThat(project.runWell()).extracting(StepRecord::outcome).containsOnly(StepRecord.Outcome.SKIPPED);
        assertThat(project.version(new TableName(Layer.CURATED, "orders")))
                .as("commits after the first")
                .isEqualTo(1);
    }

    @Test
    void columnsOfTheHistoryMayBeDescribedAndRuled() {
        history(
                "orders",
                "columns { valid_from = \"when it came\" }\n"
                        + "expect {\n  times { that = \"valid_to is null or valid_from < valid_to\", else = fail }\n"
                        + "  begun { not_null = [valid_from], else = fail }\n}\n");

        project.runWell();

        assertThat(project.rows("select count(*) from curated.orders")).containsExactly("13");
    }

    @Test
    void namesThatTheSelectHasAlreadyAreRefused() {
        project.write(
                "curated/orders.sql",
                "/*---\nstrategy = apply\nstored_as = scd2\nvalid_from = state\ntrack_history = [stat]\n---*/\n"
                        + "select * from raw.orders\n");

        assertThat(project.run().steps().stream()
                        .flatMap(step -> step.problems().stream())
                        .map(problem -> problem.code())
                        .toList())
                .containsExactlyInAnyOrder(ErrorCode.UNKNOWN_COLUMN, ErrorCode.FRONT_MATTER);
    }
}
