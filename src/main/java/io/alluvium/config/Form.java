package io.alluvium.config;

import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.Password;
import io.alluvium.secret.SecretReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a key's value must look like, and how it becomes a Java value. */
public final class Form<T> {
    private static final String REFERENCES = "\"env:NAME\" | \"file:/path\" | \"aws-sm:NAME#FIELD\" | \"aws-ssm:NAME\"";

    private final String shown;
    private final boolean takesNull;
    private final Function<HoconValue, Optional<T>> reader;

    private Form(String shown, Function<HoconValue, Optional<T>> reader) {
        this(shown, false, reader);
    }

    private Form(String shown, boolean takesNull, Function<HoconValue, Optional<T>> reader) {
        this.shown = shown;
        this.takesNull = takesNull;
        this.reader = reader;
    }

    /** For the reference page and for errors: {@code text}, {@code add | stop}. */
    public String shown() {
        return shown;
    }

    /** Whether HOCON's null is one of its words, where else it means that the key is not written. */
    boolean takesNull() {
        return takesNull;
    }

    /** Empty where the value was refused; the problem is with the value's section. */
    Optional<T> read(HoconValue value) {
        return reader.apply(value);
    }

    public static Form<String> text() {
        return new Form<>("text", HoconValue::text);
    }

    /** Text that may be nothing but blanks. */
    public static Form<String> characters() {
        return new Form<>("text", HoconValue::characters);
    }

    /** A list of texts; one text stands for a list of one. */
    public static Form<List<String>> texts() {
        return new Form<>("list of texts, or one text", HoconValue::texts);
    }

    /** The same where each may be empty. */
    public static Form<List<String>> manyCharacters() {
        return new Form<>("list of texts, or one text", HoconValue::manyCharacters);
    }

    public static Form<Boolean> flag() {
        return new Form<>("true | false", HoconValue::flag);
    }

    public static Form<Integer> integer(int least, int most) {
        String range = most == Integer.MAX_VALUE ? "number from " + least : "number from " + least + " to " + most;
        return new Form<>(range, value -> value.integer(least, most));
    }

    /** A positive time with its unit, as HOCON writes it. */
    public static Form<Duration> duration() {
        return new Form<>("time with a unit: `90 seconds`, `2 hours`, `7d`", HoconValue::duration);
    }

    /** The same between two ends, which are allowed. */
    public static Form<Duration> duration(Duration least, Duration most) {
        return new Form<>(duration().shown(), value -> value.duration(least, most));
    }

    /** One of the constants of an enum in lower case; {@code notBuilt} words are refused by name. */
    public static <E extends Enum<E>> Form<E> word(Class<E> type, String... notBuilt) {
        Map<String, E> constants = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            constants.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return oneOf(constants, List.of(notBuilt));
    }

    /** One of the words; {@code notBuilt} ones are refused by name. */
    public static Form<String> oneOf(List<String> words, List<String> notBuilt) {
        Map<String, String> values = new LinkedHashMap<>();
        words.forEach(word -> values.put(word, word));
        return oneOf(values, notBuilt);
    }

    private static <T> Form<T> oneOf(Map<String, T> values, List<String> notBuilt) {
        List<String> words = List.copyOf(values.keySet());
        return new Form<>(
                String.join(" | ", words),
                words.contains("null"),
                value -> value.word().flatMap(text -> {
                    Optional<T> found = Optional.ofNullable(values.get(text));
                    if (found.isEmpty()) {
                        value.refuse(badWord(value, text, words, notBuilt));
                    }
                    return found;
                }));
    }

    private static Problem badWord(HoconValue value, String text, List<String> words, List<String> notBuilt) {
        String key = value.key();
        if (notBuilt.contains(text)) {
            return value.problem(ErrorCode.NOT_BUILT_YET, key + " = " + text + " is not built yet")
                    .marking(text)
                    .because("today: " + String.join(" | ", words));
        }
        return value.problem(ErrorCode.BAD_VALUE, key + " = " + value.shown() + " is not known")
                .marking(text)
                .because("one of " + String.join(" | ", words))
                .didYouMean(DidYouMean.among(words, text));
    }

    /** Constants of an enum in lower case, by name, in order of writing. */
    public static <E extends Enum<E>> Form<Map<String, E>> wordByName(Class<E> type) {
        Form<E> word = word(type);
        return new Form<>(
                "section of " + word.shown() + ", by name",
                value -> value.section().map(section -> section.entries(word)));
    }

    public static Form<HoconSection> section() {
        return new Form<>("section", HoconValue::section);
    }

    /** Sections by name, in order of writing. */
    public static Form<List<HoconSection>> sections() {
        return new Form<>("sections by name", value -> value.section().map(HoconSection::children));
    }

    /** Texts by name, in order of writing. */
    public static Form<Map<String, String>> textByName() {
        return new Form<>("texts by name", value -> value.section().map(HoconSection::textEntries));
    }

    /** Texts by name, or a word that stands for a rule; empty for the word. */
    public static Form<Optional<Map<String, String>>> textByNameOr(String word) {
        return new Form<>(
                "texts by name, or `" + word + "`",
                value -> value.isScalar()
                        ? oneOf(Map.of(word, Optional.<Map<String, String>>empty()), List.of())
                                .read(value)
                        : textByName().read(value).map(Optional::of));
    }

    /** Texts, numbers and truth values by name, in order of writing. */
    static Form<Map<String, Object>> scalarByName() {
        return new Form<>(
                "texts, numbers, true | false, by name",
                value -> value.section().map(HoconSection::scalarEntries));
    }

    /** Texts, numbers and truth values by dotted name, however the dots are written. */
    static Form<Map<String, String>> settings() {
        return new Form<>(
                "texts, numbers, true | false, by name",
                value -> value.section().map(HoconSection::dottedEntries));
    }

    public static Form<SecretReference> secret() {
        return new Form<>(REFERENCES, HoconValue::secret);
    }

    public static Form<Password> password() {
        return new Form<>(REFERENCES + " | rds-iam", HoconValue::password);
    }
}
