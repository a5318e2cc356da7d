package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.DecompressedFiles;
import io.alluvium.fixture.PostgresFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values that occur nowhere else are planted as passwords, in rows and in masked columns, and looked for afterwards in everything that the
 * program printed or wrote: screens, JSON, logs, results, journal, Delta logs, Spark's event log with its settings and
 * plans.
 */
class CanaryIT {
    private static final String ENV = canary("env");
    private static final String FILE = canary("file");
    private static final String WRONG = canary("wrong");
    private static final String ROW = canary("row");
    private static final String MASKS = canary("masks");

    /** Short, for statistics hold the beginnings of values. */
    private static final List<String> MASKED = IntStream.range(0, 40)
            .mapToObj(i -> "planted" + UUID.randomUUID().toString().substring(24))
            .toList();

    @TempDir
    Path folder;

    @TempDir
    Path secrets;

    private PostgresFixture database;
    private final Map<String, String> screens = new TreeMap<>();

    private static String canary(String what) {
        return "canary-" + what + "-" + UUID.randomUUID();
    }

    @BeforeEach
    void start() throws IOException {
        database = PostgresFixture.fresh();
        database.run(
                "create role env_" + database.database() + " login password '" + ENV + "' in role needs_password",
                "create role file_" + database.database() + " login password '" + FILE + "' in role needs_password",
                "create table fine (id int primary key, v text)",
                "insert into fine values (1, 'a'), (2, 'b')",
                "create table twice (id text, v text)",
                "insert into twice values ('" + ROW + "', 'a'), ('" + ROW + "', 'b')",
                "create table missing_key (id text, v text)",
                "insert into missing_key values (null, '" + ROW + "')",
                "create table endless (id text primary key, at timestamp)",
                "insert into endless values ('" + ROW + "', 'infinity')",
                "create table no_number (id text primary key, n numeric(9,2))",
                "insert into no_number values ('" + ROW + "', 'NaN')",
                "create view cast_fails as select id, id::int as n from endless",
                "create function fails(text) returns int language plpgsql as"
                        + " $$ begin raise exception 'value %', $1 using detail = $1, hint = $1; end $$",
                "create view function_fails as select id, fails(id) as n from endless",
                "create table masked (uid text primary key, email text, name text, ssn text)",
                "create view masked_seen as select * from masked");
        for (int i = 0; i < MASKED.size(); i += 4) {
            database.run("insert into masked values ('" + String.join("', '", MASKED.subList(i, i + 4)) + "')");
        }
        for (String role : List.of("env_", "file_")) {
            database.run("grant select on all tables in schema public to " + role + database.database());
        }
        Files.writeString(secrets.resolve("password"), FILE + "\n");
    }

    @AfterEach
    void stop() {
        database.run("drop owned by env_" + database.database(), "drop owned by file_" + database.database());
        database.run("drop role env_" + database.database(), "drop role file_" + database.database());
        database.close();
    }

    @Test
    void noSecretAndNoRowOfAFailedTableIsWrittenAnywhere() throws Exception {
        write("curated/fine.sql", "/*---\nstrategy = apply\n---*/\nselect id, v from raw.fine\n");
        write(
                "curated/masked.sql",
                "/*---\nstrategy = apply\nexpect { long { that = \"length(email) > 64\", else = warn } }\n---*/\n"
                        + "select uid, email, name from raw.masked\n");
        project(database.port());
        alluvium(ENV, 1, "run");
        alluvium(ENV, 0, "plan", "--json");
        for (String command : List.of("validate", "status", "tables")) {
            alluvium(ENV, 0, command, "--json");
        }
        // It reads a row of each view, and two of them fail.
        alluvium(ENV, 1, "doctor");
        alluvium(WRONG, 2, "run");
        alluvium(WRONG, 2, "plan", "--json");
        project(1);
        alluvium(ENV, 75, "run", "--json");

        assertThat(screens.get("1 run"))
                .contains(
                        "ALV-3011",
                        "ALV-3006",
                        "extracted  raw.fine",
                        "full  curated.fine",
                        "extracted  raw.masked_by_spark");
        assertThat(screens.get("6 doctor")).doesNotContain("\tat ");
        assertThat(screens.get("7 run")).contains("ALV-3002");
        assertThat(screens.get("9 run --json")).contains("ALV-3001");
        Map<String, String> found = new TreeMap<>();
        List<String> canaries = new ArrayList<>(List.of(ENV, FILE, WRONG, ROW, MASKS));
        canaries.addAll(MASKED);
        int looked = 0;
        for (Map.Entry<String, String> text : everything().entrySet()) {
            looked++;
            for (String canary : canaries) {
                int at = text.getValue().indexOf(canary);
                if (at >= 0) {
                    found.put(
                            text.getKey() + " " + canary,
                            text.getValue().substring(Math.max(0, at - 150), at).replaceAll("\\s+", " "));
                }
            }
        }
        System.out.println("looked into " + looked + " files and screens for " + canaries.size() + " canaries");
        assertThat(found).isEmpty();
        assertThat(everything().keySet())
                .anyMatch(name -> name.contains("/events/"))
                .anyMatch(name -> name.endsWith("/log"));
    }

    private Map<String, String> everything() throws IOException {
        Map<String, String> texts = new TreeMap<>(screens);
        texts.putAll(DecompressedFiles.beneath(folder));
        return texts;
    }

    private void project(int port) throws IOException {
        write("project.conf", """
                project = canary
                warehouse { path = "warehouse" }
                run { retries = 0 }
                sources {
                  by_env {
                    type = postgres, host = "127.0.0.1", port = %1$d, database = %2$s
                    user = env_%2$s, password = "env:CANARY_PASSWORD", mask_secret = "env:CANARY_MASKS"
                    mask { uid = hash, email = hash, name = redact }, exclude = [ssn]
                    tables {
                      masked         { from = "public.masked", key = [uid], mode = snapshot }
                      masked_seen    { from = "public.masked_seen", key = [uid], mode = snapshot }
                      fine           { from = "public.fine", key = [id], mode = snapshot }
                      twice          { from = "public.twice", key = [id], mode = snapshot }
                      missing_key    { from = "public.missing_key", key = [id], mode = snapshot }
                      endless        { from = "public.endless", key = [id], mode = snapshot }
                      no_number      { from = "public.no_number", key = [id], mode = snapshot }
                      cast_fails     { from = "public.cast_fails", key = [id], mode = snapshot }
                      function_fails { from = "public.function_fails", key = [id], mode = snapshot }
                    }
                  }
                  by_file {
                    type = postgres, host = "127.0.0.1", port = %1$d, database = %2$s, engine = spark
                    user = file_%2$s, password = "file:%3$s"
                    mask_secret = "env:CANARY_MASKS", mask { uid = hash, email = hash, name = redact }, exclude = [ssn]
                    tables {
                      fine_by_spark   { from = "public.fine", key = [id], mode = snapshot }
                      masked_by_spark { from = "public.masked", key = [uid], mode = xid }
                    }
                  }
                }
                """.formatted(port, database.database(), secrets.resolve("password")));
    }

    private void alluvium(String password, int status, String... arguments) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=256m"));
        line.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        Path events = Files.createDirectories(folder.resolve("events"));
        line.addAll(List.of(
                "-Duser.timezone=UTC",
                "-Dspark.master=local[2]",
                "-Dspark.ui.enabled=false",
                "-Dspark.eventLog.enabled=true",
                "-Dspark.eventLog.compress=false",
                "-Dspark.eventLog.dir=" + events.toUri(),
                "-Dlog4j2.configurationFile="
                        + Path.of("conf/log4j2.properties").toAbsolutePath(),
                "-cp",
                System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                "io.alluvium.Main"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--project", folder.toString()));
        ProcessBuilder program = new ProcessBuilder(line).redirectErrorStream(true);
        program.environment().put("CANARY_PASSWORD", password);
        program.environment().put("CANARY_MASKS", MASKS);
        Process run = program.start();
        String screen = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String name = screens.size() + 1 + " " + String.join(" ", arguments);
        screens.put(name, screen);
        assertThat(run.waitFor()).as(name + ": " + screen).isEqualTo(status);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
