package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.Certificates;
import io.alluvium.fixture.SparkFixture;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects that are made from a server with TLS, whose authority {@code init --ca} names. */
class InitWithTlsIT {
    @TempDir
    static Path keys;

    private static Path authority;
    private static Path stranger;
    private static EmbeddedPostgres server;

    @TempDir
    Path folder;

    private Program program = new Program(Path.of("."));

    @BeforeAll
    static void start() throws IOException, SQLException {
        Certificates certificates = new Certificates(keys);
        authority = certificates.authority("authority");
        stranger = certificates.authority("stranger");
        server = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("ssl", "on")
                .setServerConfig(
                        "ssl_cert_file",
                        certificates
                                .signed("authority", "dns:localhost", "-1d", 30)
                                .toString())
                .setServerConfig("ssl_key_file", certificates.key().toString())
                .start();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table orders as select i as id from generate_series(1, 9) i");
            statement.execute("alter table orders add primary key (id)");
        }
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void inAFolder() {
        SparkFixture.on(folder);
        program = new Program(folder);
    }

    private static String url() {
        return "postgres://postgres@localhost:" + server.getPort() + "/postgres";
    }

    @Test
    void theWrittenProjectNamesTheAuthorityAndRunsWithIt() {
        program.succeeds("init", "--from", url(), "--ca", authority.toString(), "shop");

        assertThat(program.file("shop/project.conf")).contains("""
                    user = "postgres"
                    ca = "%s"      # the authorities that may vouch for the server

                    tables {
                """.formatted(authority));
        program.succeeds("run", "--project", "shop");
        assertThat(program.screen()).contains("extracted  raw.orders", "9 rows");
    }

    @Test
    void anAuthorityInTheProjectsFolderMovesWithIt() throws IOException {
        Path own = Files.createDirectories(folder.resolve("shop/conf")).resolve("root.crt");
        Files.copy(authority, own);

        program.succeeds("init", "--from", url(), "--ca", "shop/conf/root.crt", "shop");

        assertThat(program.file("shop/project.conf")).contains("    ca = \"conf/root.crt\"      #");
        Files.move(folder.resolve("shop"), folder.resolve("moved"));
        program.succeeds("plan", "--project", "moved");
    }

    @Test
    void aServerThatProvesNothingIsRefusedInWordsOfTheCommandLine() {
        assertThat(program.run("init", "--from", url(), "--ca", stranger.toString(), "shop"))
                .isEqualTo(2);

        assertThat(program.screen())
                .contains("the certificate of the server at localhost:" + server.getPort()
                        + " is of no authority that is trusted")
                .contains("fix:  --ca /path/to/root.crt, the certificate of the authority that signed the server's; on"
                        + " Amazon RDS its bundle")
                .doesNotContain("ca = ");
        assertThat(folder.resolve("shop")).doesNotExist();
    }

    @Test
    void aFileOfAuthoritiesThatIsNotThereIsSaid() {
        assertThat(program.run("init", "--from", url(), "--ca", "none.crt", "shop"))
                .isEqualTo(2);

        assertThat(program.screen()).contains(folder.resolve("none.crt") + " cannot be read");
        assertThat(folder.resolve("shop")).doesNotExist();
    }

    @Test
    void anAuthorityWithoutADatabaseIsAUsageError() {
        assertThat(program.run("init", "--ca", authority.toString(), "shop")).isEqualTo(2);

        assertThat(program.screen()).contains("--password, --ca and --schema say more of a database that --from names");
        assertThat(folder.resolve("shop")).doesNotExist();
    }
}
