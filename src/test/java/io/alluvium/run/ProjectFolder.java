package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.lake.LakeSession;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.sources.SourceTypes;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project in a folder of its own, with its warehouse in it, run as the program runs it. */
final class ProjectFolder {
    private final Path folder;
    private final LakeSession lake;

    /** @param folder made where it is missing */
    ProjectFolder(Path folder) {
        this.folder = folder;
        this.lake = SparkFixture.on(folder);
    }

    Path path() {
        return folder;
    }

    /** For looking behind the pipeline's back. */
    LakeSession lake() {
        return lake;
    }

    void write(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String file) {
        try {
            Files.delete(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a project over one database.
     *
     * @param settings of the source beside its address; may be empty
     * @param tables as a project spells them
     */
    void over(PostgresFixture database, String settings, String... tables) {
        over(database.port(), database, settings, tables);
    }

    /** As {@link #over(PostgresFixture, String, String...)}, where something else listens for the database. */
    void over(int port, PostgresFixture database, String settings, String... tables) {
        write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                sources { db {
                  type = postgres, host = "%s", port = %d, database = %s, user = postgres
                  %s
                  tables {
                    %s
                  }
                } }
                """.formatted(
                        database.host(), port, database.database(), settings, String.join("\n    ", tables)));
    }

    /** Writes a project over one MariaDB. @param tables as a project spells them */
    void over(MariadbFixture database, String... tables) {
        write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                sources { db {
                  type = mysql, host = "%s", port = %d, database = %s, user = %s
                  tables {
                    %s
                  }
                } }
                """.formatted(
                        database.host(),
                        database.port(),
                        database.database(),
                        MariadbFixture.READER,
                        String.join("\n    ", tables)));
    }

    Pipeline pipeline() {
        return Pipeline.open(new ProjectReader.Request(folder, true, Optional.empty(), Map.of()), Clock.systemUTC());
    }

    /** Whatever becomes of it. */
    RunRecord run() {
        return run((table, boundary) -> {});
    }

    RunRecord run(Boundary.Listener boundaries) {
        return run(new RunOptions(Optional.empty(), Duration.ZERO), boundaries);
    }

    RunRecord run(RunOptions options, Boundary.Listener boundaries) {
        return pipeline().run(options, new RunListener() {
            @Override
            public void started(RunId run) {}

            @Override
            public void finished(StepRecord step) {}

            @Override
            public void ended(RunRecord run) {}

            @Override
            public void reached(TableName table, Boundary boundary) {
                boundaries.reached(table, boundary);
            }
        });
    }

    /** Each step is done. */
    List<StepRecord> runWell() {
        RunRecord run = run();
        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        return run.steps();
    }

    /** No table's work gets past this boundary, as if the process had died there. */
    void runUntil(Boundary last) {
        run((table, boundary) -> {
            if (boundary == last) {
                throw new Died();
            }
        });
    }

    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What there is in the warehouse and its journal. */
    Glance glance() {
        return new Glance(Warehouse.of(Storage.at(folder.resolve("warehouse").toUri()), "tested", SourceTypes.all()));
    }

    /** The newest version of a table. */
    long version(TableName table) {
        return glance().current(table).orElseThrow().version();
    }

    /** Rows of the lake with {@code |} between their values, in the query's order. */
    List<String> rows(String sql) {
        return pipeline().query(sql).toDF().collectAsList().stream()
                .map(row -> row.mkString("|"))
                .toList();
    }
}
