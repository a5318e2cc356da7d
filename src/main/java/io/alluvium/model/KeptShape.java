package io.alluvium.model;

import io.alluvium.domain.TableName;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Holds what a front matter says of inputs to the tables that the model reads. */
final class KeptShape {
    private final Model model;
    private final Set<TableName> inputs;
    private final Set<TableName> views;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * @param inputs the stored tables that the model reads, those of views among them
     * @param views that it reads
     */
    KeptShape(Model model, Set<TableName> inputs, Set<TableName> views) {
        this.model = model;
        this.inputs = inputs;
        this.views = views;
    }

    List<Problem> problems() {
        if (model.strategy() instanceof Strategy.Partition partition) {
            named("windows", partition.inputs().keySet());
            named("static", partition.fixed());
            if (partition.inputs().isEmpty()) {
                problems.add(Problem.of(
                                ErrorCode.FRONT_MATTER, model.name() + " says of no input how its rows touch windows")
                        .at(model.place())
                        .because("no change would make a window due")
                        .fixedBy("windows { layer.table { by = column } } in its front matter"));
            }
            if (!model.parameters().containsAll(List.of("window_start", "window_end"))) {
                problems.add(Problem.of(ErrorCode.FRONT_MATTER, model.name() + " does not keep to one window")
                        .at(model.place())
                        .because("each window is computed by the SELECT, which would give all rows each time")
                        .fixedBy("where " + partition.windowBy() + " >= :window_start and " + partition.windowBy()
                                + " < :window_end"));
            }
        } else if (model.strategy() instanceof Strategy.Append append) {
            named("frozen", append.frozen());
            append(append);
        }
        return problems;
    }

    private void append(Strategy.Append append) {
        List<TableName> driving = model.reads().stream()
                .map(Model.Read::table)
                .filter(table -> !append.frozen().contains(table))
                .toList();
        if (driving.size() != 1) {
            problems.add(Problem.of(ErrorCode.APPEND_SHAPE, "an append model has one input whose rows it adds")
                    .at(model.place())
                    .because(driving.isEmpty() ? "all its inputs are frozen" : "it reads " + driving)
                    .fixedBy(driving.isEmpty() ? "take one of them out of frozen" : "name the others in frozen"));
        } else if (!model.reads().get(0).table().equals(driving.get(0))) {
            problems.add(Problem.of(ErrorCode.APPEND_SHAPE, "an append model begins with the input whose rows it adds")
                    .at(model.reads().get(0).place())
                    .because("it begins with " + model.reads().get(0).table())
                    .fixedBy("from " + driving.get(0) + " left join the others"));
        } else if (views.contains(driving.get(0))) {
            problems.add(Problem.of(ErrorCode.APPEND_SHAPE, driving.get(0) + " is a view: it has no log of its rows")
                    .at(model.reads().get(0).place())
                    .fixedBy("read the table behind it"));
        }
    }

    private void named(String key, Collection<TableName> tables) {
        Set<TableName> known = new TreeSet<>(inputs);
        model.reads().forEach(read -> known.add(read.table()));
        tables.stream()
                .filter(table -> !known.contains(table))
                .sorted()
                .forEach(table -> problems.add(Problem.of(
                                ErrorCode.UNKNOWN_TABLE,
                                key + " of " + model.name() + " names " + table + ", which it does not read")
                        .at(model.place())
                        .marking(table.name())
                        .didYouMean(DidYouMean.among(
                                known.stream().map(TableName::toString).toList(), table.toString()))));
    }
}
