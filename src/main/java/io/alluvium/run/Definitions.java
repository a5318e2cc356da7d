package io.alluvium.run;

import io.alluvium.config.PostgresTable;
import io.alluvium.config.ProjectConfig;
import io.alluvium.config.SourceConfig;
import io.alluvium.config.SourceTable;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import io.alluvium.plan.Definition;
import io.alluvium.transform.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a project declares, found whole.
 *
 * @param models in an order in which every model comes after those it reads
 */
record Definitions(ProjectConfig project, List<Model> models) {

    /** Every raw table with its source, in order of writing. */
    Map<SourceTable, SourceConfig> sourceTables() {
        Map<SourceTable, SourceConfig> tables = new LinkedHashMap<>();
        project.sources().forEach(source -> source.tables().forEach(table -> tables.put(table, source)));
        return tables;
    }

    Definition definition(Model model, Parameters parameters) {
        String inherited = changeLog(model).map(Task.ChangeLog::toString).orElse("");
        return Definition.of(model, inherited, parameters.deciding(model));
    }

    /** What an apply model needs to know of the raw table that it reads. */
    Optional<Task.ChangeLog> changeLog(Model model) {
        if (model.strategy() != Strategy.APPLY) {
            return Optional.empty();
        }
        TableName raw = model.reads().get(0).table();
        return sourceTables().keySet().stream()
                .filter(table -> table.name().equals(raw) && raw.layer() == Layer.RAW)
                .findFirst()
                .map(table -> new Task.ChangeLog(
                        table.key(),
                        table instanceof PostgresTable postgres
                                ? postgres.cursor().stream().toList()
                                : List.of()));
    }
}
