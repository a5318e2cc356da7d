package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.ProjectReader;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that the source marks as deleted leave the current rows, and come back when the mark goes. */
class SoftDeleteIT {
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
            String engine, String mode, String column, String mark, String unmark) throws IOException {
        SparkFixture.on(folder);
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table orders (id int primary key, changed timestamptz not null default now(), " + column
                            + ")",
                    "insert into orders (id) select generate_series(1, 5)",
                    "update orders set gone = " + mark + " where id = 1");
            Files.writeString(
                    folder.resolve("project.conf"), """
                    project = soft
                    warehouse { path = "warehouse" }
                    sources { db {
                      type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres, engine = %s
                      tables { orders { from = "public.orders", key = [id], soft_delete = gone, %s } }
                    } }
                    """.formatted(database.port(), database.database(), engine, mode));
            Path model = folder.resolve("curated/orders.sql");
            Files.createDirectories(model.getParent());
            Files.writeString(model, "/*---\nstrategy = apply\n---*/\nselect id from raw.orders\n");

            run();
            assertThat(curated()).containsExactly(2, 3, 4, 5);
            database.run("update orders set changed = now(), gone = " + mark + " where id in (2, 3)");
            run();
            assertThat(curated()).containsExactly(4, 5);
            database.run("update orders set changed = now(), gone = " + unmark + " where id in (1, 2)");
            run();
            assertThat(curated()).containsExactly(1, 2, 4, 5);
        }
    }

    private Pipeline pipeline() {
        return Pipeline.open(
                ProjectReader.read(new ProjectReader.Request(folder, true, Optional.empty(), Map.of())),
                Clock.systemUTC());
    }

    private void run() {
        var run = pipeline().run(new Pipeline.RunOptions(Optional.empty(), Duration.ZERO), new SilentListener());
        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
    }

    private List<Integer> curated() {
        return pipeline().query("select id from curated.orders order by id").toDF().collectAsList().stream()
                .map(row -> row.getInt(0))
                .toList();
    }
}
