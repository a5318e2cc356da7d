package io.alluvium.source.fault;

import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.net.SocketTimeoutException;
import java.sql.SQLException;

/** Tells a person what went wrong while a table was written. The server's own text stays out: it may hold values of rows. */
public record WriteFaults(Address address, ErrorMeanings meanings) {

    /**
     * @param table that is written
     * @param grant what gives the right to write it
     */
    public Problem of(NamedTable table, SQLException error, String grant) {
        Problem problem = problem(table, error, grant);
        return problem.label().isPresent() ? problem : problem.because(words(error));
    }

    private Problem problem(NamedTable table, SQLException error, String grant) {
        String to = table.from();
        if (Causes.has(error, SocketTimeoutException.class)) {
            return table.problem(
                            ErrorCode.SOURCE_SILENT,
                            "the server said nothing for " + address.patience() + " while " + to + " was written")
                    .because("timeout of " + address.source() + ", " + address.server())
                    .fixedBy("raise timeout where the server needs longer, else look at the network between");
        }
        return switch (meanings.of(error)) {
            case NO_RIGHT ->
                table.problem(ErrorCode.EXPORT_NO_RIGHT, "user " + address.user() + " has no right to write " + to)
                        .fixedBy(grant);
            case SESSION_ENDED ->
                table.problem(ErrorCode.SOURCE_INTERRUPTED, "the server ended the session that wrote " + to)
                        .fixedBy("run again: the table is as it was, or whole as it should be");
            case CANCELLED ->
                table.problem(ErrorCode.SOURCE_INTERRUPTED, "somebody at the server cancelled the writing of " + to)
                        .fixedBy("run again: the table is as it was");
            case LOCKED ->
                table.problem(ErrorCode.SOURCE_SILENT, "another session holds " + to)
                        .fixedBy("run again when it has ended: " + meanings.asksWhoHolds(to));
            case EXHAUSTED ->
                table.problem(ErrorCode.SOURCE_EXHAUSTED, "the server has not enough left to write " + to)
                        .fixedBy("make room at the server, or run again when it has less to do");
            case NO_TEXT ->
                table.problem(
                                ErrorCode.EXPORT_VALUE_UNSUPPORTED,
                                "a text of the rows for " + to + " cannot be held in the encoding of "
                                        + address.database())
                        .fixedBy("take a database with the encoding UTF8, or leave such characters out in the model");
            case TABLE_MISSING, COLUMNS_CHANGED, NO_OPERATION, NOT_COMPUTED, BEYOND, OTHER ->
                table.problem(ErrorCode.EXPORT_FAILED, "the server does not take the rows for " + to)
                        .fixedBy("its own log has its words, which may hold values and are not repeated here");
        };
    }

    private String words(SQLException error) {
        return meanings.words(error).map(words -> words + " ").orElse("") + "(" + ServerFaults.state(error) + ")";
    }
}
