package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkFixture;
import io.alluvium.fixture.StandbyFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project from a hot standby of a real primary. */
class StandbyInitIT {
    @TempDir
    Path data;

    @TempDir
    Path folder;

    @Test
    void initWritesAProjectFromAStandbyThatRuns() {
        SparkFixture.on(folder);
        try (StandbyFixture servers = StandbyFixture.start(data)) {
            servers.run(
                    "create table items (id bigint primary key, v int,"
                            + " at timestamptz not null default clock_timestamp())",
                    "insert into items values (7)");
            servers.replayed();
            Program program = new Program(folder);

            program.succeeds(
                    "init", "--from", "postgres://postgres@127.0.0.1:" + servers.standbyPort() + "/postgres", "new");
            program.succeeds("run", "--project", "new");

            program.succeeds("show", "curated.items", "--project", "new", "--format", "csv");
            assertThat(program.screen()).startsWith("id,v,at\n7,,");
        }
    }
}
