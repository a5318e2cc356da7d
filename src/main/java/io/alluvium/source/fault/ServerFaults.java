package io.alluvium.source.fault;

import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.Serializable;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Tells a person what went wrong at a database, on whichever machine. The server's own text stays out: it may hold
 * values of rows.
 *
 * @param authorities the file of certificates that are trusted
 */
public record ServerFaults(Address address, String authorities, ErrorMeanings meanings) implements Serializable {

    /** There is no such database at the server. */
    public Problem noDatabase(SQLException error) {
        return login("the server at " + address.server() + " has no database \"" + address.database() + "\"", error)
                .marking("database");
    }

    /** The server takes the user or the password for wrong. */
    public Problem refusedUser(SQLException error) {
        Problem refused = login("the server at " + address.server() + " refuses user " + address.user(), error);
        return address.password()
                .map(place -> refused.at(place).marking("password"))
                .orElseGet(() -> refused.marking("user"));
    }

    /** The server refuses the login for another reason. */
    public Problem login(String message, SQLException error) {
        return Problem.of(ErrorCode.SOURCE_REFUSED_LOGIN, message)
                .at(address.place())
                .because("refused (" + state(error) + ")");
    }

    /** No connection came about. */
    public Problem noConnection(SQLException error) {
        return new TlsFaults(address, authorities, meanings)
                .of(error)
                .orElseGet(() -> Problem.of(
                                ErrorCode.SOURCE_UNREACHABLE,
                                "no answer from the database server at " + address.server())
                        .at(address.place())
                        .marking("host")
                        .because("no connection (" + state(error) + ")")
                        .fixedBy("check host, port and that the server runs: " + meanings.asksServer(address)));
    }

    /** An error on a connection that was opened and has read no table; empty where it may be about the login. */
    public Optional<Problem> ofSession(SQLException error) {
        if (isSilence(error)) {
            return Optional.of(silent("the server at " + address.server() + " said nothing for " + address.patience())
                    .at(address.place())
                    .marking("host"));
        }
        return meanings.of(error) == ErrorMeanings.Meaning.SESSION_ENDED
                ? Optional.of(Problem.of(
                                ErrorCode.SOURCE_INTERRUPTED,
                                "the server at " + address.server() + " ended the session")
                        .at(address.place())
                        .marking("host")
                        .because("sqlstate " + state(error)))
                : Optional.empty();
    }

    /** An error while a table was being looked at or read. */
    public Problem ofTable(NamedTable table, SQLException error) {
        Problem problem = problem(table, error);
        return problem.label().isPresent() ? problem : problem.because("sqlstate " + state(error));
    }

    private Problem problem(NamedTable table, SQLException error) {
        String from = table.from();
        if (isSilence(error)) {
            return silent("the server said nothing for " + address.patience() + " while " + from + " was read")
                    .at(table.place())
                    .marking(from);
        }
        return switch (meanings.of(error)) {
            case NO_RIGHT ->
                table.problem(ErrorCode.SOURCE_NO_RIGHT, "no right to read " + from)
                        .because("permission denied (" + state(error) + "), user " + address.user())
                        .fixedBy(meanings.grantsReading(from, address.user()));
            case TABLE_MISSING ->
                table.problem(ErrorCode.SOURCE_TABLE_MISSING, from + " does not exist in " + address.database());
            case SESSION_ENDED ->
                table.problem(ErrorCode.SOURCE_INTERRUPTED, "the server ended the session that read " + from);
            case NO_TEXT ->
                table.problem(
                        ErrorCode.SOURCE_VALUE_UNSUPPORTED,
                        "a column of " + from + " holds text that has no form in UTF-8");
            case COLUMNS_CHANGED ->
                table.problem(ErrorCode.SOURCE_SCHEMA_CHANGED, "the columns of " + from + " changed while it was read");
            case OTHER -> table.problem(ErrorCode.SOURCE_FAILED, "reading " + from + " failed");
        };
    }

    /** A session that was silent for too long is closed by the driver. */
    private static boolean isSilence(SQLException error) {
        return Causes.has(error, SocketTimeoutException.class);
    }

    private Problem silent(String message) {
        return Problem.of(ErrorCode.SOURCE_SILENT, message)
                .because("timeout of source " + address.source() + ", " + address.server())
                .fixedBy("raise timeout where the server needs longer, else look at the network between");
    }

    /** For people. */
    public static String state(SQLException error) {
        return error.getSQLState() == null ? "no sqlstate" : error.getSQLState();
    }
}
