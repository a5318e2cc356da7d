package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.model.ModelGraph;
import io.alluvium.model.QuotedText;
import io.alluvium.spark.grammar.SqlText;
import io.alluvium.spark.grammar.SqlTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds columns in double quotes, which Spark takes for texts, before anything runs. Columns are known from the models'
 * own text, from the sources' keys, and from tables that are there already.
 */
final class QuotedColumns {
    private final ModelGraph graph;
    private final Warehouse warehouse;

    QuotedColumns(ModelGraph graph, Warehouse warehouse) {
        this.graph = graph;
        this.warehouse = warehouse;
    }

    /** @throws AlluviumException SQL_SYNTAX, with all of them */
    void refuse() {
        List<Problem> problems = new ArrayList<>();
        for (Model model : graph.order()) {
            if (QuotedText.isIn(model)) {
                Map<TableName, Set<String>> inputs = new HashMap<>();
                model.reads().forEach(read -> inputs.put(read.table(), columns(read.table())));
                problems.addAll(QuotedText.problems(model, inputs, columns(model.name())));
            }
        }
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
    }

    private Set<String> columns(TableName table) {
        Set<String> columns = new HashSet<>();
        graph.model(table)
                .ifPresent(model -> new SqlText(model.sql())
                        .statement().outputs().stream()
                                .filter(output -> output.kind() == SqlTree.Output.Kind.NAMED)
                                .forEach(output -> columns.add(output.name())));
        graph.rawTable(table).ifPresent(raw -> {
            columns.addAll(raw.key());
            columns.addAll(raw.sequence());
        });
        try {
            warehouse
                    .lake()
                    .current(table)
                    .ifPresent(version ->
                            columns.addAll(Arrays.asList(version.schema().fieldNames())));
        } catch (AlluviumException e) {
            // Whoever needs the table says what is wrong with it.
        }
        return columns;
    }
}
