package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.EventLog;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.fixture.SparkSubmitFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks in executors of their own: two JVMs that know nothing but what Spark sends them. */
class SparkClusterIT {
    private static final String SECRET = "s3cr3t-canary";

    @TempDir
    Path folder;

    private PostgresFixture database;
    private String role = "";
    private EventLog events = new EventLog(Path.of(""));

    @BeforeEach
    void start() throws IOException {
        database = PostgresFixture.fresh();
        role = "c_" + database.database();
        events = EventLog.in(folder.resolve("events"));
        database.run("create role " + role + " login password '" + SECRET + "' in role needs_password");
    }

    @AfterEach
    void stop() {
        database.run("drop owned by " + role, "drop role " + role);
        database.close();
    }

    private static SparkSubmitFixture spark() throws IOException {
        return SparkSubmitFixture.in(Files.createTempDirectory(Path.of("target").toAbsolutePath(), "cluster"));
    }

    private List<String> cluster() {
        List<String> options =
                new ArrayList<>(List.of("--master", "local-cluster[2,1,1024]", "--conf", "spark.ui.enabled=false"));
        options.addAll(events.options());
        return options;
    }

    @Test
    void aUsersProgramReadsATableOnExecutorsAndItsPasswordIsNowhereToBeSeen() throws Exception {
        database.run(
                "create table t (id int primary key, filler text) with (fillfactor = 10)",
                "insert into t select i, repeat('x', 700) from generate_series(1, 20000) i",
                "create table broken (id int, d date)",
                "insert into broken values (1, 'infinity')",
                "grant select on t, broken to " + role);
        SparkSubmitFixture spark = spark();
        List<String> options = new ArrayList<>(cluster());
        options.addAll(List.of("--jars", spark.jobJar().toString()));

        SparkSubmitFixture.Result result = spark.submit(
                folder,
                Map.of("SHOP_PASSWORD", SECRET),
                options,
                new SparkSubmitFixture.Application(PostgresRows.class.getName(), jarOf(PostgresRows.class)),
                List.of(Integer.toString(database.port()), database.database(), role));

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("rows [19000,199509500]")
                .contains("on the driver false")
                .contains("COPY public.t")
                .contains("refused ALV-3006: the column d of public.broken holds dates outside the years 1 to 9999")
                .doesNotContain(SECRET);
        assertThat(result.err()).doesNotContain(SECRET);
        assertThat(events.text()).contains("COPY public.t").doesNotContain(SECRET);
    }

    private Path jarOf(Class<?> program) throws IOException {
        Path jar = folder.resolve("program.jar");
        String entry = program.getName().replace('.', '/') + ".class";
        try (InputStream in = Objects.requireNonNull(program.getResourceAsStream("/" + entry));
                OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
        return jar;
    }

    @Test
    void aLargeLoadIsReadAndWrittenByTasksAndATaskWhoseSessionDiesIsTriedAgain() throws Exception {
        database.run(
                "create table big (id int primary key, filler text)",
                "insert into big select i, repeat('x', 440) from generate_series(1, 300000) i",
                "grant select on big to " + role);
        Path project = Files.createDirectories(folder.resolve("shop"));
        Files.writeString(project.resolve("project.conf"), """
                project = shop
                warehouse { path = "warehouse" }
                sources {
                  shop { type = postgres, host = "127.0.0.1", port = %d, database = %s, user = %s
                         password = "env:SHOP_PASSWORD"
                         tables { big { from = "public.big", key = [id] } } }
                }
                """.formatted(database.port(), database.database(), role));
        SparkSubmitFixture spark = spark();
        List<Integer> ended = new ArrayList<>();
        Thread ending = new Thread(() -> endOneCopy(ended));
        ending.start();

        SparkSubmitFixture.Result result =
                spark.submit(project, Map.of("SHOP_PASSWORD", SECRET), cluster(), List.of("run"));
        ending.interrupt();
        ending.join();

        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("extracted  raw.big").contains("300,000 rows");
        assertThat(ended).hasSize(1);
        assertThat(events.text())
                .contains("\"spark.jobGroup.id\":\"extract raw.big\"")
                .contains("ALV-3016")
                .containsPattern("SparkListenerTaskEnd.*\"Reason\":\"Success\".*\"Executor ID\":\"[01]\"")
                .doesNotContain(SECRET);
        Path table = project.resolve("warehouse/raw/big");
        Dataset<Row> raw = SparkFixture.plain(SparkFixture.on(folder.resolve("other")))
                .read()
                .format("delta")
                .load(table.toString());
        assertThat(raw.selectExpr("count(*)", "count(distinct id)", "sum(id)", "max(_batch)")
                        .first()
                        .mkString(" "))
                .isEqualTo("300000 300000 45000150000 1");
        try (Stream<Path> files = Files.list(table)) {
            assertThat(files.filter(file -> file.toString().endsWith(".parquet"))
                            .count())
                    .as("the attempt that failed has taken its file away")
                    .isEqualTo(raw.inputFiles().length)
                    .isEqualTo(2);
        }
    }

    /** Ends the server's side of the first COPY that it sees. */
    private void endOneCopy(List<Integer> ended) {
        while (ended.isEmpty() && !Thread.currentThread().isInterrupted()) {
            database.texts("select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy%'"
                            + " and datname = current_database() and state = 'active' limit 1")
                    .forEach(done -> ended.add(1));
        }
    }
}
