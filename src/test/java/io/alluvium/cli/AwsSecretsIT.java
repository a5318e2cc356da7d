package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.AwsSettings;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SecretServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project whose secrets lie in AWS, through the commands: what each says, and that none of them says a value. */
class AwsSecretsIT {
    private static final String FIRST = "c4n4ry-first";
    private static final String SECOND = "c4n4ry-second";
    private static final String MASKS = "c4n4ry-masks-0123456789";

    @TempDir
    Path folder;

    private PostgresFixture database;
    private SecretServer secrets;
    private AwsSettings settings;
    private Program program;
    private String role;
    private String screens = "";

    @BeforeEach
    void start() {
        secrets = SecretServer.start();
        settings = secrets.settings().with("aws.sessionToken", "c4n4ry-session");
        database = PostgresFixture.fresh();
        role = "aws_" + database.database();
        database.run(
                "create role " + role + " login in role needs_password",
                "create table people (id int primary key, email text)",
                "insert into people values (1, 'a@example.com')",
                "grant select on people to " + role);
        program = new Program(folder);
        program.write("project.conf", """
                project = people
                run { retries = 0 }
                sources { db {
                  type = postgres, host = "127.0.0.1", port = %d, database = %s, user = %s
                  password = "aws-sm:prod/db#password"
                  mask_secret = "aws-ssm:/prod/masks"
                  tables { people { from = "public.people", key = [id], mode = snapshot, mask { email = hash } } }
                } }
                """.formatted(database.port(), database.database(), role));
    }

    @AfterEach
    void stop() {
        database.run("drop owned by " + role, "drop role " + role);
        database.close();
        settings.close();
        secrets.close();
    }

    private void rotate(String password) {
        database.run("alter role " + role + " password '" + password + "'");
        secrets.secret("prod/db", "{\"username\":\"" + role + "\",\"password\":\"" + password + "\"}");
    }

    private String says(int status, String... command) {
        assertThat(program.run(command)).as(program.screen()).isEqualTo(status);
        screens += program.screen();
        return program.screen();
    }

    @Test
    void eachCommandThatConnectsResolvesThemAndSaysWhatIsWrong() throws IOException {
        says(0, "validate");
        assertThat(secrets.asked()).isEmpty();

        assertThat(says(2, "doctor"))
                .contains("ALV-1011: there is no parameter /prod/masks of Parameter Store in eu-central-1")
                .contains("project.conf:6")
                .contains("mask_secret = \"aws-ssm:/prod/masks\"")
                .contains("aws ssm get-parameter --name /prod/masks --query Parameter.Type --region eu-central-1");
        secrets.parameter("/prod/masks", MASKS);
        assertThat(says(2, "run"))
                .contains("ALV-1011: there is no secret prod/db of Secrets Manager in eu-central-1")
                .contains("project.conf:5")
                .contains("password = \"aws-sm:prod/db#password\"");
        rotate(FIRST);
        assertThat(says(0, "doctor"))
                .contains(
                        "postgres answers, password from aws-sm:prod/db#password, mask_secret from aws-ssm:/prod/masks");
        says(0, "run");

        rotate(SECOND);
        database.run("insert into people values (2, 'b@example.com')");
        says(0, "run");
        for (int i = 0; i < 4; i++) {
            secrets.fail(400, "ThrottlingException", "Rate exceeded");
        }
        assertThat(says(75, "plan")).contains("ALV-3001: Parameter Store has no time for the parameter /prod/masks");

        String written = says(
                0,
                "init",
                "--from",
                "postgres://" + role + "@127.0.0.1:" + database.port() + "/" + database.database(),
                "--password",
                "aws-sm:prod/db#password",
                "written");
        assertThat(written).contains("1 table");
        assertThat(program.file("written/project.conf")).contains("password = \"aws-sm:prod/db#password\"");
        assertThat(says(2, "init", "--from", "postgres://u@h/d", "--password", FIRST, "other"))
                .contains("ALV-1010: --password must be a reference, not the secret itself");
        nowhereIsAnyOfThem();
    }

    private void nowhereIsAnyOfThem() throws IOException {
        List<String> planted = List.of(FIRST, SECOND, MASKS, "c4n4ry-session", SecretServer.SECRET_KEY);
        assertThat(planted).noneMatch(screens::contains);
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).anyMatch(file -> file.endsWith("log"));
            for (Path file : all) {
                assertThat(planted).as(file.toString()).noneMatch(text(file)::contains);
            }
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
