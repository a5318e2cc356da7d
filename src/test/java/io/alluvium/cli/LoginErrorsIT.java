package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Why a server gives no session, provoked at a real one, in the words of each command that asks for one; and the way out. */
class LoginErrorsIT {
    @TempDir
    Path folder;

    private PostgresFixture database;
    private Program program;

    /**
     * A reason.
     *
     * @param setup makes it so; {@code $d} is the database, {@code $r} the user
     * @param message with {@code $s} for the server
     * @param mend commands as the fix spells them
     */
    record Refusal(
            String name,
            List<String> setup,
            int status,
            String code,
            String message,
            String reason,
            String fix,
            List<String> mend) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Refusal> refusals() {
        return Stream.of(
                new Refusal(
                        "no connection left for the user",
                        List.of("alter role $r connection limit 0"),
                        75,
                        "ALV-3025",
                        "the server at $s has no connection left",
                        "too many connections for role \"$r\" (53300)",
                        "ALTER ROLE $r CONNECTION LIMIT -1;",
                        List.of("ALTER ROLE $r CONNECTION LIMIT -1;")),
                new Refusal(
                        "no right to connect",
                        List.of("revoke connect on database $d from public"),
                        2,
                        "ALV-3002",
                        "user $r may not connect to database \"$d\"",
                        "refused (42501)",
                        "GRANT CONNECT ON DATABASE \"$d\" TO \"$r\";",
                        List.of("GRANT CONNECT ON DATABASE \"$d\" TO \"$r\";")),
                new Refusal(
                        "a user who may not log in",
                        List.of("alter role $r nologin"),
                        2,
                        "ALV-3002",
                        "the server at $s refuses user $r",
                        "role \"$r\" is not permitted to log in (28000)",
                        "ALTER ROLE $r LOGIN;",
                        List.of("ALTER ROLE $r LOGIN;")),
                new Refusal(
                        "a password that nobody gave",
                        List.of("grant needs_password to $r"),
                        2,
                        "ALV-3002",
                        "the server at $s asks user $r for a password",
                        "refused (08004)",
                        "password = \"env:PGPASSWORD\" names where it is",
                        List.of("revoke needs_password from $r")));
    }

    @BeforeEach
    void start() {
        program = new Program(folder);
        database = PostgresFixture.fresh();
        database.run(
                named("create role $r login"), "create table t (id int primary key)", named("grant select on t to $r"));
        program.write("project.conf", named("""
                project = refused
                run { retries = 0 }
                sources { db { type = postgres, host = "127.0.0.1", port = %d, database = $d, user = $r, tables {
                  t { from = "public.t", key = [id], mode = snapshot }
                } } }
                """.formatted(database.port())));
    }

    @AfterEach
    void stop() {
        database.run(named("drop owned by $r cascade"), named("drop role $r"));
        database.close();
    }

    private String named(String text) {
        return text.replace("$r", "logs_in_" + database.database())
                .replace("$d", database.database())
                .replace("$s", "127.0.0.1:" + database.port());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void eachCommandSaysWhyAndTheFixMendsIt(Refusal refusal) {
        refusal.setup().forEach(sql -> database.run(named(sql)));
        String url = named("postgres://$r@127.0.0.1:%d/$d".formatted(database.port()));
        List<String[]> commands =
                List.of(new String[] {"plan"}, new String[] {"run"}, new String[] {"doctor"}, new String[] {
                    "init", "--from", url, "written"
                });

        for (String[] command : commands) {
            assertThat(program.run(command)).as(program.screen()).isEqualTo(refusal.status());
            assertThat(program.screen())
                    .contains(refusal.code() + ": " + named(refusal.message()))
                    .contains(named(refusal.reason()));
            if (!command[0].equals("init")) {
                assertThat(program.screen()).contains(named(refusal.fix()));
            }
        }

        refusal.mend().forEach(sql -> database.run(named(sql)));
        for (String[] command : commands) {
            program.succeeds(command);
        }
    }

    @Test
    void aNameWithoutAFormInUtf8IsSaidToBeOneAndNoServerThatDoesNotAnswer() throws SQLException {
        String bytes = "bytes_" + database.database();
        database.run(
                "create database " + bytes + " encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0");
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres".formatted(database.port(), bytes));
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "do $$ begin execute 'create table ' || quote_ident(convert_from('\\xe9'::bytea, 'SQL_ASCII'))"
                            + " || ' (id int primary key)'; end $$");
        }

        int status = program.run(
                "init", "--from", "postgres://postgres@127.0.0.1:%d/%s".formatted(database.port(), bytes), "written");

        database.run("drop database " + bytes);
        assertThat(program.screen())
                .contains("error ALV-3006: a name in the catalog of " + bytes + " has no form in UTF-8")
                .contains("fix:  rename it at the server");
        assertThat(status).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aServerThatAnswersIsNotSaidToBeSilent(Refusal refusal) {
        refusal.setup().forEach(sql -> database.run(named(sql)));
        program.run("plan");
        assertThat(program.screen()).doesNotContain("no answer").doesNotContain("check host");
    }
}
