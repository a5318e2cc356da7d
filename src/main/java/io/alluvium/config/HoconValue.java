package io.alluvium.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One value of a section; each method either returns it in the asked shape or refuses it with a problem. */
final class HoconValue {
    private final HoconSection section;
    private final String key;
    private final ConfigValue value;

    HoconValue(HoconSection section, String key, ConfigValue value) {
        this.section = section;
        this.key = key;
        this.value = value;
    }

    String key() {
        return key;
    }

    Place place() {
        return section.placeOf(key, value);
    }

    Problem problem(ErrorCode code, String message) {
        return Problem.of(code, message).at(place()).marking(key);
    }

    void refuse(Problem problem) {
        section.refuse(problem);
    }

    /** Whether the value is neither a list nor a section. */
    boolean isScalar() {
        return !(value instanceof ConfigList) && !(value instanceof ConfigObject);
    }

    Optional<String> text() {
        return text(value);
    }

    private Optional<String> text(ConfigValue scalar) {
        return characters(scalar).filter(text -> {
            if (text.isBlank()) {
                refuse(problem(ErrorCode.BAD_VALUE, key + " is empty").because("expected text"));
            }
            return !text.isBlank();
        });
    }

    Optional<String> characters() {
        return characters(value);
    }

    /** Text, or the word null where HOCON has no value. */
    Optional<String> word() {
        return value.valueType() == ConfigValueType.NULL ? Optional.of("null") : text();
    }

    private Optional<String> characters(ConfigValue scalar) {
        if (Placeholders.stands(scalar)) {
            section.fail();
            return Optional.empty();
        }
        boolean isText = scalar.valueType() == ConfigValueType.STRING || scalar.valueType() == ConfigValueType.NUMBER;
        if (!isText) {
            return wrongType("text", scalar);
        }
        return Optional.of(scalarText(scalar));
    }

    Optional<List<String>> texts() {
        List<ConfigValue> items = value instanceof ConfigList list ? list : List.of(value);
        List<String> texts = new ArrayList<>();
        boolean good = true;
        for (ConfigValue item : items) {
            Optional<String> text = text(item).filter(this::isOneValue);
            text.ifPresent(texts::add);
            good &= text.isPresent();
        }
        if (good && texts.isEmpty()) {
            refuse(problem(ErrorCode.BAD_VALUE, key + " is an empty list").because("expected at least one"));
        }
        return good && !texts.isEmpty() ? Optional.of(List.copyOf(texts)) : Optional.empty();
    }

    Optional<List<String>> manyCharacters() {
        List<ConfigValue> items = value instanceof ConfigList list ? list : List.of(value);
        List<Optional<String>> texts = items.stream().map(this::characters).toList();
        return texts.stream().allMatch(Optional::isPresent)
                ? Optional.of(texts.stream().flatMap(Optional::stream).toList())
                : Optional.empty();
    }

    /** HOCON joins {@code [a b]} to one text; only a quoted text may hold blanks. */
    private boolean isOneValue(String text) {
        boolean joined = text.matches(".*\\s.*") && !section.writesQuoted(text, place());
        if (joined) {
            refuse(problem(ErrorCode.BAD_VALUE, key + " holds \"" + text + "\" as one value")
                    .marking(text)
                    .because("a comma is missing, or quotes")
                    .fixedBy(key + " = [" + String.join(", ", text.trim().split("\\s+")) + "]"));
        }
        return !joined;
    }

    Optional<Boolean> flag() {
        if (value.valueType() == ConfigValueType.BOOLEAN) {
            return Optional.of((Boolean) value.unwrapped());
        }
        if (Placeholders.stands(value)) {
            section.fail();
            return Optional.empty();
        }
        return switch (String.valueOf(value.unwrapped()).toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> wrongType("true or false", value);
        };
    }

    Optional<Integer> integer(int least, int most) {
        if (Placeholders.stands(value)) {
            section.fail();
            return Optional.empty();
        }
        BigDecimal number;
        try {
            number = new BigDecimal(scalarText(value).trim());
        } catch (NumberFormatException e) {
            return wrongType("a whole number", value);
        }
        boolean inside = number.stripTrailingZeros().scale() <= 0
                && number.compareTo(BigDecimal.valueOf(least)) >= 0
                && number.compareTo(BigDecimal.valueOf(most)) <= 0;
        if (!inside) {
            String range = most == Integer.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most;
            refuse(problem(ErrorCode.BAD_VALUE, key + " = " + shown() + " is not allowed")
                    .marking(scalarText(value))
                    .because("expected a whole number " + range));
        }
        return inside ? Optional.of(number.intValueExact()) : Optional.empty();
    }

    Optional<Duration> duration() {
        if (Placeholders.stands(value)) {
            section.fail();
            return Optional.empty();
        }
        Optional<Duration> time =
                value.valueType() == ConfigValueType.STRING ? TimeText.parse(scalarText(value)) : Optional.empty();
        if (time.isEmpty()) {
            refuse(problem(ErrorCode.BAD_VALUE, key + " = " + shown() + " is not a time")
                    .because("expected a number and a unit: 90 seconds, 30 minutes, 2 hours, 7 days"));
        }
        return time;
    }

    Optional<Duration> duration(Duration least, Duration most) {
        return duration().filter(given -> {
            boolean inside = given.compareTo(least) >= 0 && given.compareTo(most) <= 0;
            if (!inside) {
                refuse(problem(ErrorCode.BAD_VALUE, key + " = " + shown() + " is not allowed")
                        .because("expected from " + least.toSeconds() + " s to " + most.toHours() + " h"));
            }
            return inside;
        });
    }

    /** A {@code String}, {@code Long}, {@code BigDecimal} or {@code Boolean}. */
    Optional<Object> scalar() {
        return switch (value.valueType()) {
            case BOOLEAN -> Optional.of(value.unwrapped());
            case NUMBER -> Optional.of(number(scalarText(value)));
            case STRING -> Placeholders.stands(value) ? text().map(t -> t) : Optional.of(value.unwrapped());
            case LIST, OBJECT, NULL -> wrongType("text, a number, true or false", value);
        };
    }

    private static Object number(String text) {
        BigDecimal number = new BigDecimal(text);
        boolean isLong = number.scale() <= 0 && number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        return isLong ? (Object) number.longValueExact() : number;
    }

    Optional<HoconSection> section() {
        if (value instanceof ConfigObject object) {
            return Optional.of(section.child(key, object));
        }
        return wrongType("a section { … }", value);
    }

    /** A literal is refused without a trace of what was written. */
    Optional<SecretReference> secret() {
        if (Placeholders.stands(value)) {
            section.fail();
            return Optional.empty();
        }
        Object raw = value.unwrapped();
        Optional<SecretReference> reference =
                raw instanceof String text ? SecretReference.parse(text, place()) : Optional.empty();
        if (reference.isEmpty()) {
            refuse(problem(ErrorCode.LITERAL_SECRET, key + " must be a reference, not the secret itself")
                    .because("expected \"env:NAME\" or \"file:/path\"")
                    .fixedBy(key + " = \"env:" + section.secretName(key) + "\""));
        }
        return reference;
    }

    private <T> Optional<T> wrongType(String expected, ConfigValue seen) {
        String found = switch (seen.valueType()) {
            case OBJECT -> "a section";
            case LIST -> "a list";
            case NULL -> "null";
            case STRING, NUMBER, BOOLEAN -> section.isFromEnvironment(seen) ? shown() : "\"" + scalarText(seen) + "\"";
        };
        refuse(problem(ErrorCode.WRONG_TYPE, key + " is " + found).because("expected " + expected));
        return Optional.empty();
    }

    /** The value for a message; what came from the environment is not shown, for it may be a secret. */
    String shown() {
        return section.isFromEnvironment(value) ? "(from the environment)" : "\"" + scalarText(value) + "\"";
    }

    private static String scalarText(ConfigValue scalar) {
        // Typesafe keeps a number's own spelling only behind getString.
        return scalar.valueType() == ConfigValueType.NUMBER
                ? scalar.atKey("v").getString("v")
                : String.valueOf(scalar.unwrapped());
    }
}
