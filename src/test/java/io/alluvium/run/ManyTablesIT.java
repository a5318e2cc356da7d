package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyTablesIT {
    private static final int TABLES = 200;

    @TempDir
    Path folder;

    @Test
    void manyTablesAreLoadedAndThenOnlyThoseThatChanged() {
        ProjectFolder project = new ProjectFolder(folder);
        try (PostgresFixture database = PostgresFixture.fresh()) {
            String[] tables = new String[TABLES];
            String[] statements = new String[TABLES];
            for (int i = 0; i < TABLES; i++) {
                String keyed = i % 2 == 0 ? "cursor = at" : "mode = snapshot";
                tables[i] =
                        "table_%d { from = \"public.\\\"Table %d\\\"\", key = [a, \"B\"], %s }".formatted(i, i, keyed);
                statements[i] = ("create table \"Table %d\" (a int, \"B\" text, v numeric(9,2), at timestamptz not null"
                                + " default now() - interval '1 hour', primary key (a, \"B\"));"
                                + " insert into \"Table %d\" select i, 'b' || i %% 3, i from generate_series(1, 20) i")
                        .formatted(i, i);
            }
            database.run(statements);
            project.over(database, "", tables);

            RunRecord first = project.run();
            assertThat(first.steps())
                    .hasSize(TABLES)
                    .allSatisfy(step -> assertThat(step.outcome()).isEqualTo(StepRecord.Outcome.EXTRACTED))
                    .allSatisfy(step -> assertThat(step.changes().inserted()).isEqualTo(20));

            database.run("update \"Table 6\" set v = 0, at = now() where a < 4", "delete from \"Table 7\" where a = 1");
            assertThat(project.run().steps().stream()
                            .filter(step -> step.outcome() != StepRecord.Outcome.SKIPPED)
                            .map(step -> step.table() + " " + step.changes().inserted()))
                    .containsExactlyInAnyOrder("raw.table_6 3", "raw.table_7 1");
        }
    }
}
