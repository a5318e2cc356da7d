package io.alluvium.dbt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What all properties files of a dbt project say. */
final class Properties {
    private static final Set<String> READ = Set.of("version", "models", "seeds", "snapshots", "sources");

    /** What says nothing that a run needs. */
    private static final Set<String> SILENT = Set.of("macros", "analyses", "groups");

    private final Map<String, Described> models = new LinkedHashMap<>();
    private final Map<String, Described> seeds = new LinkedHashMap<>();
    private final Map<String, Described> snapshots = new LinkedHashMap<>();
    private final Map<String, DeclaredTable> tables = new LinkedHashMap<>();
    private final List<Remark> remarks;

    Properties(List<Remark> remarks) {
        this.remarks = remarks;
    }

    void add(YamlNode file) {
        named(file, "models", models);
        named(file, "seeds", seeds);
        named(file, "snapshots", snapshots);
        file.items("sources").forEach(this::source);
        file.entries().forEach((key, node) -> {
            if (!READ.contains(key)
                    && !SILENT.contains(key)
                    && !key.startsWith("x-")
                    && !node.items().isEmpty()) {
                remarks.add(Remark.left(
                        node.place(), node.items().size() + " of " + key + ", of which there is nothing here"));
            }
        });
    }

    private static void named(YamlNode file, String kind, Map<String, Described> into) {
        for (YamlNode item : file.items(kind)) {
            item.text("name").ifPresent(name -> into.putIfAbsent(name, Described.of(item)));
        }
    }

    private void source(YamlNode source) {
        Optional<String> name = source.text("name");
        if (name.isEmpty()) {
            return;
        }
        String schema = source.text("schema").orElse(name.get());
        for (YamlNode table : source.items("tables")) {
            table.text("name").ifPresent(own -> {
                DeclaredTable declared = new DeclaredTable(
                        name.get(), own, schema, table.text("identifier").orElse(own), Described.of(table));
                tables.putIfAbsent(declared.key(), declared);
            });
        }
    }

    Optional<Described> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    Optional<Described> seed(String name) {
        return Optional.ofNullable(seeds.get(name));
    }

    Map<String, Described> snapshots() {
        return snapshots;
    }

    /** By source and name. */
    Map<String, DeclaredTable> tables() {
        return tables;
    }
}
