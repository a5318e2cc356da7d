package io.alluvium.source.fault;

import io.alluvium.failure.Causes;
import java.sql.SQLException;
import java.util.Set;

/**
 * An error as the log may have it: with the server's words only where these are about sessions, rights and names, and
 * not about values, which they would quote.
 */
public final class LoggedError extends Exception {
    private static final long serialVersionUID = 1L;

    private LoggedError(Throwable error, Set<String> aboutNoValue) {
        super(error.getClass().getSimpleName()
                + (error instanceof SQLException sql ? ", SQL state " + sql.getSQLState() : "")
                + "; its words may hold values of rows");
        setStackTrace(error.getStackTrace());
        if (error.getCause() != null && error.getCause() != error) {
            initCause(of(error.getCause(), aboutNoValue));
        }
    }

    /**
     * The error itself, or where a cause of it may quote values a copy without words.
     *
     * @param aboutNoValue classes of SQL states whose texts at this database name objects and settings, never values
     */
    public static Throwable of(Throwable error, Set<String> aboutNoValue) {
        return Causes.first(error, SQLException.class)
                        .filter(sql -> mayQuote(sql, aboutNoValue))
                        .isPresent()
                ? new LoggedError(error, aboutNoValue)
                : error;
    }

    private static boolean mayQuote(SQLException error, Set<String> aboutNoValue) {
        String state = String.valueOf(error.getSQLState());
        return state.length() != 5 || !aboutNoValue.contains(state.substring(0, 2));
    }
}
