package io.alluvium.source.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateExpiredException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The faults of a database that is no PostgreSQL. */
class ServerFaultsTest {
    private static final Place PLACE = new Place("alluvium.conf", 3);
    private static final NamedTable TABLE = new NamedTable("`shop`.`orders`", PLACE);
    private static final ServerFaults FAULTS = new ServerFaults(
            new Address("shop", PLACE, "db.example", 3306, "shop", "reader", Duration.ofMinutes(2), null),
            "root.pem",
            new Meanings());

    /** As MySQL's states and numbers are. */
    private record Meanings() implements ErrorMeanings {
        @Override
        public Meaning of(SQLException error) {
            if (error.getErrorCode() == 1142) {
                return Meaning.NO_RIGHT;
            }
            return ServerFaults.state(error).startsWith("08") ? Meaning.SESSION_ENDED : Meaning.OTHER;
        }

        @Override
        public Optional<String> words(SQLException error) {
            return error.getErrorCode() == 1040 ? Optional.of("too many connections") : Optional.empty();
        }

        @Override
        public String givesConnections(String user) {
            return "max_connections";
        }

        @Override
        public Optional<Encryption> encryption(String message) {
            return message.contains("no ssl") ? Optional.of(Encryption.NOT_OFFERED) : Optional.empty();
        }

        @Override
        public String enablesTls() {
            return "require_secure_transport = on";
        }

        @Override
        public String grantsReading(String from, String user) {
            return "GRANT SELECT ON " + from + " TO '" + user + "'@'%';";
        }

        @Override
        public String asksWhoHolds(String from) {
            return "SHOW PROCESSLIST";
        }

        @Override
        public String asksServer(Address address) {
            return "mysqladmin ping";
        }
    }

    @Test
    void aDatabaseSaysWhatItsErrorsMeanAndTheWordsAreOurs() {
        Problem problem = FAULTS.ofTable(TABLE, new SQLException("SELECT denied for 4711", "42000", 1142));

        assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_NO_RIGHT);
        assertThat(problem.message()).isEqualTo("no right to read `shop`.`orders`");
        assertThat(problem.label()).contains("permission denied (42000), user reader");
        assertThat(problem.fix()).contains("GRANT SELECT ON `shop`.`orders` TO 'reader'@'%';");
    }

    @Test
    void theServersTextIsNeverShown() {
        Problem problem = FAULTS.ofTable(TABLE, new SQLException("row 4711 is bad", "HY000"));

        assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_FAILED);
        assertThat(problem.toString()).contains("sqlstate HY000").doesNotContain("4711");
    }

    @Test
    void silenceIsToldFromAnEndWhateverTheStateIs() {
        SQLException silent = new SQLException("timed out", "08S01", new SocketTimeoutException());

        assertThat(FAULTS.ofTable(TABLE, silent).message())
                .isEqualTo("the server said nothing for 2 min while `shop`.`orders` was read");
        assertThat(FAULTS.ofSession(silent).code()).isEqualTo(ErrorCode.SOURCE_SILENT);
        assertThat(FAULTS.ofSession(new SQLException("gone", "08S01")).message())
                .isEqualTo("the server at db.example:3306 ended the session");
    }

    @Test
    void whatIsNotForeseenIsCalledSoAndLeadsToTheServersLog() {
        Problem problem = FAULTS.ofSession(new SQLException("row 4711 is bad", "HY000"));

        assertThat(problem.message())
                .isEqualTo("the server at db.example:3306 refuses what every session asks: this is not expected");
        assertThat(problem.label()).contains("sqlstate HY000");
        assertThat(problem.fix().orElseThrow()).startsWith("the server's own log has its words");
    }

    @Test
    void aServerWithoutAConnectionLeftIsNoServerThatDoesNotAnswer() {
        Problem problem = FAULTS.noConnectionLeft(new SQLException("too many", "08004", 1040));

        assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_EXHAUSTED);
        assertThat(problem.code().kind().retryable()).isTrue();
        assertThat(problem.label()).contains("too many connections (08004)");
        assertThat(problem.fix().orElseThrow()).endsWith("or allow more: max_connections");
    }

    @Test
    void whyNoConnectionCameAboutIsToldByCertificatesFirst() {
        SQLException expired = new SQLException("handshake", "08001", new CertificateExpiredException());

        assertThat(FAULTS.noConnection(expired).message())
                .isEqualTo("the certificate of the server at db.example:3306 has expired");
        assertThat(FAULTS.noConnection(new SQLException("No SSL here", "08001")).fix())
                .contains("enable TLS on the server: require_secure_transport = on");
        assertThat(FAULTS.noConnection(new SQLException("refused", "08001")).fix())
                .contains("check host, port and that the server runs: mysqladmin ping");
    }

    @Test
    void theLogHasTheServersWordsOnlyWhereTheyNameNoValue() {
        SQLException quotes = new SQLException("row 4711 is bad", "22000");
        SQLException names = new SQLException("no right", "28000");

        assertThat(LoggedError.of(names, Set.of("28"))).isSameAs(names);
        assertThat(LoggedError.of(new IllegalStateException("wrapped", quotes), Set.of("28")))
                .hasMessageNotContaining("wrapped")
                .cause()
                .hasMessageContaining("SQLException, SQL state 22000")
                .hasMessageNotContaining("4711");
    }
}
