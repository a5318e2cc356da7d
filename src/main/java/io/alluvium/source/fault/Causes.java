package io.alluvium.source.fault;

import io.alluvium.failure.AlluviumException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Finds an error in a chain of causes, and makes one fit for the log. */
public final class Causes {
    private static final int DEEPEST = 50;

    private Causes() {}

    /** The driver's error. */
    public static Optional<SQLException> sql(Throwable failure) {
        return first(failure, SQLException.class);
    }

    /** What a reader, perhaps in a task of Spark, has explained already. */
    public static Optional<AlluviumException> explained(Throwable failure) {
        return first(failure, AlluviumException.class);
    }

    /**
     * An error as the log may have it: itself, or where a cause of it may quote values a copy without words.
     *
     * @param aboutNoValue classes of SQL states whose texts at this database name objects and settings, never values
     */
    public static Throwable forLog(Throwable failure, Set<String> aboutNoValue) {
        return LoggedError.of(failure, aboutNoValue);
    }

    static <T extends Throwable> Optional<T> first(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}
