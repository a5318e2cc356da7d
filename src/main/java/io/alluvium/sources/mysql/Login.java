package io.alluvium.sources.mysql;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.budget.ProbedSockets;
import io.alluvium.source.database.DeclaredDatabase;
import io.alluvium.source.database.RotatedLogin;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/**
 * How connections to one database are opened. Address and properties are built here from typed fields; nothing that a user
 * wrote reaches the driver as a property's name.
 */
final class Login {
    /** What has the driver. */
    static final String LIBRARY = "org.mariadb.jdbc:mariadb-java-client:3.5.11";

    private static final String DRIVER = "org.mariadb.jdbc.Driver";

    /** Access denied for user. */
    private static final int WRONG_PASSWORD = 1045;

    /** At most; nothing has to be computed before a login is done. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /**
     * So that values have one text form, that what we write means one thing, that nothing limits what is read, and that the
     * server waits for a reader that writes files meanwhile.
     */
    private static final String ONE_FORM = "set session time_zone = '+00:00', sql_mode = 'NO_BACKSLASH_ESCAPES',"
            + " collation_connection = utf8mb4_bin, sql_select_limit = 18446744073709551615, sql_big_selects = 1,"
            + " sql_safe_updates = 0, lock_wait_timeout = 1, net_write_timeout = %1$d, net_read_timeout = %1$d,"
            + " wait_timeout = 86400";

    private static final String ONE_FORM_OF_MYSQL =
            ONE_FORM + ", max_execution_time = 0, information_schema_stats_expiry = 0";
    private static final String ONE_FORM_OF_MARIADB = ONE_FORM
            + ", max_statement_time = 0, idle_transaction_timeout = 0, idle_readonly_transaction_timeout = 0,"
            + " idle_write_transaction_timeout = 0";

    private final DeclaredDatabase source;
    private final Optional<Certificate> certificate;

    Login(MysqlSpec source) {
        this.source = source.declared();
        this.certificate = source.certificate();
    }

    /**
     * A session whose values have one form, with no transaction open.
     *
     * @throws io.alluvium.failure.AlluviumException where the driver is not there, which is no part of our jar
     */
    Connection open() throws SQLException {
        requireDriver();
        Connection connection = new RotatedLogin(
                        source.password(), this::properties, error -> error.getErrorCode() == WRONG_PASSWORD)
                .open(this::connect);
        try (Statement statement = connection.createStatement()) {
            String settings = isMariaDb(connection) ? ONE_FORM_OF_MARIADB : ONE_FORM_OF_MYSQL;
            statement.execute(settings.formatted(source.timeout().toSeconds()));
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** @throws io.alluvium.failure.AlluviumException telling a person what became of it */
    Connection open(Faults faults) {
        try {
            return open();
        } catch (SQLException e) {
            throw faults.ofLogin(e).asException(Faults.logged(e));
        }
    }

    private void requireDriver() {
        try {
            Class.forName(DRIVER, false, Login.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw Problem.of(ErrorCode.UNSUPPORTED_RUNTIME, "the driver for MySQL and MariaDB is not on the class path")
                    .at(source.place())
                    .because("its licence, LGPL, wants it to be a jar of its own")
                    .fixedBy("start with bin/alluvium, or with spark-submit --packages " + LIBRARY)
                    .asException(e);
        }
    }

    /** Whether the server is MariaDB, and no MySQL. */
    static boolean isMariaDb(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().contains("MariaDB");
    }

    private Connection connect(Properties properties) throws SQLException {
        String host = source.host().contains(":") && !source.host().startsWith("[")
                ? "[" + source.host() + "]"
                : source.host();
        // The database is a property, for an address would need it encoded.
        Connection connection = new Driver().connect("jdbc:mariadb://" + host + ":" + source.port() + "/", properties);
        if (connection == null) {
            throw new SQLException("the driver does not take the address", "08001");
        }
        connection.setCatalog(source.database());
        return connection;
    }

    /** The driver's properties, the password included, looked up anew at each call. */
    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", source.user());
        source.password()
                .ifPresent(password -> properties.setProperty(
                        "password",
                        password.of(source.host(), source.port(), source.user()).reveal()));
        properties.setProperty(
                "connectTimeout", Long.toString(source.atMost(CONNECT).toMillis()));
        properties.setProperty("socketTimeout", Long.toString(source.timeout().toMillis()));
        properties.setProperty("socketFactory", ProbedSockets.class.getName());
        properties.setProperty("connectionAttributes", "program_name:alluvium");
        properties.setProperty("allowLocalInfile", "false");
        properties.setProperty("useServerPrepStmts", "false");
        boolean plain = source.mayBePlain() && certificate.isEmpty();
        properties.setProperty("sslMode", plain ? "disable" : "verify-full");
        if (plain) {
            properties.setProperty("allowPublicKeyRetrieval", "true");
        }
        certificate.ifPresent(file -> file.into(properties, source));
        source.authorities().ifPresent(file -> properties.setProperty("serverSslCert", file));
        return properties;
    }
}
