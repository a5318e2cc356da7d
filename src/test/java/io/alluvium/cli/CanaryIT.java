package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
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
    private CanaryProgram program;

    private static String canary(String what) {
        return "canary-" + what + "-" + UUID.randomUUID();
    }

    @BeforeEach
    void start() throws IOException {
        program = new CanaryProgram(folder);
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

        assertThat(program.screen("1 run"))
                .contains(
                        "ALV-3011",
                        "ALV-3006",
                        "extracted  raw.fine",
                        "full  curated.fine",
                        "extracted  raw.masked_by_spark");
        assertThat(program.screen("6 doctor")).doesNotContain("\tat ");
        assertThat(program.screen("7 run")).contains("ALV-3002");
        assertThat(program.screen("9 run --json")).contains("ALV-3001");
        List<String> canaries = new ArrayList<>(List.of(ENV, FILE, WRONG, ROW, MASKS));
        canaries.addAll(MASKED);
        program.holdsNone(canaries);
        assertThat(program.everything().keySet())
                .anyMatch(name -> name.contains("/events/"))
                .anyMatch(name -> name.endsWith("/log"));
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
        program.alluvium(Map.of("CANARY_PASSWORD", password, "CANARY_MASKS", MASKS), status, arguments);
    }

    private void write(String file, String text) throws IOException {
        program.write(file, text);
    }
}
