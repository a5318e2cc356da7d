package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.TableName;
import io.alluvium.export.ExportCheck;
import io.alluvium.export.ExportSpec;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Definition;
import io.alluvium.model.Model;
import io.alluvium.model.ModelGraph;
import io.alluvium.model.RawTable;
import io.alluvium.model.Strategy;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.transform.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;

/**
 * Holds what a project declares, found whole.
 *
 * @param sources in order of writing
 * @param graph of the models
 * @param exports in order of writing
 */
record Definitions(ProjectConfig project, List<SourceSpec> sources, ModelGraph graph, List<ExportSpec> exports) {

    /** In an order in which every model comes after those it reads. */
    List<Model> models() {
        return graph.order();
    }

    /** Whether a source's tables are not all named here. */
    boolean isOpen() {
        return sources.stream().anyMatch(SourceSpec::isOpen);
    }

    /**
     * The same with all tables of the sources named, checked again as a whole.
     *
     * @throws io.alluvium.failure.AlluviumException with every problem found
     */
    Definitions with(List<SourceSpec> named) {
        if (!isOpen()) {
            return this;
        }
        Map<TableName, TableSpec> seen = new HashMap<>();
        List<Problem> twice = new ArrayList<>();
        named.forEach(source -> source.tables().forEach(table -> {
            TableSpec earlier = seen.putIfAbsent(table.name(), table);
            if (earlier != null) {
                twice.add(twice(earlier, table));
            }
        }));
        if (!twice.isEmpty()) {
            throw new AlluviumException(twice);
        }
        ModelGraph whole = graph.with(rawTables(named));
        new ExportCheck(whole, named, false).refuse(exports);
        return new Definitions(project, named, whole, exports);
    }

    /** What models need to know of the tables that are named. */
    static List<RawTable> rawTables(List<SourceSpec> sources) {
        return sources.stream()
                .flatMap(source -> source.tables().stream())
                .map(TableSpec::raw)
                .toList();
    }

    private static Problem twice(TableSpec earlier, TableSpec table) {
        String what = table.origin().orElse(table.name().name());
        String other = earlier.origin().orElse("a table at " + earlier.place());
        return Problem.of(ErrorCode.DUPLICATE_TABLE, other + " and " + what + " would both be " + table.name())
                .at(table.place())
                .because("taken by pattern, a table keeps its name")
                .fixedBy("name one of them under tables, other_name { from = … }, or leave it out with !");
    }

    /** Every table that the project makes. */
    List<TableName> tables() {
        List<TableName> tables = new ArrayList<>();
        sourceTables().keySet().forEach(table -> tables.add(table.name()));
        models().forEach(model -> tables.add(model.name()));
        return tables;
    }

    /** Every table that the project makes, and then its exports. */
    List<TableName> steps() {
        List<TableName> steps = new ArrayList<>(tables());
        exports.forEach(export -> export.tables().forEach(table -> steps.add(table.name())));
        return steps;
    }

    /** Columns that tell the rows of a table apart; empty where nobody says which, and where rows have several versions. */
    List<String> key(TableName table) {
        return graph.model(table)
                .filter(model -> !(model.strategy() instanceof Strategy.Apply apply
                        && apply.history().isPresent()))
                .map(graph::key)
                .orElse(List.of());
    }

    /** Every raw table with its source, in order of writing. */
    Map<TableSpec, SourceSpec> sourceTables() {
        Map<TableSpec, SourceSpec> tables = new LinkedHashMap<>();
        sources.forEach(source -> source.tables().forEach(table -> tables.put(table, source)));
        return tables;
    }

    /**
     * The raw tables of these names, {@code raw.orders} or {@code orders}; all where no name is given.
     *
     * @param models what to say to who names a model
     * @throws io.alluvium.failure.AlluviumException UNKNOWN_TABLE, for each name that is none
     */
    Map<TableSpec, SourceSpec> rawTables(List<String> names, Function<TableName, Problem> models) {
        Map<TableSpec, SourceSpec> all = sourceTables();
        List<Problem> unknown = new ArrayList<>();
        Set<TableName> wanted = new HashSet<>();
        for (String name : names) {
            Optional<TableName> known = all.keySet().stream()
                    .map(TableSpec::name)
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
        return models().stream()
                .map(Model::name)
                .filter(model -> model.name().equals(name)
                        || TableName.parse(name).filter(model::equals).isPresent())
                .findFirst();
    }

    private static Problem unknown(String name, Set<TableSpec> tables) {
        List<String> same = tables.stream()
                .map(table -> name.contains(".")
                        ? table.name().toString()
                        : table.name().name())
                .toList();
        return Problem.of(ErrorCode.UNKNOWN_TABLE, "no source gives a table " + name)
                .didYouMean(DidYouMean.among(same, name));
    }

    /** @param tables shows those that the model reads, as far as they were loaded */
    Definition definition(Model model, Parameters parameters, Function<TableName, Optional<TableVersion>> tables) {
        Optional<Task.ChangeLog> log = changeLog(model);
        Map<TableName, Definition> views = new TreeMap<>();
        graph.views(model)
                .forEach(view -> views.put(view.name(), Definition.of(view, "", false, parameters.deciding(view))));
        return Definition.of(
                        model,
                        log.map(Task.ChangeLog::toString).orElse(""),
                        log.map(known -> hasFloat(model, known, tables)).orElse(false),
                        parameters.deciding(model))
                .over(views);
    }

    /** The tables whose rows a model reads, and the views through which it does. */
    Set<TableName> reads(Model model) {
        Set<TableName> reads = new TreeSet<>(graph.inputs(model));
        graph.views(model).forEach(view -> reads.add(view.name()));
        return reads;
    }

    private static boolean hasFloat(
            Model model, Task.ChangeLog log, Function<TableName, Optional<TableVersion>> tables) {
        return tables.apply(model.reads().get(0).table()).stream()
                .flatMap(raw -> Arrays.stream(raw.schema().fields()))
                .anyMatch(column ->
                        log.key().contains(column.name()) && column.dataType().existsRecursively(Definitions::isFloat));
    }

    private static boolean isFloat(DataType type) {
        return type instanceof FloatType || type instanceof DoubleType;
    }

    /** What an apply model needs to know of the raw table that it reads. */
    Optional<Task.ChangeLog> changeLog(Model model) {
        if (model.apply().isEmpty()) {
            return Optional.empty();
        }
        TableName raw = model.reads().get(0).table();
        return graph.rawTable(raw).map(table -> new Task.ChangeLog(table.key(), table.sequence()));
    }
}
