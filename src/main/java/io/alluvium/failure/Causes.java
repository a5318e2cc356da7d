package io.alluvium.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds an error in a chain of causes. */
public final class Causes {
    /** Where a chain turns back on itself, its end is never reached. */
    private static final int DEEPEST = 50;

    private Causes() {}

    /** The error and its causes, from the outermost. */
    public static Stream<Throwable> of(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        Throwable cause = failure;
        while (cause != null && causes.size() < DEEPEST) {
            causes.add(cause);
            cause = cause.getCause();
        }
        return causes.stream();
    }

    /** The outermost of a type. */
    public static <T> Optional<T> first(Throwable failure, Class<T> type) {
        return of(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    /** Whether the error, or one of its causes, is of a type. */
    public static boolean has(Throwable failure, Class<?> type) {
        return has(failure, type::isInstance);
    }

    /** Whether something holds for the error, or for one of its causes. */
    public static boolean has(Throwable failure, Predicate<Throwable> condition) {
        return of(failure).anyMatch(condition);
    }
}
