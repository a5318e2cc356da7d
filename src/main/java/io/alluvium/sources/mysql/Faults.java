package io.alluvium.sources.mysql;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableSpec;
import io.alluvium.source.fault.Address;
import io.alluvium.source.fault.LoggedError;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.fault.ServerFaults;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/** Tells a person what the errors of MySQL and MariaDB mean. */
final class Faults {
    /** Classes of SQL states whose texts name objects and settings, never values. */
    private static final Set<String> ABOUT_NO_VALUE = Set.of("08", "28", "3D", "70");

    private static final int ACCESS_DENIED = 1045;
    private static final int NO_RIGHT_TO_DATABASE = 1044;
    private static final int NO_DATABASE = 1049;
    private static final Set<Integer> NO_CONNECTION_LEFT = Set.of(1040, 1203, 1226);

    private final Address address;
    private final ServerFaults server;

    Faults(MysqlSpec source) {
        this.address = source.declared().address();
        this.server = new ServerFaults(
                address,
                source.declared().ca().map(Path::toString).orElse("those that Java trusts"),
                new MysqlErrors());
    }

    /** An error while a connection was being opened. */
    Problem ofLogin(SQLException error) {
        int code = error.getErrorCode();
        if (code == NO_DATABASE) {
            return server.noDatabase(error);
        }
        if (code == ACCESS_DENIED) {
            return server.refusedUser(error);
        }
        if (code == NO_RIGHT_TO_DATABASE) {
            return server.login(
                            "user " + address.user() + " may not see database \"" + address.database() + "\"", error)
                    .fixedBy("GRANT SELECT ON " + RelationName.quoted(address.database()) + ".* TO " + address.user()
                            + ";");
        }
        if (NO_CONNECTION_LEFT.contains(code)) {
            return server.noConnectionLeft(error);
        }
        return code > 0 && !ServerFaults.state(error).startsWith("08")
                ? server.noSession("the server at " + address.server() + " answers, and gives no session", error)
                : server.noConnection(error);
    }

    /** An error on a connection that was opened and has read no table yet. */
    Problem ofSession(SQLException error) {
        return server.ofSession(error);
    }

    /** An error while sessions were brought to show one state. */
    Problem ofState(SQLException error, Consistent consistent) {
        if (consistent == Consistent.LOCK && MysqlErrors.isDenied(error)) {
            return Problem.of(
                            ErrorCode.SOURCE_NO_RIGHT,
                            "user " + address.user() + " may not make commits wait, as consistent = lock does")
                    .at(address.place())
                    .marking("consistent")
                    .fixedBy("GRANT RELOAD ON *.* TO " + address.user() + ";   # or consistent = log");
        }
        if (consistent == Consistent.LOCK && MysqlErrors.isLocked(error)) {
            return Problem.of(
                            ErrorCode.SOURCE_SILENT,
                            "the server at " + address.server() + " gave no lock on all commits within 2 seconds")
                    .at(address.place())
                    .marking("consistent")
                    .because("a statement is at work that does not end")
                    .fixedBy("consistent = log, which waits for nobody; or look who it is: SHOW FULL PROCESSLIST;");
        }
        return server.ofSession(error);
    }

    /** An error while a table was being looked at or read. */
    Problem ofTable(TableSpec table, SQLException error) {
        return server.ofTable(NamedTable.of(table), error);
    }

    /** An error as the log may have it. */
    static Throwable logged(Throwable error) {
        return LoggedError.of(error, ABOUT_NO_VALUE);
    }
}
