package io.alluvium.secret;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.function.Supplier;

/**
 * What a project's line asks for, for problems with it.
 *
 * @param text as it is written there
 */
record Asked(String text, Place place) {

    Problem missing(String message) {
        return problem(ErrorCode.SECRET_MISSING, message);
    }

    Problem problem(ErrorCode code, String message) {
        return Problem.of(code, message).at(place).marking(text);
    }

    /** Runs what needs AWS's SDK: the local distribution brings it, and of clusters not all. */
    Secret ofAws(Supplier<Secret> work) {
        try {
            return work.get();
        } catch (LinkageError e) {
            throw problem(ErrorCode.UNSUPPORTED_RUNTIME, text + " needs AWS's SDK for Java, 2.29 or newer")
                    .because("it is not on the class path, or too old")
                    .fixedBy("give Spark a jar with it: --packages software.amazon.awssdk:bundle:2.29.52")
                    .asException(e);
        }
    }
}
