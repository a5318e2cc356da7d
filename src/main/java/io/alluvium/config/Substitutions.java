package io.alluvium.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Replaces {@code ${…}} and says which could not be, all of them at once. */
final class Substitutions {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{\\??([^}]*)}");

    /** More than anybody writes; an end to the loop whatever Typesafe says. */
    private static final int MOST = 200;

    private final HoconText text;
    private final List<Problem> problems;

    Substitutions(HoconText text, List<Problem> problems) {
        this.text = text;
        this.problems = problems;
    }

    /** The configuration with everything replaced; empty where a circle makes that impossible. */
    Optional<Config> resolve(Config config) {
        Missing missing = new Missing(new HashSet<>());
        for (int i = 0; i < MOST; i++) {
            try {
                return Optional.of(
                        config.resolve(ConfigResolveOptions.defaults().appendResolver(missing)));
            } catch (ConfigException.UnresolvedSubstitution e) {
                Matcher reference = REFERENCE.matcher(String.valueOf(e.getMessage()));
                if (!reference.find() || String.valueOf(e.getMessage()).contains("cycle")) {
                    problems.add(circle(e));
                    return Optional.empty();
                }
                problems.add(notSet(reference.group(1), e));
                missing.paths().add(reference.group(1));
            }
        }
        return Optional.empty();
    }

    /** Gives a mark for what was found to be missing, so that the next one is found. */
    private record Missing(Set<String> paths) implements ConfigResolver {
        @Override
        public @Nullable ConfigValue lookup(String path) {
            return paths.contains(path) ? ConfigValueFactory.fromAnyRef(Placeholders.MARK) : null;
        }

        @Override
        public ConfigResolver withFallback(ConfigResolver fallback) {
            return this;
        }
    }

    private Problem circle(ConfigException e) {
        Problem problem = Problem.of(ErrorCode.CONFIG_SYNTAX, "substitutions refer to each other in a circle")
                .marking("${");
        return text.place(e.origin()).map(problem::at).orElse(problem);
    }

    private Problem notSet(String name, ConfigException e) {
        Place place = text.place(e.origin()).orElse(new Place(HoconText.SETTING, 0));
        boolean isVariable = ConfigUtil.splitPath(name).size() == 1;
        return Problem.of(ErrorCode.BAD_VALUE, "${" + name + "} has no value")
                .at(lineOf(name, place))
                .marking("${" + name + "}")
                .because(isVariable ? "neither a key nor an environment variable" : "no such key")
                .fixedBy(
                        isVariable
                                ? "export " + name + "=…, or write ${?" + name + "} if it may be absent"
                                : "write ${?" + name + "} if it may be absent");
    }

    private Place lineOf(String name, Place from) {
        for (int line = Math.max(1, from.line()); line <= from.line() + 1000; line++) {
            Place place = new Place(from.file(), line);
            if (text.line(place).filter(l -> l.contains("${" + name + "}")).isPresent()) {
                return place;
            }
        }
        return from;
    }

    /** Substitutions that somebody wrote inside quotes, where HOCON leaves them as they are. */
    static List<Problem> quoted(ConfigObject root, HoconText text) {
        List<Problem> found = new ArrayList<>();
        for (Map.Entry<String, ConfigValue> entry : root.entrySet()) {
            quoted(entry.getKey(), entry.getValue(), text, found);
        }
        return found;
    }

    private static void quoted(String key, ConfigValue value, HoconText text, List<Problem> found) {
        if (value instanceof ConfigObject object) {
            object.forEach((name, child) -> quoted(name, child, text, found));
        } else if (value instanceof ConfigList list) {
            list.forEach(child -> quoted(key, child, text, found));
        } else if (value.unwrapped() instanceof String string
                && text.place(value.origin()).isPresent()) {
            Matcher reference = REFERENCE.matcher(string);
            if (reference.find()) {
                found.add(Problem.of(
                                ErrorCode.QUOTED_SUBSTITUTION,
                                reference.group() + " stands inside quotes, where it is not replaced")
                        .at(text.place(value.origin()).orElseThrow())
                        .marking(reference.group())
                        .because("close the quotes before it")
                        .fixedBy(key + " = \"…\"" + reference.group() + "\"…\""));
            }
        }
    }
}
