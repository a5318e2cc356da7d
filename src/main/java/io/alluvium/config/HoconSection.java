package io.alluvium.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.alluvium.domain.Digest;
import io.alluvium.domain.Place;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A section of HOCON that knows where it was written and collects what is wrong with it. Other packages read their own
 * HOCON through it, so that only this one knows Typesafe Config.
 */
public final class HoconSection {
    /** What HOCON takes for something else where it stands without quotes. */
    private static final Set<String> WORDS = Set.of("include", "true", "false", "null", "yes", "no", "on", "off");

    private final String name;
    private final Place place;
    private final ConfigObject object;
    private final HoconText text;
    private final List<Problem> problems;
    private boolean failed;

    HoconSection(String name, Place place, ConfigObject object, HoconText text, List<Problem> problems) {
        this.name = name;
        this.place = place;
        this.object = object;
        this.text = text;
        this.problems = problems;
    }

    /**
     * Reads HOCON that stands inside another file.
     *
     * @param file how messages name the file
     * @param hocon the text; its line numbers are the file's, so blank lines stand for what comes before
     * @param code the code of a syntax error
     * @param problems receives every problem, of this section and those beneath it
     * @return empty where the text cannot be parsed
     */
    public static Optional<HoconSection> parse(String file, String hocon, ErrorCode code, List<Problem> problems) {
        return new EmbeddedHocon(file, hocon, code).read(problems);
    }

    /** The place in a store that the project was brought from; nothing lies beside it on this machine. */
    public Optional<String> origin() {
        return text.origin();
    }

    /** Every file of the configuration that it belongs to. */
    List<Path> files() {
        return text.files();
    }

    /**
     * A digest of what is written here, equal for equal values however they are spelled. Of the sections beneath one key
     * only one is looked at.
     *
     * @param sections the key
     * @param name of the section beneath it; where there is none of this name all that stands there counts
     */
    public String digest(Key<?> sections, String name) {
        ConfigObject seen = object;
        if (object.get(sections.name()) instanceof ConfigObject all && all.containsKey(name)) {
            seen = object.withoutKey(sections.name()).withValue(sections.name(), all.get(name));
        }
        return Digest.of(seen.render(ConfigRenderOptions.concise()));
    }

    /** Text as HOCON writes it in quotes, which are JSON's. */
    public static String quoted(String text) {
        return ConfigUtil.quoteString(text);
    }

    /** Text as HOCON takes it for a key or a value: in quotes where it would mean something else without. */
    public static String key(String text) {
        boolean plain = text.matches("[A-Za-z_][A-Za-z0-9_]*") && !WORDS.contains(text);
        return plain ? text : quoted(text);
    }

    /** The key that this section stands under; empty for the outermost. */
    public String name() {
        return name;
    }

    public Place place() {
        return place;
    }

    /** Where a key is written; the section's own place where it is not. */
    public Place placeOf(Key<?> key) {
        ConfigValue value = object.get(key.name());
        return value == null ? place : placeOf(key.name(), value);
    }

    Place placeOf(String key, ConfigValue value) {
        boolean isScalar = !(value instanceof ConfigObject) && !(value instanceof ConfigList);
        if (isScalar && !HoconText.isOneLine(value.origin())) {
            return text.lineOfKey(key, place);
        }
        return text.place(value.origin()).orElseGet(() -> text.lineOfKey(key, place));
    }

    public boolean has(Key<?> key) {
        return isWritten(object.get(key.name()));
    }

    /** Whether a list stands there, not a section or a single value. */
    public boolean holdsList(Key<?> key) {
        return object.get(key.name()) instanceof ConfigList;
    }

    private static boolean isWritten(@Nullable ConfigValue value) {
        return value != null && value.valueType() != ConfigValueType.NULL;
    }

    /** Refuses every key that is not among {@code keys}. */
    public void accept(Keys keys) {
        for (String key : order()) {
            if (keys.find(key).isEmpty()) {
                Problem problem = Problem.of(ErrorCode.UNKNOWN_KEY, "unknown key " + key + in(keys.heading()))
                        .at(placeOf(key, at(key)))
                        .marking(key);
                refuse(
                        keys.notBuilt().contains(key)
                                ? notBuilt(key, keys.heading()).at(placeOf(key, at(key)))
                                : problem.because("known: " + String.join(", ", keys.names()))
                                        .didYouMean(DidYouMean.among(keys.names(), key)));
            }
        }
    }

    private static Problem notBuilt(String key, String heading) {
        return Problem.of(ErrorCode.NOT_BUILT_YET, key + in(heading) + " is not built yet")
                .marking(key);
    }

    private static String in(String heading) {
        return heading.isEmpty() ? "" : " in " + heading;
    }

    /** The key's value, or its default; empty where it is absent or refused. */
    public <T> Optional<T> read(Key<T> key) {
        ConfigValue value = object.get(key.name());
        if (value != null && (isWritten(value) || key.form().takesNull())) {
            return key.form().read(new HoconValue(this, key.name(), value));
        }
        if (key.required()) {
            refuse(missing(key, "expected " + key.form().shown()));
        }
        return key.fallback();
    }

    /** The problem of a key that should be there. */
    public Problem missing(Key<?> key, String reason) {
        String where = name.isEmpty() ? "" : " for " + name;
        return Problem.of(ErrorCode.MISSING_KEY, key.name() + " is missing" + where)
                .at(place)
                .marking(name)
                .because(reason);
    }

    /** A problem with a key's value, at its line and with the key underlined. */
    public Problem problem(Key<?> key, ErrorCode code, String message) {
        return Problem.of(code, message).at(placeOf(key)).marking(key.name());
    }

    public void refuse(Problem problem) {
        fail();
        problems.add(problem);
    }

    void fail() {
        failed = true;
    }

    /** Whether anything in this section itself, not in those beneath it, was refused. */
    public boolean failed() {
        return failed;
    }

    HoconSection child(String key, ConfigObject child) {
        return new HoconSection(key, placeOf(key, child), child, text, problems);
    }

    /** The sections beneath, in order of writing; anything else there is refused. */
    List<HoconSection> children() {
        return order().stream()
                .flatMap(key -> new HoconValue(this, key, at(key)).section().stream())
                .toList();
    }

    Map<String, String> textEntries() {
        return entries(Form.text());
    }

    /** What stands beneath, by name in order of writing; a value of another form is refused. */
    <T> Map<String, T> entries(Form<T> form) {
        Map<String, T> entries = new LinkedHashMap<>();
        order().forEach(key ->
                form.read(new HoconValue(this, key, at(key))).ifPresent(value -> entries.put(key, value)));
        return entries;
    }

    Map<String, Object> scalarEntries() {
        Map<String, Object> entries = new LinkedHashMap<>();
        order().forEach(key -> new HoconValue(this, key, at(key)).scalar().ifPresent(value -> entries.put(key, value)));
        return entries;
    }

    /** What stands beneath at any depth, by the names that lead there with dots between them. */
    Map<String, String> dottedEntries() {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String key : order()) {
            HoconValue value = new HoconValue(this, key, at(key));
            if (at(key) instanceof ConfigObject) {
                value.section()
                        .ifPresent(child ->
                                child.dottedEntries().forEach((within, text) -> entries.put(key + "." + within, text)));
            } else {
                value.scalar().ifPresent(scalar -> entries.put(key, String.valueOf(scalar)));
            }
        }
        return entries;
    }

    private ConfigValue at(String key) {
        return Objects.requireNonNull(object.get(key), key);
    }

    /** Typesafe keeps no order; lines do. */
    private List<String> order() {
        return object.keySet().stream()
                .sorted(Comparator.comparing((String key) -> text.rank(placeOf(key, at(key))))
                        .thenComparing(key -> placeOf(key, at(key)).line())
                        .thenComparing(key -> text.columnOf(key, placeOf(key, at(key))))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    boolean writesQuoted(String value, Place where) {
        return text.line(where).map(line -> line.contains('"' + value + '"')).orElse(true);
    }

    /** Whether the key's line goes on from an unquoted text to a quoted one, which HOCON joins without the quotes. */
    public boolean joinsQuotes(Key<?> key) {
        Pattern joined = Pattern.compile("\\b" + key.name() + "\\s*[=:]\\s*[^\\s\"{\\[,]+\"");
        return text.line(placeOf(key))
                .filter(line -> joined.matcher(line).find())
                .isPresent();
    }

    boolean isFromEnvironment(ConfigValue value) {
        return text.place(value.origin()).isEmpty();
    }

    /** A proposal for the environment variable that holds a secret of this section. */
    String secretName(String key) {
        return (name + "_" + key).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    }
}
