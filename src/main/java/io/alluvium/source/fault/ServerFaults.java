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

    /** What is wrong with the encryption of a connection that did not come about; empty where it is something else. */
    public Optional<Problem> notEncrypted(SQLException error) {
        return new TlsFaults(address, authorities, meanings).of(error);
    }

    /** No connection came about. */
    public Problem noConnection(SQLException error) {
        return notEncrypted(error)
                .orElseGet(() -> Problem.of(
                                ErrorCode.SOURCE_UNREACHABLE,
                                "no answer from the database server at " + address.server())
                        .at(address.place())
                        .marking("host")
                        .because("no connection (" + state(error) + ")")
                        .fixedBy("check host, port and that the server runs: " + meanings.asksServer(address)));
    }

    /** The server answers and gives no session, for now or for a reason that is not known here. */
    public Problem noSession(String message, SQLException error) {
        return Problem.of(ErrorCode.SOURCE_UNREACHABLE, message)
                .at(address.place())
                .marking("host")
                .because(meanings.words(error).map(words -> words + " ").orElse("") + "(" + state(error) + ")")
                .fixedBy("run again when it takes connections: " + meanings.asksServer(address));
    }

    /** No connection is left, for this user or for all. */
    public Problem noConnectionLeft(SQLException error) {
        return Problem.of(ErrorCode.SOURCE_EXHAUSTED, "the server at " + address.server() + " has no connection left")
                .at(address.place())
                .marking("host")
                .because(meanings.words(error).orElse("too many connections") + " (" + state(error) + ")")
                .fixedBy("run again when others have ended, take fewer with connections = 2, or allow more: "
                        + meanings.givesConnections(address.user()));
    }

    /** An error on a connection that was opened and has read no table. */
    public Problem ofSession(SQLException error) {
        Problem problem = session(error).at(address.place()).marking("host");
        return problem.label().isPresent() ? problem : problem.because("sqlstate " + state(error));
    }

    private Problem session(SQLException error) {
        String server = "the server at " + address.server();
        if (isSilence(error)) {
            return silent(server + " said nothing for " + address.patience());
        }
        return switch (meanings.of(error)) {
            case SESSION_ENDED -> Problem.of(ErrorCode.SOURCE_INTERRUPTED, server + " ended the session");
            case CANCELLED -> Problem.of(ErrorCode.SOURCE_INTERRUPTED, server + " cancelled a question");
            case LOCKED -> Problem.of(ErrorCode.SOURCE_SILENT, server + " gave no lock on its catalog");
            case EXHAUSTED -> exhausted(server + " has not enough left to look into its catalog", error);
            case NO_TEXT ->
                Problem.of(
                                ErrorCode.SOURCE_VALUE_UNSUPPORTED,
                                "a name in the catalog of " + address.database() + " has no form in UTF-8")
                        .fixedBy("rename it at the server, in a session with the encoding that it was named in");
            case NO_RIGHT -> noCatalog(error);
            case TABLE_MISSING, COLUMNS_CHANGED, NO_OPERATION, NOT_COMPUTED, BEYOND, OTHER ->
                unexpected(server + " refuses what every session asks", error);
        };
    }

    private Problem noCatalog(SQLException error) {
        return Problem.of(
                        ErrorCode.SOURCE_NO_RIGHT,
                        "user " + address.user() + " may not look into the catalog of " + address.database())
                .because(meanings.words(error).orElse("permission denied") + " (" + state(error) + ")")
                .fixedBy("give back what every user has by default, or take another user");
    }

    private Problem unexpected(String message, SQLException error) {
        return Problem.of(ErrorCode.SOURCE_FAILED, message + ": this is not expected")
                .because(meanings.words(error).map(words -> words + ", ").orElse("") + "sqlstate " + state(error))
                .fixedBy(
                        "the server's own log has its words, which may hold values and are not repeated here; report it"
                                + " with the log of this run where they do not explain it");
    }

    private Problem exhausted(String message, SQLException error) {
        return Problem.of(ErrorCode.SOURCE_EXHAUSTED, message)
                .because(meanings.words(error).map(words -> words + " ").orElse("") + "(" + state(error) + ")")
                .fixedBy("make room at the server, or run again when it has less to do");
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
            case NO_RIGHT -> noRight(table, error);
            case TABLE_MISSING ->
                table.problem(ErrorCode.SOURCE_TABLE_MISSING, from + " does not exist in " + address.database());
            case SESSION_ENDED ->
                table.problem(ErrorCode.SOURCE_INTERRUPTED, "the server ended the session that read " + from);
            case CANCELLED ->
                table.problem(ErrorCode.SOURCE_INTERRUPTED, "somebody at the server cancelled the read of " + from);
            case LOCKED ->
                table.problem(ErrorCode.SOURCE_SILENT, "another session holds " + from + ", or what it reads")
                        .because("no lock in time (" + state(error) + ")")
                        .fixedBy("run again when it has ended: " + meanings.asksWhoHolds(from));
            case EXHAUSTED -> of(table, exhausted("the server has not enough left to read " + from, error));
            case BEYOND ->
                table.problem(ErrorCode.SOURCE_FAILED, "a server that " + from + " is read through did not answer")
                        .fixedBy("look at that server; then run again");
            case NOT_COMPUTED -> notComputed(table, error);
            case NO_TEXT ->
                table.problem(
                        ErrorCode.SOURCE_VALUE_UNSUPPORTED,
                        "a column of " + from + " holds text that has no form in UTF-8");
            case COLUMNS_CHANGED ->
                table.problem(ErrorCode.SOURCE_SCHEMA_CHANGED, "the columns of " + from + " changed while it was read");
            case NO_OPERATION -> noOperation(table, error);
            case OTHER -> of(table, unexpected("reading " + from + " failed", error));
        };
    }

    private Problem noRight(NamedTable table, SQLException error) {
        return table.problem(ErrorCode.SOURCE_NO_RIGHT, "no right to read " + table.from())
                .because("permission denied (" + state(error) + "), user " + address.user())
                .fixedBy(meanings.grantsReading(table.from(), address.user()));
    }

    private Problem notComputed(NamedTable table, SQLException error) {
        String why = meanings.words(error).map(words -> ": " + words).orElse("");
        return table.problem(ErrorCode.SOURCE_QUERY_FAILED, table.from() + " fails at the server" + why)
                .fixedBy("mend what it computes, there: SELECT * FROM " + table.from() + " fails too");
    }

    private Problem noOperation(NamedTable table, SQLException error) {
        return table.problem(
                        ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                        "a column of " + table.from() + " has a type that the server cannot compare or convert")
                .because(meanings.words(error).orElse("no such operation") + " (" + state(error) + ")")
                .fixedBy("name other columns in key, or read a view that casts the column");
    }

    private static Problem of(NamedTable table, Problem problem) {
        return problem.at(table.place()).marking(table.from());
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
