package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.MariadbFixture;
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

/** As {@link CanaryIT}, with a MariaDB, whose errors quote values. */
class MysqlCanaryIT {
    private static final String PASSWORD = canary("password");
    private static final String WRONG = canary("wrong");
    private static final String ROW = canary("row");
    private static final String MASKS = canary("masks");

    /** Short, for statistics hold the beginnings of values. */
    private static final List<String> MASKED = IntStream.range(0, 12)
            .mapToObj(i -> "planted" + UUID.randomUUID().toString().substring(24))
            .toList();

    @TempDir
    Path folder;

    private MariadbFixture database;
    private CanaryProgram program;

    private static String canary(String what) {
        return "canary-" + what + "-" + UUID.randomUUID();
    }

    private String user() {
        return "'secretive'@'127.0.0.1'";
    }

    @BeforeEach
    void start() {
        program = new CanaryProgram(folder);
        database = MariadbFixture.fresh();
        database.run(
                "set sql_mode = ''",
                "create or replace user " + user() + " identified by '" + PASSWORD + "'",
                "grant select on " + database.database() + ".* to " + user(),
                "create table fine (id int primary key, v text)",
                "insert into fine values (1, 'a'), (2, 'b')",
                "create table twice (id varchar(60), v text)",
                "insert into twice values ('" + ROW + "', 'a'), ('" + ROW + "', 'b')",
                "create table missing_key (id varchar(60), v text)",
                "insert into missing_key values (null, '" + ROW + "')",
                "create table zero_day (id varchar(60) primary key, day date)",
                "insert into zero_day values ('" + ROW + "', '2026-00-00')",
                "create table no_number (id varchar(60) primary key, n varchar(60))",
                "insert into no_number values ('1', '" + ROW + "')",
                "create function fails(v text) returns int deterministic begin"
                        + " signal sqlstate '45000' set message_text = '" + ROW + "'; return 1; end",
                "create view function_fails as select id, fails(id) as n from zero_day",
                "grant execute on " + database.database() + ".* to " + user(),
                "create view not_computed as select id, (select v from twice) as n from zero_day",
                "create table masked (uid varchar(60) primary key, email text, name text, ssn text)");
        for (int i = 0; i < MASKED.size(); i += 4) {
            database.run("insert into masked values ('" + String.join("', '", MASKED.subList(i, i + 4)) + "')");
        }
    }

    @AfterEach
    void stop() {
        database.run("drop user " + user());
        database.close();
    }

    private void alluvium(String password, int status, String... arguments) throws Exception {
        program.alluvium(Map.of("CANARY_PASSWORD", password, "CANARY_MASKS", MASKS), status, arguments);
    }

    private void project(int port) throws Exception {
        program.write("project.conf", """
                project = canary
                warehouse { path = "warehouse" }
                run { retries = 0 }
                sources { shop {
                  type = mysql, host = "127.0.0.1", port = %d, database = %s, user = secretive
                  password = "env:CANARY_PASSWORD", mask_secret = "env:CANARY_MASKS"
                  mask { uid = hash, email = hash, name = redact }, exclude = [ssn]
                  tables {
                    masked         { from = masked, key = [uid] }
                    fine           { from = fine, key = [id] }
                    twice          { from = twice, key = [id] }
                    missing_key    { from = missing_key, key = [id] }
                    zero_day       { from = zero_day, key = [id] }
                    no_number      { from = no_number, key = [id], types { n = "decimal(9,2)" } }
                    function_fails { from = function_fails, key = [id] }
                    not_computed   { from = not_computed, key = [id] }
                  }
                } }
                """.formatted(port, database.database()));
    }

    @Test
    void noSecretAndNoRowOfAFailedTableIsWrittenAnywhere() throws Exception {
        project(database.port());
        alluvium(PASSWORD, 1, "run");
        // Each table can be looked at; what is wrong with some is in their rows.
        alluvium(PASSWORD, 0, "doctor");
        alluvium(WRONG, 2, "run");
        project(1);
        alluvium(PASSWORD, 75, "run", "--json");

        assertThat(program.screen("1 run"))
                .contains("ALV-3011", "ALV-3006", "ALV-3024", "extracted  raw.fine", "extracted  raw.masked");
        assertThat(program.screen("1 run").split("error ALV-3024", -1)).hasSize(3);
        assertThat(program.screen("2 doctor")).doesNotContain("\tat ");
        assertThat(program.screen("3 run")).contains("ALV-3002");
        assertThat(program.screen("4 run --json")).contains("ALV-3001");
        List<String> canaries = new ArrayList<>(List.of(PASSWORD, WRONG, ROW, MASKS));
        canaries.addAll(MASKED);
        program.holdsNone(canaries);
        assertThat(program.everything().keySet()).anyMatch(name -> name.endsWith("/log"));
    }
}
