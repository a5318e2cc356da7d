package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.ProjectReader;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyTablesIT {
    private static final int TABLES = 200;

    @TempDir
    Path folder;

    private RunRecord run() {
        ProjectReader.Request request = new ProjectReader.Request(folder, true, Optional.empty(), Map.of());
        return Pipeline.open(ProjectReader.read(request), Clock.systemUTC())
                .run(new Pipeline.RunOptions(Optional.empty(), Duration.ZERO), new SilentListener());
    }

    @Test
    void manyTablesAreLoadedAndThenOnlyThoseThatChanged() throws IOException {
        SparkFixture.on(folder);
        try (PostgresFixture database = PostgresFixture.fresh()) {
            StringBuilder tables = new StringBuilder();
            String[] statements = new String[TABLES];
            for (int i = 0; i < TABLES; i++) {
                String keyed = i % 2 == 0 ? "cursor = at" : "mode = snapshot";
                tables.append("    table_%d { from = \"public.\\\"Table %d\\\"\", key = [a, \"B\"], %s }%n"
                        .formatted(i, i, keyed));
                statements[i] = ("create table \"Table %d\" (a int, \"B\" text, v numeric(9,2), at timestamptz not null"
                                + " default now() - interval '1 hour', primary key (a, \"B\"));"
                                + " insert into \"Table %d\" select i, 'b' || i %% 3, i from generate_series(1, 20) i")
                        .formatted(i, i);
            }
            database.run(statements);
            Files.writeString(
                    folder.resolve("project.conf"), """
                    project = many
                    warehouse { path = "warehouse" }
                    sources {
                      db { type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres, tables {
                    %s  } }
                    }
                    """.formatted(database.port(), database.database(), tables));

            RunRecord first = run();
            assertThat(first.steps())
                    .hasSize(TABLES)
                    .allSatisfy(step -> assertThat(step.outcome()).isEqualTo(StepRecord.Outcome.EXTRACTED))
                    .allSatisfy(step -> assertThat(step.changes().inserted()).isEqualTo(20));

            database.run("update \"Table 6\" set v = 0, at = now() where a < 4", "delete from \"Table 7\" where a = 1");
            assertThat(run().steps().stream()
                            .filter(step -> step.outcome() != StepRecord.Outcome.SKIPPED)
                            .map(step -> step.table() + " " + step.changes().inserted()))
                    .containsExactlyInAnyOrder("raw.table_6 3", "raw.table_7 1");
        }
    }
}
