package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.ProjectReader;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.run.Pipeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while Spark is at work: the whole program, in a process of its own. */
class InterruptedRunIT {
    @TempDir
    Path folder;

    @Test
    void aRunThatIsInterruptedInASparkJobEndsInTimeAndTheNextOneCarriesOn() throws Exception {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table numbers (id int primary key, at timestamptz default now() - interval '1 hour')",
                    "insert into numbers select generate_series(1, 1000)");
            write("project.conf", """
                    project = slow
                    warehouse { path = "warehouse" }
                    sources {
                      db { type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres
                           tables { numbers { from = "public.numbers", key = [id], cursor = at } } }
                    }
                    """.formatted(database.port(), database.database()));
            write("curated/numbers.sql", "/*---\nstrategy = apply\n---*/\nselect id from raw.numbers\n");
            write("aggregate/pairs.sql", """
                    select sum((a.id * b.id + c.id * d.id) %% 7) as total
                    from curated.numbers a cross join curated.numbers b cross join curated.numbers c
                         cross join curated.numbers d
                    """.replace("%%", "%"));

            interrupted("INT", 130);
            database.run("insert into numbers values (1001, now())");
            interrupted("TERM", 143);

            write("aggregate/pairs.sql", "select count(*) as pairs from curated.numbers\n");
            Process next = start("run");
            try (BufferedReader out = next.inputReader()) {
                String said = String.join("\n", out.lines().toList());
                assertThat(next.waitFor()).as(said).isZero();
                assertThat(said).contains("skipped  curated.numbers").contains("full  aggregate.pairs");
            }
        }
    }

    /** What the process ends with is in the run's results, too. */
    private void interrupted(String signal, int status) throws Exception {
        Process run = start("run");
        List<String> screen = new ArrayList<>();
        try (BufferedReader out = run.inputReader()) {
            until("curated.numbers", out, screen);
            TimeUnit.SECONDS.sleep(3);
            long sent = System.nanoTime();
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + run.pid())
                    .start()
                    .waitFor();
            assertThat(run.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(5));
            out.lines().forEach(screen::add);
        } finally {
            run.destroyForcibly();
        }
        assertThat(run.exitValue()).as(String.join("\n", screen)).isEqualTo(status);
        assertThat(String.join("\n", screen)).contains("stopped").doesNotContain("\tat ");
        ProjectReader.Request request = new ProjectReader.Request(folder, true, Optional.empty(), Map.of());
        assertThat(Pipeline.openTables(request, Clock.systemUTC())
                        .record(Optional.empty())
                        .orElseThrow()
                        .exitStatus())
                .isEqualTo(status);
    }

    private static void until(String words, BufferedReader out, List<String> screen) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            screen.add(line);
            if (line.contains(words)) {
                return;
            }
        }
        throw new AssertionError("the run ended: " + screen);
    }

    private Process start(String command) throws IOException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=256m"));
        line.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        line.addAll(List.of("-Duser.timezone=UTC", "-Dspark.master=local[2]", "-Dspark.ui.enabled=false"));
        line.addAll(List.of("-Dlog4j2.configurationFile="
                + Path.of("conf/log4j2.properties").toAbsolutePath()));
        line.addAll(
                List.of("-cp", System.getProperty("surefire.real.class.path", System.getProperty("java.class.path"))));
        line.addAll(List.of("io.alluvium.Main", command, "--project", folder.toString()));
        return new ProcessBuilder(line).redirectErrorStream(true).start();
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
