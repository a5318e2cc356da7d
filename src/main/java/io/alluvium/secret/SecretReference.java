package io.alluvium.secret;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a secret is found: {@code env:NAME}, {@code file:/path}, {@code aws-sm:NAME} or {@code aws-ssm:NAME}; of a secret of
 * AWS that is a JSON object one field, {@code aws-sm:NAME#FIELD}. Holding one needs no right to read it.
 *
 * @param target the variable's name, the file's path, the secret's or the parameter's name or ARN
 * @param place the line that refers to it
 */
public record SecretReference(Kind kind, String target, Optional<String> field, Place place) implements Password {

    /** The forms of references, for messages. */
    public static final String FORMS =
            "\"env:NAME\", \"file:/path\", \"aws-sm:NAME\", \"aws-sm:NAME#FIELD\" or \"aws-ssm:NAME\"";

    private static final String ARN = "(arn:aws[a-z-]*:%s:[a-z0-9-]+:[0-9]{12}:%s)?";

    /** A rotation changes the password first and the secret a few seconds later. */
    private static final List<Duration> UNTIL_ROTATED =
            List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    /** Where secrets may lie. */
    public enum Kind {
        ENV("env", "[A-Za-z_][A-Za-z0-9_]*"),
        FILE("file", "/.+"),
        AWS_SECRET("aws-sm", ARN.formatted("secretsmanager", "secret:") + "[A-Za-z0-9/_+=.@-]+"),
        AWS_PARAMETER(
                "aws-ssm", ARN.formatted("ssm", "parameter") + "/?[A-Za-z0-9_.-][A-Za-z0-9_./-]*(:[A-Za-z0-9_.-]+)?");

        private final String scheme;
        private final Pattern target;

        Kind(String scheme, String target) {
            this.scheme = scheme;
            this.target = Pattern.compile(target);
        }

        private boolean hasFields() {
            return this == AWS_SECRET || this == AWS_PARAMETER;
        }
    }

    public SecretReference {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(place, "place");
    }

    /** The whole of what lies there. */
    public SecretReference(Kind kind, String target, Place place) {
        this(kind, target, Optional.empty(), place);
    }

    /** Empty where the text is no reference; it may then be a secret itself. */
    public static Optional<SecretReference> parse(String text, Place place) {
        return Arrays.stream(Kind.values())
                .filter(kind -> text.startsWith(kind.scheme + ":"))
                .flatMap(kind -> parse(kind, text.substring(kind.scheme.length() + 1), place).stream())
                .findFirst();
    }

    private static Optional<SecretReference> parse(Kind kind, String text, Place place) {
        int hash = kind.hasFields() ? text.indexOf('#') : -1;
        String target = hash < 0 ? text : text.substring(0, hash);
        Optional<String> field = hash < 0 ? Optional.empty() : Optional.of(text.substring(hash + 1));
        boolean good = kind.target.matcher(target).matches()
                && field.filter(String::isBlank).isEmpty();
        return good ? Optional.of(new SecretReference(kind, target, field, place)) : Optional.empty();
    }

    /**
     * Reads the secret, as it is now; one trailing line break of a file is not part of it.
     *
     * @throws io.alluvium.failure.AlluviumException with {@link ErrorCode#SECRET_MISSING} where it leads nowhere, with
     *     {@link ErrorCode#SOURCE_UNREACHABLE} where AWS does not answer, which it may do later
     */
    public Secret resolve() {
        return resolve(System.getenv());
    }

    Secret resolve(Map<String, String> environment) {
        return switch (kind) {
            case ENV -> {
                String value = environment.get(target);
                if (value == null) {
                    throw asked().missing("the environment variable " + target + " is not set")
                            .fixedBy("export " + target + "=…")
                            .asException();
                }
                yield new Secret(value);
            }
            case FILE -> {
                try {
                    yield new Secret(Files.readString(Path.of(target)).replaceFirst("\\R\\z", ""));
                } catch (IOException e) {
                    throw asked().missing("the file " + target + " cannot be read")
                            .asException(e);
                }
            }
            case AWS_SECRET, AWS_PARAMETER -> asked().ofAws(() -> AwsStore.read(this));
        };
    }

    Asked asked() {
        return new Asked(toString(), place);
    }

    @Override
    public Secret of(String host, int port, String user) {
        return resolve();
    }

    @Override
    public boolean needsTls() {
        return false;
    }

    @Override
    public List<Duration> furtherLooks() {
        return switch (kind) {
            case ENV -> List.of();
            case FILE -> List.of(Duration.ZERO);
            case AWS_SECRET, AWS_PARAMETER -> UNTIL_ROTATED;
        };
    }

    @Override
    public String toString() {
        return kind.scheme + ":" + target + field.map(name -> "#" + name).orElse("");
    }
}
