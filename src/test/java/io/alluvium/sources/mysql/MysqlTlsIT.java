package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.Certificates;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.MariadbServer;
import io.alluvium.secret.Password;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.database.DeclaredDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A MariaDB with TLS, whose certificate is exchanged, and which asks some users for theirs. */
class MysqlTlsIT {
    private static final DatabaseTable T = Declared.snapshot("t", "t", "id");
    private static final String HERE = "dns:localhost,ip:127.0.0.1";
    private static final int ROWS = 20_000;

    @TempDir
    static Path folder;

    private static Certificates certificates;
    private static Path authority;
    private static Path stranger;
    private static MariadbServer server;
    private static MariadbFixture database;

    @BeforeAll
    static void start() throws IOException {
        certificates = new Certificates(folder);
        authority = certificates.authority("authority");
        stranger = certificates.authority("stranger");
        Path certificate = folder.resolve("server.crt");
        Files.copy(certificates.signed("authority", HERE, "-1d", 30), certificate);
        server = MariadbServer.start(
                "--ssl-cert=" + certificate, "--ssl-key=" + certificates.key(), "--ssl-ca=" + authority);
        database = MariadbFixture.fresh(server);
        database.run(
                "create table t (id int primary key, v text)",
                "insert into t select seq, md5(seq) from seq_1_to_" + ROWS,
                "create user certified@'127.0.0.1' require issuer '/CN=authority'",
                "grant select on *.* to certified@'127.0.0.1'");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void present(Path certificate) throws IOException {
        Files.copy(certificate, folder.resolve("server.crt"), StandardCopyOption.REPLACE_EXISTING);
        database.run("flush ssl");
    }

    private static MysqlSpec source(
            String host, int port, String user, Optional<Path> ca, Optional<Certificate> certificate) {
        return new MysqlSpec(
                new DeclaredDatabase(
                        "shop",
                        Declared.PLACE,
                        host,
                        port,
                        database.database(),
                        user,
                        Optional.empty(),
                        ca,
                        4,
                        Duration.ofSeconds(30),
                        SchemaChange.ADD,
                        ChosenTables.of(List.of(T))),
                Consistent.LOG,
                certificate);
    }

    private static MysqlSpec source(String host, Path ca) {
        return source(host, server.port(), MariadbFixture.READER, Optional.of(ca), Optional.empty());
    }

    private static long rows(MysqlSpec spec) {
        try (MysqlSource source = new MysqlSource(spec)) {
            source.connect();
            Look look = source.look(T, Known.NOTHING);
            try (TableRead read = ((Look.Changed) look).reader().read()) {
                return Way.columns(read, LocalSpark.session()).count();
            }
        }
    }

    private static Problem refused(MysqlSpec spec) {
        try (MysqlSource source = new MysqlSource(spec)) {
            return catchThrowableOfType(AlluviumException.class, source::connect)
                    .problems()
                    .get(0);
        }
    }

    private static String notTrusted(String host, Path ca) {
        Problem problem = refused(source(host, ca));
        assertThat(problem.code()).as(problem.toString()).isEqualTo(ErrorCode.SOURCE_NOT_ENCRYPTED);
        assertThat(problem.place()).contains(Declared.PLACE);
        assertThat(problem.fix()).isPresent();
        return problem.message().replace(":" + server.port(), "");
    }

    @Test
    void aTableIsReadThroughTlsThatProvesTheServer() throws IOException {
        present(certificates.signed("authority", HERE, "-1d", 30));
        database.run("alter user reader@'127.0.0.1' require ssl");
        try {
            for (String host : List.of("localhost", "127.0.0.1")) {
                assertThat(rows(source(host, authority))).isEqualTo(ROWS);
            }
        } finally {
            database.run("alter user reader@'127.0.0.1' require none");
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws IOException {
        present(certificates.signed("authority", "dns:db.example.com", "-1d", 30));
        assertThat(notTrusted("localhost", authority))
                .isEqualTo("the certificate of the server at localhost is for another name than localhost");
    }

    @Test
    void anExpiredCertificateIsRefused() throws IOException {
        present(certificates.signed("authority", HERE, "-10d", 5));
        assertThat(notTrusted("localhost", authority))
                .isEqualTo("the certificate of the server at localhost has expired");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws IOException {
        present(certificates.signed("authority", HERE, "-1d", 30));
        assertThat(notTrusted("localhost", stranger))
                .isEqualTo("the certificate of the server at localhost is of no authority that is trusted");
    }

    @Test
    void aServerWithoutTlsIsRefused() {
        try (MariadbFixture plain = MariadbFixture.fresh()) {
            Problem problem = refused(
                    source("localhost", plain.port(), MariadbFixture.READER, Optional.of(authority), Optional.empty()));
            assertThat(problem.code()).as(problem.toString()).isEqualTo(ErrorCode.SOURCE_NOT_ENCRYPTED);
            assertThat(problem.message()).isEqualTo("the server at localhost:" + plain.port() + " offers no TLS");
        }
    }

    @Test
    void aUserOfWhomACertificateIsRequiredReadsWithItAlone() throws IOException {
        present(certificates.signed("authority", HERE, "-1d", 30));
        Path secret = Files.writeString(folder.resolve("secret"), Certificates.PASSWORD);
        Optional<Password> password = Password.parse("file:" + secret, Declared.PLACE);
        Certificate own = new Certificate(certificates.client("own", "authority"), password);
        Certificate other = new Certificate(certificates.client("other", "stranger"), password);

        assertThat(rows(certified(Optional.of(own)))).isEqualTo(ROWS);
        assertThat(refused(certified(Optional.empty())).code()).isEqualTo(ErrorCode.SOURCE_REFUSED_LOGIN);
        assertThat(refused(certified(Optional.of(other))).code())
                .isIn(ErrorCode.SOURCE_REFUSED_LOGIN, ErrorCode.SOURCE_UNREACHABLE, ErrorCode.SOURCE_NOT_ENCRYPTED);
        Problem missing = refused(certified(Optional.of(new Certificate(folder.resolve("none.p12"), password))));
        assertThat(missing.message()).isEqualTo("certificate = " + folder.resolve("none.p12") + " cannot be read");
    }

    private static MysqlSpec certified(Optional<Certificate> certificate) {
        return source("localhost", server.port(), "certified", Optional.of(authority), certificate);
    }
}
