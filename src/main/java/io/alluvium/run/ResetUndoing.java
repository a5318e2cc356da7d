package io.alluvium.run;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Epochs;
import io.alluvium.lake.Lake;
import io.alluvium.lake.TableVersion;
import io.alluvium.plan.PlannedReset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes resets back that no run has followed yet. Needs neither the source nor its definition. */
final class ResetUndoing {
    private final String project;
    private final Warehouse warehouse;

    ResetUndoing(String project, Warehouse warehouse) {
        this.project = project;
        this.warehouse = warehouse;
    }

    /** Does all or nothing of what is asked, short of a crash between two tables. */
    List<PlannedReset> undo(List<String> names) {
        List<TableName> tables = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String name : names) {
            Optional<TableName> table = table(name);
            Optional<Problem> refusal =
                    table.isPresent() ? refusal(table.get()) : Optional.of(refused(name, "was not reset"));
            refusal.ifPresent(problems::add);
            table.filter(known -> !tables.contains(known)).ifPresent(tables::add);
        }
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
        return tables.stream().map(this::undone).toList();
    }

    private static Optional<TableName> table(String name) {
        return TableName.isName(name) ? Optional.of(new TableName(Layer.RAW, name)) : TableName.parse(name);
    }

    private Optional<Problem> refusal(TableName table) {
        Optional<Epochs.Previous> previous =
                warehouse.journal().of(table).epochs().previous();
        if (previous.isEmpty()) {
            return Optional.of(refused(table, "was not reset"));
        }
        Lake lake = warehouse.lake();
        if (lake.current(table).isPresent()) {
            return Optional.of(refused(table, "was loaded anew already")
                    .fixedBy("go on with " + lake.place(table) + ", or reset it again"));
        }
        Optional<TableVersion> old = lake.current(table, previous.get().epoch());
        if (!old.map(TableVersion::tableId).equals(Optional.of(previous.get().tableId()))) {
            return Optional.of(refused(
                            table,
                            "does not lie in "
                                    + lake.place(table, previous.get().epoch()) + " any more")
                    .fixedBy("let the next run load it anew: alluvium run"));
        }
        return warehouse.owns(project, old.get())
                ? Optional.empty()
                : Optional.of(refused(table, "does not belong to project " + project));
    }

    private static Problem refused(Object table, String reason) {
        return Problem.of(ErrorCode.RESET_NOT_UNDONE, table + " " + reason + ", so there is no way back");
    }

    private PlannedReset undone(TableName table) {
        warehouse.journal().of(table).epochs().undo();
        return new PlannedReset.Undone(table, warehouse.lake().place(table));
    }
}
