package io.alluvium.sources.postgres;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import java.io.Serializable;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Errors of the driver in a person's words, on whichever machine they come up. The server's own text stays out: it may
 * hold values of rows.
 */
final class Faults implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String source;
    private final Place place;
    private final Duration timeout;
    private final String host;
    private final int port;
    private final String database;
    private final String user;
    private final String authorities;
    private final @Nullable Place password;

    Faults(PostgresSpec source) {
        this.source = source.name();
        this.place = source.place();
        this.timeout = source.timeout();
        this.host = source.host();
        this.port = source.port();
        this.database = source.database();
        this.user = source.user();
        this.authorities = source.ca().map(Path::toString).orElse("~/.postgresql/root.crt");
        this.password = source.password().map(SecretReference::place).orElse(null);
    }

    /** A table as it was written. */
    record Named(String from, Place place) implements Serializable {
        static Named of(PostgresTable table) {
            return new Named(table.from(), table.place());
        }
    }

    /** An error while a connection was being opened. */
    Problem ofLogin(SQLException error) {
        String state = state(error);
        if (state.equals("3D000")) {
            return login("the server at " + address() + " has no database \"" + database + "\"", state)
                    .marking("database");
        }
        if (state.startsWith("28")) {
            Problem refused = login("the server at " + address() + " refuses user " + user, state);
            return password == null
                    ? refused.marking("user")
                    : refused.at(password).marking("password");
        }
        if (state.equals("42501")) {
            return login("user " + user + " may not connect to database \"" + database + "\"", state)
                    .fixedBy("GRANT CONNECT ON DATABASE " + Sql.quoted(database) + " TO " + Sql.quoted(user) + ";");
        }
        Optional<Problem> encryption = new TlsFaults(place, host, port, authorities).of(error);
        if (encryption.isPresent()) {
            return encryption.get();
        }
        return Problem.of(ErrorCode.SOURCE_UNREACHABLE, "no answer from the database server at " + address())
                .at(place)
                .marking("host")
                .because("no connection (" + state + ")")
                .fixedBy("check host, port and that the server runs: pg_isready -h " + host + " -p " + port);
    }

    /** An error on a connection that was opened and has read no table yet. */
    Problem ofSession(SQLException error) {
        String state = state(error);
        if (isSilence(error)) {
            return silent("the server at " + address() + " said nothing for " + words(timeout))
                    .at(place)
                    .marking("host");
        }
        if (isReplayConflict(state)) {
            return replayConflict("the standby at " + address() + " ended the session", state)
                    .at(place)
                    .marking("host");
        }
        if (isEndOfSession(error, state)) {
            return Problem.of(ErrorCode.SOURCE_INTERRUPTED, "the server at " + address() + " ended the session")
                    .at(place)
                    .marking("host")
                    .because("sqlstate " + state);
        }
        return ofLogin(error);
    }

    /** A standby whose snapshot cannot be shared, see {@link SnapshotSession#isShareable}. */
    Problem ofBusyStandby() {
        return Problem.of(
                        ErrorCode.STANDBY_BUSY,
                        "the standby at " + address() + " had no moment without an open transaction of its primary in "
                                + words(SnapshotSession.PATIENCE))
                .at(place)
                .marking("host")
                .because("only at such a moment its snapshot can be shared by several sessions")
                .fixedBy("run again when long transactions of the primary have ended, or connect to the primary");
    }

    /** An error while a table was being looked at or read. */
    Problem ofTable(PostgresTable table, SQLException error) {
        return ofTable(Named.of(table), error);
    }

    /** As the other. */
    Problem ofTable(Named table, SQLException error) {
        String state = state(error);
        Problem problem = tableProblem(table, error, state);
        return problem.label().isPresent() ? problem : problem.because("sqlstate " + state);
    }

    private Problem tableProblem(Named table, SQLException error, String state) {
        String from = table.from();
        if (state.equals("42501")) {
            return at(table, ErrorCode.SOURCE_NO_RIGHT, "no right to read " + from)
                    .because("permission denied (42501), user " + user)
                    .fixedBy("GRANT SELECT ON " + from + " TO " + Sql.quotedWhereNeeded(user) + ";");
        }
        if (state.equals("42P01") || state.equals("3F000")) {
            return at(table, ErrorCode.SOURCE_TABLE_MISSING, from + " does not exist in " + database);
        }
        if (isSilence(error)) {
            return silent("the server said nothing for " + words(timeout) + " while " + from + " was read")
                    .at(table.place())
                    .marking(table.from());
        }
        if (isReplayConflict(state)) {
            return replayConflict("the standby ended the read of " + from, state)
                    .at(table.place())
                    .marking(from);
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

    /** What only reads in one snapshot never waits for another to write: it is a standby that makes way for its log. */
    private static boolean isReplayConflict(String state) {
        return state.equals("40001") || state.equals("40P01");
    }

    private static Problem replayConflict(String message, String state) {
        return Problem.of(ErrorCode.SOURCE_INTERRUPTED, message)
                .because("it had to replay the removal of rows that the snapshot still shows (" + state + ")")
                .fixedBy("on the standby: hot_standby_feedback = on, or a longer max_standby_streaming_delay");
    }

    /** A session that was silent for too long is closed by the driver. */
    private static boolean isSilence(SQLException error) {
        return cause(error, SocketTimeoutException.class).isPresent();
    }

    private Problem silent(String message) {
        return Problem.of(ErrorCode.SOURCE_SILENT, message)
                .because("timeout of source " + source + ", " + address())
                .fixedBy("raise timeout where the server needs longer, else look at the network between");
    }

    private static String words(Duration duration) {
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }

    /** Whether text of the database is not what its encoding says, or has no form in ours. */
    static boolean isAboutEncoding(SQLException error) {
        return state(error).equals("22021") || state(error).equals("22P05");
    }

    static Problem at(PostgresTable table, ErrorCode code, String message) {
        return at(Named.of(table), code, message);
    }

    static Problem at(Named table, ErrorCode code, String message) {
        return Problem.of(code, message).at(table.place()).marking(table.from());
    }

    /** The driver's error in a chain of causes. */
    static Optional<SQLException> in(Throwable failure) {
        return cause(failure, SQLException.class);
    }

    /** What a reader, perhaps in a task of Spark, has explained already. */
    static Optional<AlluviumException> known(Throwable failure) {
        return cause(failure, AlluviumException.class);
    }

    static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 50; depth++) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private Problem login(String message, String state) {
        return Problem.of(ErrorCode.SOURCE_REFUSED_LOGIN, message).at(place).because("refused (" + state + ")");
    }

    private String address() {
        return host + ":" + port;
    }

    private static String state(SQLException error) {
        return error.getSQLState() == null ? "no sqlstate" : error.getSQLState();
    }
}
