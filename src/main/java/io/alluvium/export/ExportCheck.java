package io.alluvium.export;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.model.ModelGraph;
import io.alluvium.model.Strategy;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.target.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds exports to the tables that a project makes, and to those that its sources read. */
public final class ExportCheck {
    private final ModelGraph graph;
    private final List<SourceSpec> sources;
    private final boolean open;

    /** @param open whether only sources can tell all raw tables, so that one that is not known may be there */
    public ExportCheck(ModelGraph graph, List<SourceSpec> sources, boolean open) {
        this.graph = graph;
        this.sources = sources;
        this.open = open;
    }

    /** @throws AlluviumException with every problem found */
    public void refuse(List<ExportSpec> exports) {
        List<Problem> problems = new ArrayList<>();
        for (ExportSpec export : exports) {
            for (TargetTable table : export.tables()) {
                from(table).ifPresent(problems::add);
                read(export, table).ifPresent(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
    }

    private Optional<Problem> from(TargetTable table) {
        TableName from = table.from();
        Optional<Model> model = graph.model(from);
        if (model.filter(known -> known.strategy() instanceof Strategy.View).isPresent()) {
            return Optional.of(table.problem(ErrorCode.BAD_VALUE, from + " is a view, which has no table to export")
                    .marking(from.toString())
                    .fixedBy("give the model another strategy, or export what it reads"));
        }
        boolean known = model.isPresent() || graph.rawTable(from).isPresent() || open && from.layer() == Layer.RAW;
        return known
                ? Optional.empty()
                : Optional.of(table.problem(ErrorCode.UNKNOWN_TABLE, "the project has no table " + from)
                        .marking(from.toString())
                        .didYouMean(DidYouMean.among(
                                graph.order().stream()
                                        .map(one -> one.name().toString())
                                        .toList(),
                                from.toString())));
    }

    private Optional<Problem> read(ExportSpec export, TargetTable table) {
        return sources.stream()
                .filter(source -> export.target().isReadBy(source, table.to()))
                .findFirst()
                .map(source -> table.problem(
                                ErrorCode.BAD_VALUE,
                                table.to() + " is read by source " + source.name() + " of this project")
                        .because("each run would read what the one before has written")
                        .fixedBy("export to another table, or another schema than its patterns take"));
    }
}
