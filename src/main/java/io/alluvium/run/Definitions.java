package io.alluvium.run;

import io.alluvium.config.PostgresTable;
import io.alluvium.config.ProjectConfig;
import io.alluvium.config.SourceConfig;
import io.alluvium.config.SourceTable;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Definition;
import io.alluvium.model.Model;
import io.alluvium.model.ModelGraph;
import io.alluvium.model.Strategy;
import io.alluvium.transform.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a project declares, found whole.
 *
 * @param models in an order in which every model comes after those it reads
 */
record Definitions(ProjectConfig project, List<Model> models) {

    /**
     * The same with all tables of the sources named, checked again as a whole.
     *
     * @throws io.alluvium.failure.AlluviumException with every problem found
     */
    Definitions with(List<SourceConfig> sources) {
        if (!project.isOpen()) {
            return this;
        }
        Map<TableName, SourceTable> seen = new HashMap<>();
        List<Problem> twice = new ArrayList<>();
        sources.forEach(source -> source.tables().forEach(table -> {
            SourceTable earlier = seen.putIfAbsent(table.name(), table);
            if (earlier != null) {
                twice.add(twice(earlier, table));
            }
        }));
        if (!twice.isEmpty()) {
            throw new AlluviumException(twice);
        }
        ProjectConfig named = project.with(sources);
        return new Definitions(named, ModelGraph.of(named, models).order());
    }

    private static Problem twice(SourceTable earlier, SourceTable table) {
        String what = table instanceof PostgresTable postgres
                ? postgres.from()
                : table.name().name();
        String other = earlier instanceof PostgresTable postgres ? postgres.from() : "a table at " + earlier.place();
        return Problem.of(ErrorCode.DUPLICATE_TABLE, other + " and " + what + " would both be " + table.name())
                .at(table.place())
                .because("taken by pattern, a table keeps its name")
                .fixedBy("name one of them under tables, other_name { from = … }, or leave it out with !");
    }

    /** Every raw table with its source, in order of writing. */
    Map<SourceTable, SourceConfig> sourceTables() {
        Map<SourceTable, SourceConfig> tables = new LinkedHashMap<>();
        project.sources().forEach(source -> source.tables().forEach(table -> tables.put(table, source)));
        return tables;
    }

    /**
     * The raw tables of these names, {@code raw.orders} or {@code orders}; all where no name is given.
     *
     * @param models what to say to who names a model
     * @throws io.alluvium.failure.AlluviumException UNKNOWN_TABLE, for each name that is none
     */
    Map<SourceTable, SourceConfig> rawTables(List<String> names, Function<TableName, Problem> models) {
        Map<SourceTable, SourceConfig> all = sourceTables();
        List<Problem> unknown = new ArrayList<>();
        Set<TableName> wanted = new HashSet<>();
        for (String name : names) {
            Optional<TableName> known = all.keySet().stream()
                    .map(SourceTable::name)
                    .filter(table -> table.name().equals(name)
                            || TableName.parse(name).filter(table::equals).isPresent())
                    .findFirst();
            known.ifPresent(wanted::add);
            if (known.isEmpty()) {
                unknown.add(modelNamed(name).map(models).orElseGet(() -> unknown(name, all.keySet())));
            }
        }
        if (!unknown.isEmpty()) {
            throw new AlluviumException(unknown);
        }
        all.keySet().removeIf(table -> !names.isEmpty() && !wanted.contains(table.name()));
        return all;
    }

    private Optional<TableName> modelNamed(String name) {
        return models.stream()
                .map(Model::name)
                .filter(model -> model.name().equals(name)
                        || TableName.parse(name).filter(model::equals).isPresent())
                .findFirst();
    }

    private static Problem unknown(String name, Set<SourceTable> tables) {
        List<String> same = tables.stream()
                .map(table -> name.contains(".")
                        ? table.name().toString()
                        : table.name().name())
                .toList();
        return Problem.of(ErrorCode.UNKNOWN_TABLE, "no source gives a table " + name)
                .didYouMean(DidYouMean.among(same, name));
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
