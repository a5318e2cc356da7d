package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.database.DeclaredDatabase;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.fault.ServerFaults;
import io.alluvium.source.fault.WriteFaults;
import io.alluvium.source.target.TargetTable;
import java.sql.SQLException;
import java.util.Optional;

/** Tells a person what PostgreSQL's errors mean where a table is written. */
record TargetFaults(DeclaredDatabase declared) {

    /** A source may take fewer connections; what writes takes one. */
    Problem ofLogin(Problem problem) {
        return problem.code() == ErrorCode.SOURCE_EXHAUSTED
                ? problem.fixedBy("run again when others have ended, or allow more: "
                        + new SqlStates().givesConnections(declared.user()))
                : problem;
    }

    Problem of(TargetTable table, SQLException error) {
        String state = ServerFaults.state(error);
        return ofRows(table, error, state)
                .or(() -> ofServer(table, state))
                .orElseGet(() -> new WriteFaults(declared.address(), new SqlStates())
                        .of(new NamedTable(table.to(), table.place()), error, grant(table)));
    }

    private static Optional<Problem> ofRows(TargetTable table, SQLException error, String state) {
        if (state.equals("23502")) {
            return Optional.of(table.problem(
                            ErrorCode.EXPORT_KEY_BROKEN,
                            "a row of " + table.from() + " has no value where " + table.to() + " allows no null")
                    .because("in a column of the key, " + table.key() + ", or one that the server holds to it (23502)")
                    .fixedBy("have the model check it: expect { key_known { not_null = " + table.key()
                            + ", else = fail } }"));
        }
        return state.startsWith("22") && !SqlStates.isAboutEncoding(error)
                ? Optional.of(table.problem(
                                ErrorCode.EXPORT_VALUE_UNSUPPORTED,
                                "a value of " + table.from() + " has no image in PostgreSQL")
                        .because(ServerWords.told(error).orElse("refused") + " (" + state + ")")
                        .fixedBy("leave such values out in the model"))
                : Optional.empty();
    }

    private Optional<Problem> ofServer(TargetTable table, String state) {
        if (state.equals("3F000")) {
            return Optional.of(
                    table.problem(ErrorCode.EXPORT_FAILED, declared.database() + " has no schema " + schema(table))
                            .because("refused (3F000)")
                            .fixedBy("CREATE SCHEMA " + Sql.quotedWhereNeeded(schema(table)) + ";"));
        }
        if (state.equals("25006")) {
            return Optional.of(table.problem(
                            ErrorCode.EXPORT_FAILED,
                            "the server at " + declared.address().server() + " takes no writes of " + declared.user())
                    .because("a standby, or default_transaction_read_only is on (25006)")
                    .fixedBy("name the primary in host, or take another user"));
        }
        return state.startsWith("40")
                ? Optional.of(table.problem(
                                ErrorCode.SOURCE_INTERRUPTED,
                                "the server ended the transaction that wrote " + table.to())
                        .because("another transaction was in its way (" + state + ")")
                        .fixedBy("run again: the table is as it was"))
                : Optional.empty();
    }

    private String grant(TargetTable table) {
        String user = Sql.quotedWhereNeeded(declared.user());
        return "GRANT USAGE, CREATE ON SCHEMA " + Sql.quotedWhereNeeded(schema(table)) + " TO " + user
                + "; where the tables are there already: GRANT SELECT, INSERT, UPDATE, DELETE ON " + table.to() + ", "
                + new RelationName(Optional.of(schema(table)), ExportNote.TABLE).text() + " TO " + user + ";";
    }

    private static String schema(TargetTable table) {
        return PostgresTarget.name(table.to()).flatMap(RelationName::schema).orElseThrow();
    }
}
