package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.secret.Password;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Engine;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong at a server, in the words that a person gets. */
class PostgresFaultsIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final Place PASSWORD = new Place("project.conf", 9);
    private static final DatabaseTable T = Declared.snapshot("t", "public.t", "id");

    @TempDir
    private Path folder;

    private PostgresFixture database;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run("create table t (id int primary key, v int)", "insert into t values (1, 1)");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private PostgresSpec source(String host, int port, String name, String user, Optional<Password> password) {
        return new PostgresSpec(
                "shop",
                Declared.PLACE,
                host,
                port,
                name,
                user,
                password,
                Optional.empty(),
                4,
                Duration.ofSeconds(30),
                SchemaChange.ADD,
                Engine.AUTO,
                ChosenTables.of(List.of(T)));
    }

    private Problem refusedLogin(PostgresSpec source) {
        try (PostgresSource extractor = new PostgresSource(source)) {
            return Assertions.catchThrowableOfType(AlluviumException.class, extractor::connect)
                    .problems()
                    .get(0);
        }
    }

    private SecretReference password(String value) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), value);
        return new SecretReference(SecretReference.Kind.FILE, file.toString(), PASSWORD);
    }

    @Test
    void aWrongPasswordIsToldAtItsPlaceAndNeverShown() throws IOException {
        String role = "p_" + database.database();
        database.run("create role " + role + " login password 'right' in role needs_password");
        PostgresSpec wrong =
                source("127.0.0.1", database.port(), database.database(), role, Optional.of(password("s3cr3t-canary")));
        try (PostgresSource extractor = new PostgresSource(wrong)) {
            AlluviumException failure = Assertions.catchThrowableOfType(AlluviumException.class, extractor::connect);
            assertThat(failure.problems().get(0)).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_REFUSED_LOGIN);
                assertThat(problem.message())
                        .isEqualTo("the server at 127.0.0.1:" + database.port() + " refuses user " + role);
                assertThat(problem.place()).contains(PASSWORD);
                assertThat(problem.label()).contains("refused (28P01)");
            });
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain("s3cr3t-canary");
        }
        try (PostgresSource right = new PostgresSource(
                source("127.0.0.1", database.port(), database.database(), role, Optional.of(password("right\n"))))) {
            right.connect();
        } finally {
            database.run("drop role " + role);
        }
    }

    @Test
    void anUnknownUserOrDatabaseIsToldByName() {
        assertThat(refusedLogin(source("127.0.0.1", database.port(), database.database(), "nobody", Optional.empty())))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_REFUSED_LOGIN);
                    assertThat(problem.marked()).contains("user");
                });
        assertThat(refusedLogin(source("localhost", database.port(), "shoop", "postgres", Optional.empty())))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_REFUSED_LOGIN);
                    assertThat(problem.message())
                            .isEqualTo("the server at localhost:" + database.port() + " has no database \"shoop\"");
                });
    }

    @Test
    void aClosedPortOrUnknownHostIsUnreachable() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThat(refusedLogin(source("127.0.0.1", closed, "shop", "postgres", Optional.empty())))
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
                    assertThat(problem.code().kind()).isEqualTo(Kind.SOURCE);
                    assertThat(problem.message())
                            .isEqualTo("no answer from the database server at 127.0.0.1:" + closed);
                    assertThat(problem.place()).contains(Declared.PLACE);
                });
        assertThat(refusedLogin(source("no-such-host.invalid", 5432, "shop", "postgres", Optional.empty()))
                        .code())
                .isEqualTo(ErrorCode.SOURCE_UNREACHABLE);
    }

    @Test
    void aHostCannotCarryPropertiesOfTheDriver() {
        for (String host : List.of("h?sslmode=disable", "a,b", "h/x", "a b", "h:1", "h#", "%68")) {
            assertThat(refusedLogin(source(host, 5432, "shop", "postgres", Optional.empty())))
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo(ErrorCode.BAD_VALUE);
                        assertThat(problem.message()).isEqualTo("not a host name or address: " + host);
                    });
        }
        assertThat(new Login(source("::1", 5432, "shop?user=x&a/b", "u", Optional.empty())).url())
                .isEqualTo("jdbc:postgresql://[::1]:5432/shop%3Fuser%3Dx%26a%2Fb");
    }

    @Test
    void anyHostButThisMachineNeedsVerifiedTls() {
        Login elsewhere = new Login(source("db.example.com", 5432, "shop", "u", Optional.empty()));
        Login here = new Login(source("localhost", 5432, "shop", "u", Optional.empty()));

        assertThat(elsewhere.properties()).containsEntry("sslmode", "verify-full");
        assertThat(here.properties()).containsEntry("sslmode", "prefer");
        assertThat(elsewhere.properties().stringPropertyNames())
                .containsExactlyInAnyOrder(
                        "user",
                        "ApplicationName",
                        "connectTimeout",
                        "loginTimeout",
                        "socketTimeout",
                        "tcpKeepAlive",
                        "socketFactory",
                        "readOnly",
                        "sslmode",
                        "logServerErrorDetail");
    }

    @Test
    void aMissingRightIsToldWithTheGrant() {
        String role = "r_" + database.database();
        database.run("create role " + role + " login", "create schema hidden", "create table hidden.x (id int)");
        DatabaseTable hidden = Declared.snapshot("x", "hidden.x", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, role, T, hidden))) {
            assertThat(Tables.refused(extractor.look(T, Known.NOTHING))).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_NO_RIGHT);
                assertThat(problem.message()).isEqualTo("no right to read public.t");
                assertThat(problem.label()).contains("permission denied (42501), user " + role);
                assertThat(problem.fix()).contains("GRANT SELECT ON public.t TO " + role + ";");
                assertThat(problem.marked()).contains("public.t");
            });
            assertThat(Tables.refused(extractor.look(hidden, Known.NOTHING)).fix())
                    .contains("GRANT USAGE ON SCHEMA hidden TO " + role + ";");
            database.run("grant select on t to " + role);
            assertThat(extractor.look(T, Known.NOTHING))
                    .as("the refusals have not harmed the snapshot's session")
                    .isNotNull();
        } finally {
            database.run("drop owned by " + role, "drop role " + role);
        }
    }

    @Test
    void aMissingTableIsToldWithTheNearestName() {
        DatabaseTable wrong = Declared.snapshot("t", "public.tt", "id");
        DatabaseTable gone = Declared.snapshot("gone", "nowhere", "id");
        DatabaseTable odd = Declared.snapshot("odd", "a.b.c", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, wrong, gone, odd, T))) {
            assertThat(Tables.refused(extractor.look(wrong, Known.NOTHING))).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_TABLE_MISSING);
                assertThat(problem.message()).isEqualTo("public.tt does not exist");
                assertThat(problem.suggestion()).contains("public.t");
            });
            assertThat(Tables.refused(extractor.look(gone, Known.NOTHING)).suggestion())
                    .isEmpty();
            assertThat(Tables.refused(extractor.look(odd, Known.NOTHING)).message())
                    .isEqualTo("not a table's name in PostgreSQL: a.b.c");
            assertThat(extractor.look(T, Known.NOTHING)).isInstanceOf(Look.Changed.class);
        }
    }

    @Test
    void aMissingKeyOrCursorIsToldWithTheNearestName() {
        DatabaseTable key = Declared.snapshot("t", "t", "Id");
        DatabaseTable cursor = Declared.cursor("t", "t", "w", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, key, cursor))) {
            assertThat(Tables.refused(extractor.look(key, Known.NOTHING))).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_COLUMN_MISSING);
                assertThat(problem.message()).isEqualTo("the key column Id does not exist in t");
                assertThat(problem.suggestion()).contains("id");
            });
            assertThat(Tables.refused(extractor.look(cursor, Known.NOTHING)).message())
                    .isEqualTo("the cursor column w does not exist in t");
        }
    }

    @Test
    void keysThatTheServerCannotCompareAreToldByTheirText() {
        database.run("create view k as select v::json as id from (values ('{}'), ('{ }')) as t(v)");
        DatabaseTable k = Declared.snapshot("k", "public.k", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, k));
                TableRead read = Tables.read(extractor, k, Known.NOTHING)) {
            assertThat(read.sourceCount()).hasValue(2);
        }
    }

    @Test
    void aTableThatVanishesWithTheSessionThatLookedAtItIsMissingAtTheNextLook() {
        try (PostgresSource first = new PostgresSource(Tables.source(database, T));
                PostgresSource next = new PostgresSource(Tables.source(database, T))) {
            Look.Changed look = Tables.changed(first.look(T, Known.NOTHING));
            first.close();
            database.run("drop table t");

            AlluviumException lost = Assertions.catchThrowableOfType(
                    AlluviumException.class, () -> look.reader().read());
            assertThat(lost.problems().get(0).code()).isEqualTo(ErrorCode.SOURCE_INTERRUPTED);
            assertThat(lost.kind().retryable()).isTrue();
            assertThat(Tables.refused(next.look(T, Known.NOTHING)).code()).isEqualTo(ErrorCode.SOURCE_TABLE_MISSING);
        }
    }

    @Test
    void aSnapshotWhoseSessionIsJustEndingIsAnInterruptionToo() {
        Faults faults = new Faults(Tables.source(database, T));

        assertThat(faults.ofTable(T, new SQLException("ERROR: could not import the requested snapshot", "55000"))
                        .code())
                .isEqualTo(ErrorCode.SOURCE_INTERRUPTED);
        assertThat(faults.ofTable(T, new SQLException("ERROR: something else", "55000"))
                        .code())
                .isEqualTo(ErrorCode.SOURCE_QUERY_FAILED);
    }

    @Test
    void theEndOfTheSnapshotsSessionIsAnInterruption() {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, T));
                TableRead extracted = Tables.read(extractor, T, Known.NOTHING)) {
            database.run("select pg_terminate_backend(pid) from pg_stat_activity"
                    + " where application_name = 'alluvium' and datname = '" + database.database() + "'");

            Throwable failure = catchThrowable(() -> extracted.rows(SPARK).collectAsList());

            assertThat(extractor.explain(T, failure)).hasValueSatisfying(explained -> {
                assertThat(explained.problems().get(0).code()).isEqualTo(ErrorCode.SOURCE_INTERRUPTED);
                assertThat(explained.kind().retryable()).isTrue();
            });
            assertThat(catchThrowable(() -> extractor.look(T, Known.NOTHING)))
                    .hasMessage("ALV-3016: the server ended the session that read public.t");
        }
        assertThat(new PostgresSource(Tables.source(database, T)).explain(T, new IllegalStateException("ours")))
                .isEmpty();
    }
}
