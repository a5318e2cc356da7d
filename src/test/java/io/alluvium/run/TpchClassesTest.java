package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.model.Model;
import io.alluvium.model.ModelReader;
import io.alluvium.spark.change.ChangedQuery;
import io.alluvium.spark.query.SchemaQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** What docs/tpch.md says of the 22 queries is what the rules say. */
class TpchClassesTest {
    private static final Path PROJECT = Path.of("jobs/tpch-queries");
    private static final Path PAGE = Path.of("docs/tpch.md");

    private final Map<TableName, StructType> columns = new HashMap<>();
    private final Map<TableName, List<String>> keys = new HashMap<>();
    private final Map<String, Model> queries = new TreeMap<>();

    TpchClassesTest() {
        Config tables = ConfigFactory.parseFile(PROJECT.resolve("project.conf").toFile())
                .getConfig("sources.dbgen.tables");
        Set<TableName> raw = tables.root().keySet().stream()
                .map(name -> new TableName(Layer.RAW, name))
                .collect(Collectors.toSet());
        for (Model model : ModelReader.read(PROJECT, raw)) {
            if (model.name().layer() == Layer.CURATED) {
                Config table = tables.getConfig(model.name().name());
                StructType log = StructType.fromDDL(table.getString("schema"));
                TableName read = new TableName(Layer.RAW, model.name().name());
                columns.put(
                        model.name(),
                        SchemaQuery.parse(model.sql()).reading(read, log).analyzed().schema());
                keys.put(model.name(), table.getStringList("key"));
            } else {
                queries.put(model.name().name(), model);
            }
        }
    }

    /** @param changed tables of which those count that the model reads */
    private String following(Model model, Set<TableName> changed) {
        SchemaQuery query = SchemaQuery.parse(model.sql());
        Set<TableName> all = model.reads().stream().map(Model.Read::table).collect(Collectors.toSet());
        for (TableName table : all) {
            query = query.reading(table, columns.get(table));
        }
        Set<TableName> read = all.stream().filter(changed::contains).collect(Collectors.toSet());
        if (read.isEmpty()) {
            return "not touched";
        }
        ChangedQuery followed = ChangedQuery.of(query, new ChangedQuery.Tables(all, read, keys, model.key()));
        return followed.obstacle()
                .map(obstacle -> "full: " + obstacle.what())
                .orElseGet(() -> "by " + String.join(", ", followed.key()));
    }

    private List<String> table() {
        Set<TableName> refreshed = Set.of(new TableName(Layer.CURATED, "orders"), new TableName(Layer.CURATED, "lineitem"));
        return queries.values().stream()
                .map(model -> "| `%s` | %s | %s | %s |"
                        .formatted(
                                model.name().name(),
                                model.description().orElseThrow().replaceFirst("^\\d+\\. ", ""),
                                following(model, columns.keySet()),
                                following(model, refreshed)))
                .toList();
    }

    @Test
    void thePageTellsOfEachQueryHowItsChangesAreFollowed() throws IOException {
        List<String> table = table();
        assertThat(table).hasSize(22);
        assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `q")))
                .as("the table in docs/tpch.md should be%n%s", String.join("\n", table))
                .containsExactlyElementsOf(table);
    }

    @Test
    void atLeast17QueriesAreFollowed() {
        assertThat(table().stream().filter(line -> line.split("\\|")[3].startsWith(" by ")))
                .hasSizeGreaterThanOrEqualTo(17);
    }
}
