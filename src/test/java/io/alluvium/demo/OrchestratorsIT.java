package io.alluvium.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo's project under a real Airflow and under Luigi: for three days, with a table that cannot be read on one of them, and a
 * scheduler that is killed. What they need comes from the Python package index, so only {@code mvn -Pairflow} does this.
 */
class OrchestratorsIT {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath();
    private static final Path ENVIRONMENT = REPOSITORY.resolve("target/airflow");
    private static final Instant FIRST_DAY = Instant.parse("2026-11-01T00:00:00Z");
    private static final String REVOKE = "revoke select on public.customer from etl_reader";
    private static final String GRANT = "grant select on public.customer to etl_reader";

    @TempDir
    Path folder;

    private DemoSources sources;
    private Map<String, String> variables;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("alluvium.airflow"), "only mvn -Pairflow installs Airflow");
        output(new ProcessBuilder("scripts/python/environment.sh", ENVIRONMENT.toString()));
    }

    @BeforeEach
    void fill() throws IOException, SQLException, InterruptedException {
        sources = DemoSources.start(folder, 0.01, REPOSITORY.resolve("jobs/tpch"));
        variables = new LinkedHashMap<>(sources.environment());
        variables.put("MANIFEST", folder.resolve("manifest.json").toString());
        variables.put("ALLUVIUM", REPOSITORY.resolve("scripts/alluvium").toString());
        output(alluvium("manifest", "--output", variables.get("MANIFEST")));
    }

    @AfterEach
    void stop() throws IOException, SQLException {
        sources.close();
    }

    private ProcessBuilder alluvium(String... words) {
        List<String> command = new ArrayList<>(List.of(words));
        command.addAll(List.of("--project", "jobs/tpch"));
        return new AlluviumCommand(REPOSITORY.resolve("scripts/alluvium"), variables).process(command);
    }

    private static String output(ProcessBuilder command) throws IOException, InterruptedException {
        Ended ended = ended(command);
        assertThat(ended.status()).as(ended.said()).isZero();
        return ended.said();
    }

    private record Ended(int status, String said) {}

    private static Ended ended(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private void database(String sql) throws SQLException {
        try (Statement statement = sources.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    private static Instant day(int number) {
        return FIRST_DAY.plus(Duration.ofDays(number - 1L));
    }

    /** Every model's table is what PostgreSQL answers, so that no batch was lost; and no raw row was loaded twice. */
    private void everyTableIsRight() throws Exception {
        assertThat(new TruthCheck(sources.connection(), REPOSITORY.resolve("jobs/tpch"), sources.warehouse()).all())
                .hasSizeGreaterThan(10)
                .allSatisfy(result ->
                        assertThat(result.differences()).as(result.table()).isEmpty());
        String twice = output(
                alluvium(
                        "sql",
                        "--format",
                        "csv",
                        "select count(*) as twice from (select orderkey, updated_at from raw.orders group by all having count(*) > 1)"));
        assertThat(twice.lines()).as(twice).contains("0");
    }

    /** For each key that was submitted how its newest run ended. */
    private Map<String, Integer> keys() throws IOException {
        Path state = sources.warehouse().resolve("_alluvium/tpch");
        Map<String, Integer> ended = new TreeMap<>();
        try (Stream<Path> keys = Files.list(state.resolve("keys"))) {
            for (Path key : keys.toList()) {
                int last;
                try (Stream<Path> attempts = Files.list(key)) {
                    last = (int) attempts.count();
                }
                int run = new ObjectMapper()
                        .readTree(key.resolve(last + ".json").toFile())
                        .path("run")
                        .asInt();
                ended.put(
                        key.getFileName().toString(),
                        new ObjectMapper()
                                .readTree(state.resolve("runs/" + run + "/run_results.json")
                                        .toFile())
                                .path("exit_status")
                                .asInt());
            }
        }
        return ended;
    }

    private long runs() throws IOException {
        try (Stream<Path> runs = Files.list(sources.warehouse().resolve("_alluvium/tpch/runs"))) {
            return runs.count();
        }
    }

    private AirflowServer airflow() throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("airflow"));
        Files.createDirectories(home.resolve("dags"));
        Files.copy(Path.of("src/test/resources/orchestrators/demo_dags.py"), home.resolve("dags/demo_dags.py"));
        return AirflowServer.start(ENVIRONMENT, home, variables);
    }

    @Test
    void airflowRunsTheProjectAsOneTaskThroughAFaultAndTheDeathOfItsScheduler() throws Exception {
        try (AirflowServer airflow = airflow()) {
            airflow.switchOn("demo_job");
            String first = airflow.trigger("demo_job", day(1));
            // In the middle of the first load.
            await(sources.warehouse().resolve("raw/lineitem/_delta_log"));
            airflow.killScheduler();
            assertThat(airflow.awaitRun("demo_job", first, "success"::equals)).containsEntry("run", "success");
            everyTableIsRight();

            sources.change();
            database(REVOKE);
            String second = airflow.trigger("demo_job", day(2));
            assertThat(airflow.awaitRun("demo_job", second, "failed"::equals)).containsEntry("run", "failed");
            database(GRANT);
            airflow.clear("demo_job", second, List.of());
            airflow.awaitRun("demo_job", second, "success"::equals);
            everyTableIsRight();

            String third = airflow.trigger("demo_job", day(3));
            assertThat(airflow.awaitRun("demo_job", third, "success"::equals)).containsEntry("run", "skipped");
            assertThat(keys()).hasSize(3).containsValues(0, 99);
            assertThat(keys().values()).isSubsetOf(0, 99);
        }
    }

    private static void await(Path path) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(3));
        while (!Files.exists(path)) {
            assertThat(Instant.now()).as(path.toString()).isBefore(end);
            Thread.sleep(100);
        }
    }

    @Test
    void airflowHasATaskForEachTableWhichEndsAsItsStepDoes() throws Exception {
        try (AirflowServer airflow = airflow()) {
            airflow.switchOn("demo_tables");
            String first = airflow.trigger("demo_tables", day(1));
            Map<String, String> tasks = airflow.awaitRun("demo_tables", first, "success"::equals);
            assertThat(tasks)
                    .hasSizeGreaterThan(20)
                    .allSatisfy((task, state) -> assertThat(state).as(task).isEqualTo("success"));
            assertThat(airflow.events("tpch.raw.customer")).isEqualTo(1);

            sources.change();
            database(REVOKE);
            String second = airflow.trigger("demo_tables", day(2));
            tasks = airflow.awaitRun("demo_tables", second, "failed"::equals);
            assertThat(tasks)
                    .containsEntry("run", "failed")
                    .containsEntry("raw.customer", "failed")
                    .containsEntry("curated.customers", "upstream_failed")
                    .containsEntry("raw.orders", "success")
                    .containsEntry("curated.orders", "success")
                    .containsEntry("raw.nation", "skipped");
            assertThat(airflow.events("tpch.raw.customer")).isEqualTo(1);
            assertThat(airflow.events("tpch.raw.orders")).isEqualTo(2);
            assertThat(airflow.events("tpch.raw.nation")).isEqualTo(1);
            database(GRANT);
            // Its own task alone, with those that wait for it: it continues the run.
            airflow.clear("demo_tables", second, List.of("raw.customer"));
            airflow.awaitRun("demo_tables", second, state -> state.equals("success") || state.equals("failed"));
            tasks = airflow.tasks("demo_tables", second);
            assertThat(tasks)
                    .containsEntry("raw.customer", "success")
                    .containsEntry("curated.customers", "success")
                    .containsEntry("run", "failed");
            airflow.clear("demo_tables", second, List.of());
            assertThat(airflow.awaitRun("demo_tables", second, "success"::equals))
                    .containsEntry("run", "success");
            everyTableIsRight();

            String third = airflow.trigger("demo_tables", day(3));
            tasks = airflow.awaitRun("demo_tables", third, "success"::equals);
            assertThat(tasks.values()).containsOnly("skipped");
            assertThat(keys()).hasSize(3);
            assertThat(keys().values()).isSubsetOf(0, 99);
        }
    }

    private Ended luigi(int day) throws IOException, InterruptedException {
        return ended(luigiOf(day));
    }

    private ProcessBuilder luigiOf(int day) {
        ProcessBuilder builder = new ProcessBuilder(
                ENVIRONMENT.resolve("bin/luigi").toString(),
                "--module",
                "demo_luigi",
                "--local-scheduler",
                "DemoTables",
                "--manifest",
                variables.get("MANIFEST"),
                "--at",
                day(day).toString());
        builder.environment().putAll(variables);
        builder.environment()
                .put(
                        "PYTHONPATH",
                        REPOSITORY.resolve("src/test/resources/orchestrators").toString());
        return builder;
    }

    /** A Luigi at work, until there is this file or folder. */
    private Process luigiUntil(int day, Path there) throws IOException, InterruptedException {
        Process luigi = luigiOf(day)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("luigi-" + day + ".log").toFile())
                .start();
        await(there);
        assertThat(luigi.isAlive()).isTrue();
        return luigi;
    }

    @Test
    void aLuigiThatIsKilledIsFollowedAndOneThatIsKilledWithItsRunIsContinued() throws Exception {
        Process alone = luigiUntil(1, sources.warehouse().resolve("raw/lineitem/_delta_log"));
        List<ProcessHandle> left = alone.descendants().toList();
        alone.destroyForcibly().waitFor();
        assertThat(left).as("its run goes on").anyMatch(ProcessHandle::isAlive);
        Ended next = luigi(1);
        assertThat(next.said()).contains("This progress looks :)").doesNotContain("continues run");
        assertThat(runs()).isEqualTo(1);
        everyTableIsRight();

        sources.change();
        Process together = luigiUntil(2, sources.warehouse().resolve("_alluvium/tpch/runs/2/events/1.json"));
        left = together.descendants().toList();
        together.destroyForcibly();
        left.forEach(ProcessHandle::destroyForcibly);
        together.waitFor();
        Ended continued = luigi(2);
        assertThat(continued.said()).contains("This progress looks :)").contains("continues run 2");
        everyTableIsRight();
        assertThat(keys()).hasSize(2);
        assertThat(keys().values()).containsOnly(0);
    }

    @Test
    void luigiDoesWhatIsNotDoneAndNoMore() throws Exception {
        Ended first = luigi(1);
        assertThat(first.said()).contains("This progress looks :)");
        everyTableIsRight();

        sources.change();
        database(REVOKE);
        Ended second = luigi(2);
        assertThat(second.said()).contains("raw.customer failed").contains("This progress looks :(");
        database(GRANT);
        Ended repaired = luigi(2);
        assertThat(repaired.said()).contains("This progress looks :)").contains("continues run");
        everyTableIsRight();

        long runs = runs();
        assertThat(luigi(2).said()).contains("This progress looks :)");
        assertThat(runs()).isEqualTo(runs);
        assertThat(luigi(3).said()).contains("This progress looks :)");
        assertThat(keys()).hasSize(3);
        assertThat(keys().values()).isSubsetOf(0, 99);
    }

    @Test
    void aDagFileOf500TablesIsParsedInLessThan300MillisecondsMoreThanAnEmptyOne() throws Exception {
        ProcessBuilder measuring = new ProcessBuilder(
                ENVIRONMENT.resolve("bin/python").toString(),
                REPOSITORY.resolve("scripts/python/tests/parse_time.py").toString());
        measuring.environment().put("AIRFLOW_HOME", folder.resolve("parse").toString());
        measuring.environment().put("AIRFLOW__CORE__LOAD_EXAMPLES", "False");
        System.out.println(output(measuring));
    }

    @Test
    void theTestsOfThePackagePassBesideAirflow() throws Exception {
        ProcessBuilder tests = new ProcessBuilder(
                ENVIRONMENT.resolve("bin/python").toString(),
                "-m",
                "unittest",
                "discover",
                "-v",
                "-s",
                "scripts/python/tests");
        tests.environment().put("AIRFLOW_HOME", folder.resolve("tests").toString());
        tests.environment().put("AIRFLOW__CORE__LOAD_EXAMPLES", "False");
        assertThat(output(tests)).contains("OK").doesNotContain("needs Airflow", "needs Luigi");
    }
}
