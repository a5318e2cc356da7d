package io.alluvium.failure;

import io.alluvium.domain.Place;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong, in words for the person who has to mend it. Holds no secret, no row value and no parameter.
 *
 * @param code what went wrong, as a stable code
 * @param message one line: the problem with the values seen
 * @param place where in the user's files, if anywhere
 * @param marked the text on that line to underline; ignored when the line does not hold it
 * @param label what to say beside the underlined text: the reason, or what was expected
 * @param suggestion the word the user probably meant
 * @param fix what to do: the line to write or the command to run
 */
public record Problem(
        ErrorCode code,
        String message,
        Optional<Place> place,
        Optional<String> marked,
        Optional<String> label,
        Optional<String> suggestion,
        Optional<String> fix)
        implements Serializable {
    public Problem {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }

    /** What travels when a task of Spark fails on another machine: optional values do not. */
    private record Travelling(
            ErrorCode code,
            String message,
            @Nullable Place place,
            @Nullable String marked,
            @Nullable String label,
            @Nullable String suggestion,
            @Nullable String fix)
            implements Serializable {
        private Object readResolve() {
            return new Problem(
                    code,
                    message,
                    Optional.ofNullable(place),
                    Optional.ofNullable(marked),
                    Optional.ofNullable(label),
                    Optional.ofNullable(suggestion),
                    Optional.ofNullable(fix));
        }
    }

    private Object writeReplace() {
        return new Travelling(
                code,
                message,
                place.orElse(null),
                marked.orElse(null),
                label.orElse(null),
                suggestion.orElse(null),
                fix.orElse(null));
    }

    public static Problem of(ErrorCode code, String message) {
        return new Problem(
                code,
                message,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same by another code. */
    public Problem as(ErrorCode other) {
        return new Problem(other, message, place, marked, label, suggestion, fix);
    }

    public Problem at(Place where) {
        return new Problem(code, message, Optional.of(where), marked, label, suggestion, fix);
    }

    /** Underlines {@code text} on the problem's line. */
    public Problem marking(String text) {
        return new Problem(code, message, place, Optional.of(text), label, suggestion, fix);
    }

    public Problem because(String reason) {
        return new Problem(code, message, place, marked, Optional.of(reason), suggestion, fix);
    }

    public Problem didYouMean(Optional<String> word) {
        return new Problem(code, message, place, marked, label, word, fix);
    }

    public Problem fixedBy(String action) {
        return new Problem(code, message, place, marked, label, suggestion, Optional.of(action));
    }

    public AlluviumException asException() {
        return new AlluviumException(this);
    }

    /** The same with the error that led here, which goes to the log only. */
    public AlluviumException asException(Throwable cause) {
        return new AlluviumException(this, cause);
    }
}
