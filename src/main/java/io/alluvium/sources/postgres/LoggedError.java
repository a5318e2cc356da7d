package io.alluvium.sources.postgres;

import java.sql.SQLException;
import java.util.Set;

/**
 * An error as the log may have it: with the server's words only where these are about sessions, rights and names, and
 * not about values, which they would quote.
 */
final class LoggedError extends Exception {
    private static final long serialVersionUID = 1L;

    /** Classes of SQL states whose texts name objects and settings, never values. */
    private static final Set<String> ABOUT_NO_VALUE =
            Set.of("08", "0A", "25", "28", "3D", "3F", "40", "42", "53", "55", "57");

    private LoggedError(Throwable error) {
        super(error.getClass().getSimpleName()
                + (error instanceof SQLException sql ? ", SQL state " + sql.getSQLState() : "")
                + "; its words may hold values of rows");
        setStackTrace(error.getStackTrace());
        if (error.getCause() != null && error.getCause() != error) {
            initCause(of(error.getCause()));
        }
    }

    /** The error itself, or where a cause of it may quote values a copy without words. */
    static Throwable of(Throwable error) {
        return Faults.in(error).filter(LoggedError::mayQuote).isPresent() ? new LoggedError(error) : error;
    }

    private static boolean mayQuote(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return state.length() != 5 || !ABOUT_NO_VALUE.contains(state.substring(0, 2));
    }
}
