package io.alluvium.secret;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a secret is found: {@code env:NAME} or {@code file:/path}. Holding one needs no right to read it.
 *
 * @param target the variable's name or the file's path
 * @param place the line that refers to it
 */
public record SecretReference(Kind kind, String target, Place place) {

    private static final Pattern FORM =
            Pattern.compile("(?<env>env:(?<name>[A-Za-z_][A-Za-z0-9_]*))|(?<file>file:(?<path>/.+))");

    /** Where secrets may lie. */
    public enum Kind {
        ENV,
        FILE
    }

    public SecretReference {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(place, "place");
    }

    /** Empty where the text is no reference; it may then be a secret itself. */
    public static Optional<SecretReference> parse(String text, Place place) {
        Matcher reference = FORM.matcher(text);
        if (!reference.matches()) {
            return Optional.empty();
        }
        boolean env = reference.group("env") != null;
        return Optional.of(new SecretReference(
                env ? Kind.ENV : Kind.FILE, env ? reference.group("name") : reference.group("path"), place));
    }

    /**
     * Reads the secret; one trailing line break of a file is not part of it.
     *
     * @throws io.alluvium.failure.AlluviumException with {@link ErrorCode#SECRET_MISSING}
     */
    public Secret resolve() {
        return resolve(System.getenv());
    }

    Secret resolve(Map<String, String> environment) {
        return switch (kind) {
            case ENV -> {
                String value = environment.get(target);
                if (value == null) {
                    throw missing("the environment variable " + target + " is not set")
                            .fixedBy("export " + target + "=…")
                            .asException();
                }
                yield new Secret(value);
            }
            case FILE -> {
                try {
                    yield new Secret(Files.readString(Path.of(target)).replaceFirst("\\R\\z", ""));
                } catch (IOException e) {
                    throw missing("the file " + target + " cannot be read").asException(e);
                }
            }
        };
    }

    private Problem missing(String message) {
        return Problem.of(ErrorCode.SECRET_MISSING, message).at(place).marking(toString());
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + target;
    }
}
