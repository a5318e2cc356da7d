package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.plan.Selection;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunRecord;
import io.alluvium.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is submitted under one key by many processes is made once, and no batch is in raw twice. */
class KeyedRunIT {
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder;

    private final List<Submission> processes = new ArrayList<>();
    private PostgresFixture database;
    private ProjectFolder project;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run(
                "create table orders (id int primary key, at timestamptz default now() - interval '1 hour')",
                "insert into orders select generate_series(1, 100)");
        project = new ProjectFolder(folder);
        project.over(database, "", "orders { from = \"public.orders\", key = [id], cursor = at }");
    }

    @AfterEach
    void end() {
        processes.forEach(submission -> submission.process.destroyForcibly());
        database.close();
    }

    /** A {@link SubmittedRun}, what is said to it and what it says. */
    private record Submission(Process process, PrintStream to, BufferedReader from) {
        /** What it says until it waits to be told to go on, follows another, or ends; the last line of it. */
        String says(String awaited) throws IOException {
            StringBuilder said = new StringBuilder();
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                if (line.startsWith(awaited)) {
                    return line;
                }
                said.append(line).append('\n');
            }
            throw new AssertionError("it never said " + awaited + " but " + said);
        }

        /** What it says from now on, told to go on whatever it waits for. */
        String toItsEnd(int status) throws Exception {
            to.print("\n".repeat(100));
            to.close();
            String said = String.join("\n", from.lines().toList());
            assertThat(process.waitFor()).as(said).isEqualTo(status);
            return said;
        }

        void kill() throws Exception {
            process.toHandle().destroyForcibly();
            assertThat(process.waitFor()).isEqualTo(KILLED);
        }
    }

    private Submission submit(String key) throws IOException {
        Process process = RunProcess.start(SubmittedRun.class, folder, folder.toString(), key);
        Submission submission = new Submission(
                process,
                new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
                process.inputReader(StandardCharsets.UTF_8));
        processes.add(submission);
        return submission;
    }

    private RunRecord submitHere(Optional<Instant> at, String key, RunListener listener) {
        try (Pipeline pipeline = project.pipeline()) {
            return pipeline.run(
                    new RunOptions(at, Duration.ZERO, Optional.of(new RunKey(key)), false, true, Selection.ALL),
                    listener);
        }
    }

    private RunRecord submitHere(String key) {
        return submitHere(Optional.empty(), key, new SilentListener());
    }

    private void rawHoldsEachRowOnce(int rows) {
        assertThat(project.rows("select count(*), count(distinct id) from raw.orders"))
                .containsExactly(rows + "|" + rows);
    }

    @Test
    void ofTwoAtOnceOneRunsAndTheOtherFollowsAndWhoComesLaterGetsTheResult() throws Exception {
        Submission one = submit("daily");
        Submission two = submit("daily");
        // Which of them comes first is theirs to settle.
        String first = one.says("");
        boolean oneRuns = first.equals("started 1");
        Submission runs = oneRuns ? one : two;
        Submission follows = oneRuns ? two : one;
        runs.says("INTENT_WRITTEN");
        assertThat(oneRuns ? follows.says("") : first).isEqualTo("following 1");
        String ended = runs.toItsEnd(0);
        assertThat(follows.toItsEnd(0)).startsWith("found 1\nresult 1 at ").endsWith(last(ended));

        database.run("insert into orders select i, now() from generate_series(101, 110) i");
        RunRecord later = submitHere("daily");
        assertThat(later.id()).isEqualTo(new RunId(1));
        assertThat(later.key()).contains(new RunKey("daily"));
        assertThat(project.pipeline().record(Optional.empty())).contains(later);
        rawHoldsEachRowOnce(100);
        assertThat(submitHere("daily2").id()).isEqualTo(new RunId(2));
        assertThat(events(1)).isEqualTo(events(2)).containsExactly("raw.orders begins", "raw.orders ends");
        assertThat(submitHere("daily3").id()).isEqualTo(new RunId(3));
        assertThat(events(3)).as("of a run with nothing to do").isEmpty();
        rawHoldsEachRowOnce(110);
        assertThatThrownBy(() ->
                        submitHere(Optional.of(Instant.parse("2026-11-03T00:00:00Z")), "daily", new SilentListener()))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("ALV-1001: the key daily is that of a run without --at, and this one is with --at"
                        + " 2026-11-03T00:00:00Z");
    }

    private List<String> events(long run) {
        return EventFiles.read(Storage.local(
                        folder.resolve("warehouse/_alluvium/tested/runs/" + run).toString()))
                .stream()
                .map(event -> event.table() + (event.ended().isPresent() ? " ends" : " begins"))
                .toList();
    }

    private static String last(String said) {
        return said.substring(said.lastIndexOf('\n') + 1);
    }

    /** An interrupted thread writes no file of its own accord. */
    @Test
    void oneThatASignalEndsBeforeItsFirstStepEndsAsTheSignalSays() {
        RunListener stopped = new SilentListener() {
            @Override
            public Optional<ExitStatus> signal() {
                return Optional.of(ExitStatus.TERMINATED);
            }

            @Override
            public void planned(List<TableName> tables) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped");
            }
        };

        assertThatThrownBy(() -> submitHere(Optional.empty(), "daily", stopped)).hasMessage("stopped");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(project.pipeline().find(new RunKey("daily")).orElseThrow().record())
                .get()
                .extracting(RunRecord::exitStatus)
                .isEqualTo(143);
    }

    @Test
    void whoFollowsOneThatIsKilledContinuesItAtItsTime() throws Exception {
        killedWhileFollowed(() -> {});
    }

    @FunctionalInterface
    private interface Silence {
        void begins() throws IOException;
    }

    private void killedWhileFollowed(Silence silence) throws Exception {
        Submission killed = submit("daily");
        assertThat(killed.says("started")).isEqualTo("started 1");
        killed.to.print("\n\n");
        killed.to.flush();
        killed.says("COMMITTED");
        Submission follows = submit("daily");
        assertThat(follows.says("")).isEqualTo("following 1");
        killed.kill();
        silence.begins();
        String said = follows.toItsEnd(0);
        assertThat(said).startsWith("continuing 1\nstarted 2\n").contains("result 2 at ");
        Instant at = Instant.parse(last(said).substring("result 2 at ".length()));
        RunRecord found = submitHere("daily");
        assertThat(found.id()).isEqualTo(new RunId(2));
        assertThat(found.at()).isEqualTo(at).isBefore(found.started());
        rawHoldsEachRowOnce(100);
    }

    @Test
    void onABucketToo() throws Exception {
        S3Fixture bucket = S3Fixture.fresh();
        project.write("project.conf", """
                project = tested
                warehouse { path = "s3a://%s/shop", s3 { endpoint = "%s", region = us-east-1, path_style = true } }
                sources { db {
                  type = postgres, host = "%s", port = %d, database = %s, user = postgres
                  tables { orders { from = "public.orders", key = [id], cursor = at } }
                } }
                """.formatted(
                        bucket.bucket(), S3Fixture.endpoint(), database.host(), database.port(), database.database()));
        Storage lease = bucket.storage("shop/_alluvium/tested/lease");
        // What a minute of silence would come to.
        killedWhileFollowed(() -> lease.replace("0000000000000000001.beat", "returned"));
    }

    @Test
    void aRunThatFailedIsContinuedAndThenItsResultStands() {
        project.over(
                database,
                "",
                "orders { from = \"public.orders\", key = [id], cursor = at }",
                "gone { from = \"public.gone\", key = [id] }");
        RunRecord failed = submitHere("daily");
        assertThat(failed.exitStatus()).isEqualTo(1);
        rawHoldsEachRowOnce(100);

        database.run("create table gone (id int primary key)", "insert into gone values (7)");
        List<String> said = new ArrayList<>();
        RunRecord next = submitHere(Optional.empty(), "daily", new SilentListener() {
            @Override
            public void continuing(RunId last, Instant at) {
                said.add(last + " at " + at);
            }
        });
        assertThat(said).containsExactly("1 at " + failed.at());
        assertThat(next.exitStatus()).isZero();
        assertThat(next.id()).isEqualTo(new RunId(2));
        assertThat(next.at()).isEqualTo(failed.at());
        assertThat(submitHere("daily")).isEqualTo(next);
        rawHoldsEachRowOnce(100);
        assertThat(project.rows("select id from raw.gone")).containsExactly("7");
    }

    @Test
    void aRunThatWasRefusedHasItsResultsTooAndIsContinued() {
        project.write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                sources { db {
                  type = postgres, host = "%s", port = %d, database = %s, user = nobody_knows
                  tables { orders { from = "public.orders", key = [id], cursor = at } }
                } }
                """.formatted(database.host(), database.port(), database.database()));
        assertThatThrownBy(() -> submitHere("daily"))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("ALV-3002");
        RunRecord refused = project.pipeline()
                .find(new RunKey("daily"))
                .orElseThrow()
                .record()
                .orElseThrow();
        assertThat(refused.exitStatus()).isEqualTo(2);
        assertThat(refused.steps()).isEmpty();
        assertThat(refused.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_REFUSED_LOGIN));

        project.over(database, "", "orders { from = \"public.orders\", key = [id], cursor = at }");
        RunRecord next = submitHere("daily");
        assertThat(next.id()).isEqualTo(new RunId(2));
        assertThat(next.exitStatus()).isZero();
        assertThat(next.at()).isEqualTo(refused.at());
        rawHoldsEachRowOnce(100);
    }
}
