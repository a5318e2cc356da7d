package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.AwsSettings;
import io.alluvium.fixture.Certificates;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.secret.Password;
import io.alluvium.secret.RdsToken;
import io.alluvium.source.Engine;
import io.alluvium.source.Known;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS of its own, whose certificate is exchanged. */
class TlsIT {
    private static final DatabaseTable T = Declared.snapshot("t", "public.t", "id");
    private static final String HERE = "dns:localhost,ip:127.0.0.1";
    private static final int ROWS = 50_000;

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static Path authority;
    private static Path stranger;
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException, SQLException {
        certificates = new Certificates(folder);
        authority = certificates.authority("authority");
        stranger = certificates.authority("stranger");
        Path certificate = folder.resolve("server.crt");
        Files.copy(certificates.signed("authority", HERE, "-1d", 30), certificate);
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig(
                        "listen_addresses",
                        "localhost" + address().map(own -> "," + own).orElse(""))
                .setDataDirectoryCustomizer(TlsIT::admit)
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.toString())
                .setServerConfig("ssl_key_file", certificates.key().toString())
                .start();
        run("create table t (id int primary key, v text)");
        run("insert into t select i, md5(i::text) from generate_series(1, " + ROWS + ") i");
    }

    /** One by which this machine is reached from others, if it has one. */
    private static Optional<String> address() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(own -> own instanceof Inet4Address && !own.isLoopbackAddress() && !own.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With TLS or without: it is for us to insist on it. As RDS asks for tokens, one role is asked for a plain password. */
    private static void admit(File dataDirectory) {
        Path rules = dataDirectory.toPath().resolve("pg_hba.conf");
        try {
            Files.writeString(
                    rules,
                    "hostssl all by_token 127.0.0.1/32 password\nhostssl all by_token ::1/128 password\n"
                            + Files.readString(rules)
                            + address()
                                    .map(own -> "host all all " + own + "/32 trust\n")
                                    .orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Returns when new connections get it. */
    private static void present(Path certificate) throws IOException, SQLException {
        Files.copy(certificate, folder.resolve("server.crt"), StandardCopyOption.REPLACE_EXISTING);
        String before = text("select pg_conf_load_time()");
        run("select pg_reload_conf()");
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (text("select pg_conf_load_time()").equals(before)) {
            assertThat(System.nanoTime())
                    .as("the server reads its settings anew")
                    .isLessThan(end);
        }
    }

    private static PostgresSpec source(String host, int port, Optional<Path> ca) {
        return source(host, port, "postgres", Optional.empty(), ca);
    }

    private static PostgresSpec source(
            String host, int port, String user, Optional<Password> password, Optional<Path> ca) {
        return new PostgresSpec(
                "shop",
                Declared.PLACE,
                host,
                port,
                "postgres",
                user,
                password,
                ca,
                4,
                Duration.ofSeconds(30),
                SchemaChange.ADD,
                Engine.AUTO,
                ChosenTables.of(List.of(T)));
    }

    private static Problem refused(PostgresSpec source) {
        try (PostgresSource extractor = new PostgresSource(source)) {
            return catchThrowableOfType(AlluviumException.class, extractor::connect)
                    .problems()
                    .get(0);
        }
    }

    private static Problem notTrusted(String host, Path ca) {
        Problem problem = refused(source(host, server.getPort(), Optional.of(ca)));
        assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_NOT_ENCRYPTED);
        assertThat(problem.place()).contains(Declared.PLACE);
        assertThat(problem.fix()).isPresent();
        return problem;
    }

    @Test
    void bothEnginesReadThroughTlsThatProvesTheServer() throws Exception {
        present(certificates.signed("authority", HERE, "-1d", 30));
        for (String host : List.of("localhost", "127.0.0.1")) {
            try (PostgresSource extractor = new PostgresSource(source(host, server.getPort(), Optional.of(authority)));
                    TableRead extracted = Tables.read(extractor, T, Known.NOTHING)) {
                for (Way way : Way.values()) {
                    assertThat(way.rows(extracted, LocalSpark.session()).count())
                            .isEqualTo(ROWS);
                }
                assertThat(text("select string_agg(distinct ssl::text, ' ') from pg_stat_ssl join pg_stat_activity"
                                + " using (pid) where application_name = 'alluvium'"))
                        .isEqualTo("true");
            }
        }
    }

    private static Dataset<Row> load(Path ca) {
        return LocalSpark.session()
                .read()
                .format("alluvium-postgres")
                .option("host", "localhost")
                .option("port", server.getPort())
                .option("database", "postgres")
                .option("user", "postgres")
                .option("ca", ca.toString())
                .option("table", "t")
                .load();
    }

    @Test
    void aDataFrameIsReadThroughTlsThatProvesTheServer() throws Exception {
        present(certificates.signed("authority", HERE, "-1d", 30));
        assertThat(load(authority).count()).isEqualTo(ROWS);
        AlluviumException refused = catchThrowableOfType(AlluviumException.class, () -> load(stranger));
        assertThat(refused.problems().get(0).message())
                .isEqualTo("the certificate of the server at localhost:" + server.getPort()
                        + " is of no authority that is trusted");
        refused = catchThrowableOfType(AlluviumException.class, () -> load(folder.resolve("none.crt")));
        assertThat(refused.problems().get(0).message())
                .isEqualTo("ca = " + folder.resolve("none.crt") + " cannot be read");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        present(certificates.signed("authority", "dns:db.example.com", "-1d", 30));
        assertThat(notTrusted("localhost", authority).message())
                .isEqualTo("the certificate of the server at localhost:" + server.getPort()
                        + " is for another name than localhost");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        present(certificates.signed("authority", HERE, "-10d", 5));
        assertThat(notTrusted("localhost", authority).message())
                .isEqualTo("the certificate of the server at localhost:" + server.getPort() + " has expired");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        present(certificates.signed("authority", HERE, "-1d", 30));
        Problem problem = notTrusted("localhost", stranger);
        assertThat(problem.message())
                .isEqualTo("the certificate of the server at localhost:" + server.getPort()
                        + " is of no authority that is trusted");
        assertThat(problem.label()).contains("trusted are those in " + stranger);
    }

    @Test
    void aServerWithoutTlsIsRefused() {
        try (PostgresFixture plain = PostgresFixture.fresh()) {
            Problem problem = refused(source("localhost", plain.port(), Optional.of(authority)));
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_NOT_ENCRYPTED);
            assertThat(problem.message()).isEqualTo("the server at localhost:" + plain.port() + " offers no TLS");
            assertThat(problem.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("ssl = on"));
        }
    }

    @Test
    void aFileOfAuthoritiesThatIsNotThereIsToldAtItsKey() {
        Problem problem = refused(source("localhost", server.getPort(), Optional.of(folder.resolve("none.crt"))));
        assertThat(problem.code()).isEqualTo(ErrorCode.BAD_VALUE);
        assertThat(problem.message()).isEqualTo("ca = " + folder.resolve("none.crt") + " cannot be read");
        assertThat(problem.marked()).contains("ca");
    }

    /** What holds for other machines without a word in the configuration, by this one's address on its network. */
    @Test
    void aServerThatIsReachedOverANetworkHasToProveItselfByDefault() throws Exception {
        assumeTrue(address().isPresent(), "this machine has an address on a network");
        String own = address().get();
        present(certificates.signed("authority", "ip:" + own, "-1d", 30));
        Problem unproved = refused(source(own, server.getPort(), Optional.empty()));
        assertThat(unproved.code()).isEqualTo(ErrorCode.SOURCE_NOT_ENCRYPTED);
        assertThat(unproved.message())
                .isEqualTo("it is not said which authority vouches for the server at " + own + ":" + server.getPort());
        try (PostgresSource extractor = new PostgresSource(source(own, server.getPort(), Optional.of(authority)));
                TableRead extracted = Tables.read(extractor, T, Known.NOTHING)) {
            assertThat(Way.values()[0].rows(extracted, LocalSpark.session()).count())
                    .isEqualTo(ROWS);
        }
        present(certificates.signed("authority", HERE, "-1d", 30));
        assertThat(notTrusted(own, authority).message())
                .isEqualTo("the certificate of the server at " + own + ":" + server.getPort()
                        + " is for another name than " + own);
    }

    /** RDS itself would check the token; this server takes it as the password that it was given for the role. */
    @Test
    void aTokenOfRdsIsThePasswordForThisServerUserAndMoment() throws Exception {
        present(certificates.signed("authority", HERE, "-1d", 30));
        run("create role by_token login");
        run("grant select on t to by_token");
        Instant now = Instant.parse("2026-11-27T09:00:00Z");
        int port = server.getPort();
        try (AwsSettings aws = AwsSettings.of("http://127.0.0.1:1", "AKIDEXAMPLE", "canary-secret-key")) {
            String token = token(now).of("localhost", port, "by_token").reveal();
            run("alter role by_token password '" + token + "'");
            try (PostgresSource source = new PostgresSource(byToken("localhost", port, token(now)));
                    TableRead read = Tables.read(source, T, Known.NOTHING)) {
                for (Way way : Way.values()) {
                    assertThat(way.rows(read, LocalSpark.session()).count()).isEqualTo(ROWS);
                }
            }
            for (PostgresSpec other : List.of(
                    byToken("localhost", port, token(now.plusSeconds(1))), byToken("127.0.0.1", port, token(now)))) {
                Problem refused = refused(other);
                assertThat(refused.code()).isEqualTo(ErrorCode.SOURCE_REFUSED_LOGIN);
                assertThat(refused.label().orElseThrow())
                        .startsWith("the token of rds-iam is refused: the role is not");
                assertThat(refused.fix().orElseThrow())
                        .startsWith("GRANT rds_iam TO by_token; and a policy with rds-db:connect on ");
                assertThat(refused.toString()).doesNotContain("X-Amz").doesNotContain("canary");
            }
        }
    }

    @Test
    void aTokenOfRdsIsGivenOnlyOverTlsOnThisMachineToo() {
        try (PostgresFixture plain = PostgresFixture.fresh();
                AwsSettings aws = AwsSettings.of("http://127.0.0.1:1", "AKIDEXAMPLE", "canary-secret-key")) {
            Problem problem = refused(byToken("localhost", plain.port(), token(Instant.EPOCH)));
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_NOT_ENCRYPTED);
            assertThat(problem.message()).isEqualTo("the server at localhost:" + plain.port() + " offers no TLS");
            assertThat(problem.label())
                    .contains("a token of rds-iam is given only over TLS, to a server that has proved who it is");
        }
    }

    private static RdsToken token(Instant now) {
        return new RdsToken(Declared.PLACE, Optional.of(Clock.fixed(now, ZoneOffset.UTC)));
    }

    private static PostgresSpec byToken(String host, int port, RdsToken token) {
        return source(host, port, "by_token", Optional.of(token), Optional.of(authority));
    }
}
