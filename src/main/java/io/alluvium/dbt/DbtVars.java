package io.alluvium.dbt;

import io.alluvium.dbt.jinja.Refused;
import io.alluvium.dbt.jinja.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The values that {@code var} gives, and which of them stand in SQL as {@code :name}. */
final class DbtVars {
    private final Map<String, Value> given = new LinkedHashMap<>();
    private final Map<String, Value> used = new LinkedHashMap<>();

    DbtVars(YamlNode project, String name) {
        project.at("vars")
                .ifPresent(vars -> vars.entries().forEach((key, node) -> {
                    if (key.equals(name)) {
                        node.entries().forEach((own, value) -> given.put(own, value.value()));
                    } else {
                        given.putIfAbsent(key, node.value());
                    }
                }));
    }

    /** @throws Refused where there is none */
    Value of(String name, Optional<Value> fallback) {
        Value value = Optional.ofNullable(given.get(name))
                .or(() -> fallback)
                .orElseThrow(() -> new Refused("var " + name + " has no value in " + DbtFiles.PROJECT_FILE));
        if (value.printed().contains("{{")) {
            throw new Refused("the value of var " + name + " is a template itself");
        }
        return value;
    }

    /** Makes a value one of the project's own; false where another value has the name already. */
    boolean use(String name, Value value) {
        Value before = used.putIfAbsent(name, value);
        return before == null || before.equals(value);
    }

    /** The values that are used, by name. */
    Map<String, Value> used() {
        return used;
    }
}
