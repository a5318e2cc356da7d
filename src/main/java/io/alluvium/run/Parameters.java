package io.alluvium.run;

import io.alluvium.model.Model;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The values that a model's markers and its clock have in one run. */
final class Parameters {
    private static final Pattern TODAY = Pattern.compile("\\b(current_date|curdate)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern NOW = Pattern.compile(
            "\\b(?:current_timestamp|now|localtimestamp|current_time)\\b|\\bunix_timestamp\\s*\\(\\s*\\)",
            Pattern.CASE_INSENSITIVE);

    private final Map<String, Object> values;
    private final Instant at;

    Parameters(Map<String, Object> variables, Instant at) {
        this.values = new HashMap<>(variables);
        this.at = at;
        values.put("run_time", at);
        values.put("run_date", LocalDate.ofInstant(at, ZoneOffset.UTC));
    }

    /** By marker name, those that the model uses, but for a window's bounds. */
    Map<String, Object> of(Model model) {
        Map<String, Object> used = new TreeMap<>();
        model.parameters().stream().filter(values::containsKey).forEach(name -> used.put(name, values.get(name)));
        return used;
    }

    /** By marker name. */
    Map<String, Object> all() {
        return Map.copyOf(values);
    }

    /** The logical time. */
    Instant at() {
        return at;
    }

    /**
     * What decides the model's rows besides SQL and inputs, as text. A model that seems to ask for the time depends on
     * it; a word in a string or a comment is taken for asking, which costs a rebuild and nothing else.
     */
    Map<String, String> deciding(Model model) {
        Map<String, String> deciding = new TreeMap<>();
        of(model).forEach((name, value) -> deciding.put(name, value.toString()));
        String asked = model.sql()
                + model.deleteWhen().map(condition -> "\n" + condition).orElse("");
        if (TODAY.matcher(asked).find()) {
            deciding.put("run_date", LocalDate.ofInstant(at, ZoneOffset.UTC).toString());
        }
        if (NOW.matcher(asked).find()) {
            deciding.put("run_time", at.toString());
        }
        return deciding;
    }
}
