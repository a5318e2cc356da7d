package io.alluvium.extract.postgres;

import io.alluvium.config.PostgresSource;
import io.alluvium.config.PostgresTable;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Errors of the driver in a person's words. The server's own text stays out: it may hold values of rows. */
final class Faults {
    private final PostgresSource source;

    Faults(PostgresSource source) {
        this.source = source;
    }

    /** An error while a connection was being opened. */
    Problem ofLogin(SQLException error) {
        String state = state(error);
        if (state.equals("3D000")) {
            return login("the server at " + address() + " has no database \"" + source.database() + "\"", state)
                    .marking("database");
        }
        if (state.startsWith("28")) {
            Problem refused = login("the server at " + address() + " refuses user " + source.user(), state);
            return source.password()
                    .map(SecretReference::place)
                    .map(place -> refused.at(place).marking("password"))
                    .orElse(refused.marking("user"));
        }
        if (state.equals("42501")) {
            return login("user " + source.user() + " may not connect to database \"" + source.database() + "\"", state)
                    .fixedBy("GRANT CONNECT ON DATABASE " + Sql.quoted(source.database()) + " TO "
                            + Sql.quoted(source.user()) + ";");
        }
        if (isAbout(error, SSLException.class) || isWithoutTls(error)) {
            return Problem.of(
                            ErrorCode.SOURCE_NOT_ENCRYPTED,
                            "no verified TLS connection to " + address() + "; any host but this machine needs one")
                    .at(source.place())
                    .marking("host")
                    .because("TLS failed (" + state + ")")
                    .fixedBy("enable TLS on the server and put its authority's certificate into"
                            + " ~/.postgresql/root.crt");
        }
        return Problem.of(ErrorCode.SOURCE_UNREACHABLE, "no answer from the database server at " + address())
                .at(source.place())
                .marking("host")
                .because("no connection (" + state + ")")
                .fixedBy("check host, port and that the server runs: pg_isready -h " + source.host() + " -p "
                        + source.port());
    }

    /** An error while a table was being looked at or read. */
    Problem ofTable(PostgresTable table, SQLException error) {
        String state = state(error);
        Problem problem = tableProblem(table, error, state);
        return problem.label().isPresent() ? problem : problem.because("sqlstate " + state);
    }

    private Problem tableProblem(PostgresTable table, SQLException error, String state) {
        String from = table.from();
        if (state.equals("42501")) {
            return at(table, ErrorCode.SOURCE_NO_RIGHT, "no right to read " + from)
                    .because("permission denied (42501), user " + source.user())
                    .fixedBy("GRANT SELECT ON " + from + " TO " + Sql.quotedWhereNeeded(source.user()) + ";");
        }
        if (state.equals("42P01") || state.equals("3F000")) {
            return at(table, ErrorCode.SOURCE_TABLE_MISSING, from + " does not exist in " + source.database());
        }
        if (isEndOfSession(error, state)) {
            return at(table, ErrorCode.SOURCE_INTERRUPTED, "the server ended the session that read " + from);
        }
        if (isAboutEncoding(error)) {
            return at(
                    table,
                    ErrorCode.SOURCE_VALUE_UNSUPPORTED,
                    "a column of " + from + " holds text that has no form in UTF-8");
        }
        if (state.equals("42703") || state.equals("42883") || state.equals("42704")) {
            return at(table, ErrorCode.SOURCE_SCHEMA_CHANGED, "the columns of " + from + " changed while it was read");
        }
        return at(table, ErrorCode.SOURCE_FAILED, "reading " + from + " failed");
    }

    /** Whether the session, or the exported snapshot that it needs, is gone. */
    private static boolean isEndOfSession(SQLException error, String state) {
        // The last is of a session that is just ending: its snapshot is still there, and it is not any more.
        boolean snapshotGone = (state.equals("22023") || state.equals("42704") || state.equals("55000"))
                && String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT).contains("snapshot");
        return snapshotGone
                || state.startsWith("08")
                || state.startsWith("57")
                || state.startsWith("25P")
                || state.startsWith("40")
                || state.startsWith("53");
    }

    /** Whether text of the database is not what its encoding says, or has no form in ours. */
    static boolean isAboutEncoding(SQLException error) {
        return state(error).equals("22021") || state(error).equals("22P05");
    }

    static Problem at(PostgresTable table, ErrorCode code, String message) {
        return Problem.of(code, message).at(table.place()).marking(table.from());
    }

    /** The driver's error in a chain of causes. */
    static Optional<SQLException> in(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 50; depth++) {
            if (cause instanceof SQLException error) {
                return Optional.of(error);
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static boolean isAbout(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 50; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** The driver has no state of its own for a server without TLS or a missing root certificate. */
    private static boolean isWithoutTls(SQLException error) {
        String message = String.valueOf(error.getMessage());
        return message.contains("SSL") || message.contains("root.crt");
    }

    private Problem login(String message, String state) {
        return Problem.of(ErrorCode.SOURCE_REFUSED_LOGIN, message)
                .at(source.place())
                .because("refused (" + state + ")");
    }

    private String address() {
        return source.host() + ":" + source.port();
    }

    private static String state(SQLException error) {
        return error.getSQLState() == null ? "no sqlstate" : error.getSQLState();
    }
}
