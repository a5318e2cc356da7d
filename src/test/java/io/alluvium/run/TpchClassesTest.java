package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.TableName;
import io.alluvium.model.Model;
import io.alluvium.spark.change.ChangedQuery;
import io.alluvium.spark.query.SchemaQuery;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/tpch.md says of the 22 queries is what the rules say. */
class TpchClassesTest {
    private final TpchProject project = new TpchProject();
    private final Map<TableName, StructType> columns = new HashMap<>();
    private final Map<TableName, List<String>> keys = new HashMap<>();

    @BeforeEach
    void readTables() {
        for (String table : TpchProject.TABLES) {
            TableName name = TpchProject.curated(table);
            SchemaQuery model = SchemaQuery.parse(project.model(name).sql())
                    .reading(TpchProject.raw(table), StructType.fromDDL(project.columns(table)));
            columns.put(name, model.analyzed().schema());
            keys.put(name, project.key(table));
        }
    }

    /** @param changed tables of which those count that the model reads */
    private String following(Model model, Set<TableName> changed) {
        SchemaQuery query = SchemaQuery.parse(model.sql());
        Set<TableName> all = model.reads().stream().map(Model.Read::table).collect(Collectors.toSet());
        for (TableName table : all) {
            query = query.reading(table, Objects.requireNonNull(columns.get(table)));
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
        Set<TableName> refreshed = Set.of(TpchProject.curated("orders"), TpchProject.curated("lineitem"));
        return project.queries().values().stream()
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
        assertThat(TpchProject.lines())
                .as("the table in docs/tpch.md should be%n%s", String.join("\n", table()))
                .containsExactlyElementsOf(table());
    }

    @Test
    void eighteenOfTheTwentyTwoQueriesAreFollowed() throws IOException {
        assertThat(TpchProject.classes()).hasSize(22);
        assertThat(TpchProject.classes().values().stream().filter(by -> by.startsWith("by ")))
                .hasSize(18);
    }
}
