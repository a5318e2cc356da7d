package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.AwsSettings;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SecretServer;
import io.alluvium.secret.Password;
import io.alluvium.source.Engine;
import io.alluvium.source.Known;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role of a real server whose password is changed, and its secret with it, between two connections. */
class SecretRotationIT {
    private static final DatabaseTable T = Declared.snapshot("t", "public.t", "id");
    private static final Place WRITTEN = new Place("project.conf", 9);

    @TempDir
    Path folder;

    private PostgresFixture database;
    private SecretServer secrets;
    private AwsSettings settings;
    private String role;

    @BeforeEach
    void start() {
        secrets = SecretServer.start();
        settings = secrets.settings();
        database = PostgresFixture.fresh();
        role = "rotated_" + database.database();
        database.run(
                "create role " + role + " login in role needs_password",
                "create table t (id int primary key, v text)",
                "insert into t select i, 'v' || i from generate_series(1, 1000) i",
                "grant select on t to " + role);
        rotate("first");
    }

    @AfterEach
    void stop() {
        database.run("drop owned by " + role, "drop role " + role);
        database.close();
        settings.close();
        secrets.close();
    }

    private void rotate(String password) {
        change(password);
        keep(password);
    }

    private void change(String password) {
        database.run("alter role " + role + " password '" + password + "'");
    }

    private void keep(String password) {
        secrets.secret("prod/db", "{\"username\":\"" + role + "\",\"password\":\"" + password + "\"}");
    }

    private PostgresSpec source() {
        return new PostgresSpec(
                "shop",
                Declared.PLACE,
                database.host(),
                database.port(),
                database.database(),
                role,
                Password.parse("aws-sm:prod/db#password", WRITTEN),
                Optional.empty(),
                4,
                Duration.ofMinutes(1),
                SchemaChange.ADD,
                Engine.AUTO,
                ChosenTables.of(List.of(T)));
    }

    @Test
    void bothEnginesConnectWithTheSecretAsItIsThen() throws IOException {
        try (PostgresSource source = new PostgresSource(source());
                TableRead read = Tables.read(source, T, Known.NOTHING)) {
            assertThat(secrets.asked()).containsExactly("GetSecretValue prod/db in eu-central-1");
            for (Way way : Way.values()) {
                rotate("of " + way);
                assertThat(way.rows(read, LocalSpark.session()).count()).isEqualTo(1000);
            }
        }
    }

    /** The rotation of a secret changes the password at the server, tries it, and only then hands it out. */
    @Test
    void aLoginInTheMiddleOfARotationSucceeds() throws SQLException {
        change("second");
        CompletableFuture.delayedExecutor(1200, TimeUnit.MILLISECONDS).execute(() -> keep("second"));
        new Login(source()).open().close();
        assertThat(secrets.asked()).hasSizeBetween(3, 4);
    }

    @Test
    void aWrongSecretIsToldAtItsPlaceAndTriedOnce() {
        keep("wr0ng-canary");
        int before = logins();
        try (PostgresSource source = new PostgresSource(source())) {
            Problem problem = catchThrowableOfType(AlluviumException.class, source::connect)
                    .problems()
                    .get(0);
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_REFUSED_LOGIN);
            assertThat(problem.place()).contains(WRITTEN);
            assertThat(problem.label()).contains("refused (28P01)");
            assertThat(problem.toString()).doesNotContain("canary");
        }
        assertThat(secrets.asked()).hasSize(5);
        assertThat(logins() - before).isLessThanOrEqualTo(1);
    }

    private int logins() {
        return Integer.parseInt(
                database.texts("select sessions from pg_stat_database where datname = current_database()")
                        .get(0));
    }

    private Dataset<Row> frame(String password) {
        return LocalSpark.session()
                .read()
                .format("alluvium-postgres")
                .option("host", database.host())
                .option("port", database.port())
                .option("database", database.database())
                .option("user", role)
                .option("password", password)
                .option("table", "t")
                .load();
    }

    /** Its plan is kept, and was made when the password was another one. */
    @Test
    void aDataFrameThatIsReadAgainConnectsWithTheSecretAsItIsThen() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "first");
        for (String password : List.of("file:" + file, "aws-sm:prod/db#password")) {
            Dataset<Row> rows = frame(password);
            assertThat(rows.collectAsList()).hasSize(1000);
            String next = "after " + password.substring(0, 4);
            rotate(next);
            Files.writeString(file, next);
            assertThat(rows.collectAsList()).hasSize(1000);
        }
    }

    @Test
    void aTaskThatGetsNoPasswordFailsByTheReason() {
        Dataset<Row> rows = frame("aws-sm:prod/db#password");
        secrets.secret("prod/db", "{}");
        Throwable failure = catchThrowable(rows::collectAsList);
        assertThat(Causes.first(failure, AlluviumException.class).orElseThrow().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .isEqualTo("the JSON object at aws-sm:prod/db has no field password"));
    }
}
