package io.alluvium.dbt;

import io.alluvium.dbt.jinja.Arguments;
import io.alluvium.dbt.jinja.Refused;
import io.alluvium.dbt.jinja.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What dbt's configuration says of one model or snapshot: the project's folders, its properties file and its own config(). */
final class DbtConfig {
    /** What has its place here, or is of no weight where all names are the project's own. */
    private static final Set<String> TAKEN = Set.of(
            "materialized",
            "enabled",
            "unique_key",
            "schema",
            "database",
            "target_schema",
            "target_database",
            "tags",
            "docs",
            "description",
            "meta",
            "persist_docs",
            "incremental_strategy",
            "on_schema_change",
            "full_refresh",
            "strategy",
            "updated_at",
            "check_cols",
            "invalidate_hard_deletes",
            "hard_deletes",
            "group",
            "access",
            "quoting",
            "columns",
            "name");

    private final Map<String, Supplier<Value>> values = new LinkedHashMap<>();

    /** @param kind {@code models} or {@code snapshots} */
    void folders(YamlNode project, String kind, String name, List<String> path) {
        @Nullable YamlNode at = project.at(kind).orElse(null);
        if (at == null) {
            return;
        }
        put(at);
        List<String> steps = new ArrayList<>(List.of(name));
        steps.addAll(path);
        for (String step : steps) {
            Optional<YamlNode> next = at.at(step);
            if (next.isEmpty()) {
                return;
            }
            at = next.get();
            put(at);
        }
    }

    private void put(YamlNode section) {
        section.entries().forEach((key, node) -> {
            String own = key.startsWith("+") ? key.substring(1) : key;
            if (key.startsWith("+") || node.isText() || own.equals("tags")) {
                values.put(own, node::value);
            }
        });
    }

    void properties(YamlNode config) {
        config.entries().forEach((key, node) -> values.put(key, node::value));
    }

    void own(Arguments arguments) {
        if (arguments.count() > 0 && arguments.at(0, "").orElseThrow().plain() instanceof Value.Entries entries) {
            entries.entries().forEach((key, value) -> values.put(key, () -> value));
        }
        arguments
                .names()
                .forEach(name -> values.put(
                        name, () -> arguments.named(name).map(Value::plain).orElseThrow()));
    }

    /** Empty where nothing is said. */
    Optional<Value> get(String key) {
        return Optional.ofNullable(values.get(key)).map(Supplier::get).filter(value -> !(value instanceof Value.None));
    }

    /** In lower case; what cannot be told is told as {@code table}. */
    String materialized() {
        try {
            return get("materialized").map(Value::printed).orElse("view").toLowerCase(Locale.ROOT);
        } catch (Refused e) {
            return "table";
        }
    }

    /** The texts of a list, or of the one that stands for it; empty where it is something else. */
    List<String> texts(String key) {
        Optional<Value> value = get(key);
        if (value.isPresent() && value.get() instanceof Value.Items items) {
            return items.items().stream().map(Value::printed).toList();
        }
        return value.filter(Value.Text.class::isInstance)
                .map(Value::printed)
                .map(List::of)
                .orElse(List.of());
    }

    /** Keys that nothing here stands for. */
    Set<String> others() {
        Set<String> others = new TreeSet<>(values.keySet());
        others.removeAll(TAKEN);
        return others;
    }
}
