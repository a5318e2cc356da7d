package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.RdsToken;
import io.alluvium.source.TableSpec;
import io.alluvium.source.database.DeclaredDatabase;
import io.alluvium.source.fault.Address;
import io.alluvium.source.fault.LoggedError;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.fault.ServerFaults;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/** Tells a person what PostgreSQL's errors mean, those of a standby among them. */
final class Faults implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Classes of SQL states whose texts name objects and settings, never values. */
    private static final Set<String> ABOUT_NO_VALUE =
            Set.of("08", "0A", "25", "28", "3D", "3F", "40", "42", "53", "55", "57");

    private final Address address;
    private final ServerFaults server;
    private final boolean byToken;

    Faults(PostgresSpec source) {
        this(source.declared());
    }

    Faults(DeclaredDatabase database) {
        this.address = database.address();
        this.server = new ServerFaults(
                address, database.ca().map(Path::toString).orElse("~/.postgresql/root.crt"), new SqlStates());
        this.byToken = database.password().filter(RdsToken.class::isInstance).isPresent();
    }

    /** An error while a connection was being opened. */
    Problem ofLogin(SQLException error) {
        Problem problem = ofAnyLogin(error);
        return byToken ? new TokenFaults(address).of(problem, error) : problem;
    }

    private Problem ofAnyLogin(SQLException error) {
        String state = ServerFaults.state(error);
        boolean answered = ServerWords.of(error).isPresent();
        if (state.equals("3D000")) {
            return server.noDatabase(error);
        }
        if (state.startsWith("28")) {
            return state.equals("28000") && answered ? refusedRole(error) : server.refusedUser(error);
        }
        if (state.startsWith("53")) {
            return server.noConnectionLeft(error);
        }
        if (state.equals("08004") && !answered) {
            return server.notEncrypted(error).orElseGet(() -> withoutPassword(error));
        }
        if (state.equals("42501")) {
            return server.login(
                            "user " + address.user() + " may not connect to database \"" + address.database() + "\"",
                            error)
                    .fixedBy("GRANT CONNECT ON DATABASE " + Sql.quoted(address.database()) + " TO "
                            + Sql.quoted(address.user()) + ";");
        }
        if (state.equals("55000") && answered) {
            return server.login("database \"" + address.database() + "\" takes no connections", error)
                    .marking("database")
                    .fixedBy("ALTER DATABASE " + Sql.quoted(address.database()) + " ALLOW_CONNECTIONS true;");
        }
        return answered
                ? server.noSession("the server at " + address.server() + " answers, and gives no session", error)
                : server.noConnection(error);
    }

    /** Before a password was looked at. */
    private Problem refusedRole(SQLException error) {
        Problem refused = server.login("the server at " + address.server() + " refuses user " + address.user(), error)
                .marking("user");
        Problem told = ServerWords.told(error)
                .map(words -> refused.because(words + " (28000)"))
                .orElse(refused);
        String role = Sql.quotedWhereNeeded(address.user());
        return ServerWords.isOf(error, "auth.c")
                ? told.fixedBy("give it a line in the server's pg_hba.conf; then: SELECT pg_reload_conf();")
                : told.fixedBy(
                        "ALTER ROLE " + role + " LOGIN; or, where there is none: CREATE ROLE " + role + " LOGIN;");
    }

    /** The driver's own refusal of what the server asks for; it has no other state for a password that it was not given. */
    private Problem withoutPassword(SQLException error) {
        Problem asked = server.login(
                        "the server at " + address.server() + " asks user " + address.user() + " for a password", error)
                .marking("user");
        return address.passwordPlace() == null
                ? asked.fixedBy("password = \"env:PGPASSWORD\" names where it is")
                : asked.because("the driver knows no such way to prove the user (" + ServerFaults.state(error) + ")")
                        .fixedBy("let pg_hba.conf ask this user for scram-sha-256");
    }

    /** An error on a connection that was opened and has read no table yet. */
    Problem ofSession(SQLException error) {
        if (SqlStates.isReplayConflict(error)) {
            return replayConflict("the standby at " + address.server() + " ended the session", error)
                    .at(address.place())
                    .marking("host");
        }
        String state = ServerFaults.state(error);
        // A pool may log in at the server only when the first statement comes.
        return state.startsWith("28") || state.equals("3D000") ? ofLogin(error) : server.ofSession(error);
    }

    /** A standby whose snapshot cannot be shared, see {@link SnapshotSession#isShareable}. */
    Problem ofBusyStandby() {
        return Problem.of(
                        ErrorCode.STANDBY_BUSY,
                        "the standby at " + address.server()
                                + " had no moment without an open transaction of its primary in "
                                + Address.words(SnapshotSession.PATIENCE))
                .at(address.place())
                .marking("host")
                .because("only at such a moment its snapshot can be shared by several sessions")
                .fixedBy("run again when long transactions of the primary have ended, or connect to the primary");
    }

    /** An error while a table was being looked at or read. */
    Problem ofTable(TableSpec table, SQLException error) {
        return ofTable(NamedTable.of(table), error);
    }

    /** An error while a table was being looked at or read. */
    Problem ofTable(NamedTable table, SQLException error) {
        return SqlStates.isReplayConflict(error)
                ? replayConflict("the standby ended the read of " + table.from(), error)
                        .at(table.place())
                        .marking(table.from())
                : server.ofTable(table, error);
    }

    private static Problem replayConflict(String message, SQLException error) {
        return Problem.of(ErrorCode.SOURCE_INTERRUPTED, message)
                .because("it had to replay the removal of rows that the snapshot still shows ("
                        + ServerFaults.state(error) + ")")
                .fixedBy("on the standby: hot_standby_feedback = on, or a longer max_standby_streaming_delay");
    }

    /** An error as the log may have it. */
    static Throwable logged(Throwable error) {
        return LoggedError.of(error, ABOUT_NO_VALUE);
    }
}
