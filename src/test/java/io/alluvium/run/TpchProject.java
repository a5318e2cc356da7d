package io.alluvium.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.model.Model;
import io.alluvium.model.ModelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What {@code jobs/tpch-queries} declares, and what {@code docs/tpch.md} says of it. */
final class TpchProject {
    static final Path FOLDER = Path.of("jobs/tpch-queries");

    /** In an order in which each comes after those that it refers to. */
    static final List<String> TABLES =
            List.of("region", "nation", "supplier", "part", "partsupp", "customer", "orders", "lineitem");

    private static final Path PAGE = Path.of("docs/tpch.md");

    private final Config tables =
            ConfigFactory.parseFile(FOLDER.resolve("project.conf").toFile()).getConfig("sources.dbgen.tables");
    private final Map<TableName, Model> models = new TreeMap<>();

    TpchProject() {
        ModelReader.read(FOLDER, TABLES.stream().map(TpchProject::raw).toList())
                .forEach(model -> models.put(model.name(), model));
    }

    static TableName raw(String table) {
        return new TableName(Layer.RAW, table);
    }

    static TableName curated(String table) {
        return new TableName(Layer.CURATED, table);
    }

    /** The columns of a table's log, as DDL. */
    String columns(String table) {
        return tables.getConfig(table).getString("schema");
    }

    List<String> key(String table) {
        return tables.getConfig(table).getStringList("key");
    }

    Model model(TableName name) {
        return Objects.requireNonNull(models.get(name), name::toString);
    }

    /** The 22, by name. */
    Map<String, Model> queries() {
        Map<String, Model> queries = new LinkedHashMap<>();
        models.values().stream()
                .filter(model -> model.name().layer() == Layer.AGGREGATE)
                .forEach(model -> queries.put(model.name().name(), model));
        return queries;
    }

    /** The lines of the page's table. */
    static List<String> lines() throws IOException {
        try (var lines = Files.lines(PAGE)) {
            return lines.filter(line -> line.startsWith("| `q")).toList();
        }
    }

    /** By query what the page says of how it is followed when any of its inputs changes. */
    static Map<String, String> classes() throws IOException {
        return lines().stream()
                .map(line -> line.split(" \\| ", -1))
                .collect(Collectors.toMap(
                        cells -> cells[0].replaceAll("[| `]", ""),
                        cells -> cells[2],
                        (one, other) -> one,
                        TreeMap::new));
    }
}
