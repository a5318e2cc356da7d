package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.TableSpec;
import io.alluvium.source.fault.Address;
import io.alluvium.source.fault.LoggedError;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.fault.ServerFaults;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Tells a person what PostgreSQL's errors mean, those of a standby among them. */
final class Faults implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Classes of SQL states whose texts name objects and settings, never values. */
    private static final Set<String> ABOUT_NO_VALUE =
            Set.of("08", "0A", "25", "28", "3D", "3F", "40", "42", "53", "55", "57");

    private final Address address;
    private final ServerFaults server;

    Faults(PostgresSpec source) {
        this.address = new Address(
                source.name(),
                source.place(),
                source.host(),
                source.port(),
                source.database(),
                source.user(),
                source.timeout(),
                source.password().map(SecretReference::place).orElse(null));
        this.server = new ServerFaults(
                address, source.ca().map(Path::toString).orElse("~/.postgresql/root.crt"), new SqlStates());
    }

    /** An error while a connection was being opened. */
    Problem ofLogin(SQLException error) {
        String state = ServerFaults.state(error);
        if (state.equals("3D000")) {
            return server.noDatabase(error);
        }
        if (state.startsWith("28")) {
            return server.refusedUser(error);
        }
        if (state.equals("42501")) {
            return server.login(
                            "user " + address.user() + " may not connect to database \"" + address.database() + "\"",
                            error)
                    .fixedBy("GRANT CONNECT ON DATABASE " + Sql.quoted(address.database()) + " TO "
                            + Sql.quoted(address.user()) + ";");
        }
        return server.noConnection(error);
    }

    /** An error on a connection that was opened and has read no table yet. */
    Problem ofSession(SQLException error) {
        if (SqlStates.isReplayConflict(error)) {
            return replayConflict("the standby at " + address.server() + " ended the session", error)
                    .at(address.place())
                    .marking("host");
        }
        Optional<Problem> ended = server.ofSession(error);
        return ended.isPresent() ? ended.get() : ofLogin(error);
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
