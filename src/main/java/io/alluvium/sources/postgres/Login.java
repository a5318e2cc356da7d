package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.budget.ProbedSockets;
import io.alluvium.source.database.DeclaredDatabase;
import io.alluvium.source.database.RotatedLogin;
import io.alluvium.source.fault.ServerFaults;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Pattern;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/**
 * How connections to one database are opened, ours and those of Spark's tasks alike. Address and properties are built
 * here from typed fields; nothing that a user wrote reaches the driver as a property's name.
 */
final class Login {
    /** At most; nothing has to be computed before a login is done. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private static final Duration LOGIN = Duration.ofSeconds(20);

    private static final String WRONG_PASSWORD = "28P01";

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern IPV6 = Pattern.compile("\\[?([0-9A-Fa-f:]+(?:\\.[0-9.]+)?)]?");

    private final DeclaredDatabase source;
    private final boolean writes;

    Login(PostgresSpec source) {
        this(source.declared(), false);
    }

    /** @param writes whether its sessions may write */
    Login(DeclaredDatabase source, boolean writes) {
        this.source = source;
        this.writes = writes;
    }

    /** Host and port only: user and password never stand in an address. */
    String url() {
        return "jdbc:postgresql://" + host() + ":" + source.port() + "/"
                + URLEncoder.encode(source.database(), StandardCharsets.UTF_8);
    }

    /** The driver's properties, the password included, looked up anew at each call. */
    Properties properties() {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, source.user());
        source.password()
                .ifPresent(password -> PGProperty.PASSWORD.set(
                        properties,
                        password.of(source.host(), source.port(), source.user()).reveal()));
        PGProperty.APPLICATION_NAME.set(properties, "alluvium");
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds(source.atMost(CONNECT)));
        PGProperty.LOGIN_TIMEOUT.set(properties, seconds(source.atMost(LOGIN)));
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds(source.timeout()));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.SOCKET_FACTORY.set(properties, ProbedSockets.class.getName());
        PGProperty.READ_ONLY.set(properties, !writes);
        PGProperty.SSL_MODE.set(properties, source.mayBePlain() ? "prefer" : "verify-full");
        source.authorities().ifPresent(file -> PGProperty.SSL_ROOT_CERT.set(properties, file));
        // Error details of the server may hold values of rows.
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        return properties;
    }

    Connection open() throws SQLException {
        return new RotatedLogin(
                        source.password(),
                        this::properties,
                        error -> ServerFaults.state(error).equals(WRONG_PASSWORD))
                .open(properties -> connect(url(), properties));
    }

    /** @throws io.alluvium.failure.AlluviumException telling a person what became of it */
    Connection open(Faults faults) {
        try {
            return open();
        } catch (SQLException e) {
            throw faults.ofLogin(e).asException(Faults.logged(e));
        }
    }

    static Connection connect(String url, Properties properties) throws SQLException {
        Connection connection = new Driver().connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not take the address", "08001");
        }
        return connection;
    }

    /** Whether the server only replays another; it says so when a connection is opened. */
    static boolean leadsToStandby(Connection connection) throws SQLException {
        return "on".equals(connection.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"));
    }

    private String host() {
        if (HOST_NAME.matcher(source.host()).matches()) {
            return source.host();
        }
        var address = IPV6.matcher(source.host());
        if (address.matches()) {
            return "[" + address.group(1) + "]";
        }
        throw Problem.of(ErrorCode.BAD_VALUE, "not a host name or address: " + source.host())
                .at(source.place())
                .marking("host")
                .asException();
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.plusMillis(999).toSeconds());
    }
}
