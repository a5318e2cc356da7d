package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.export.ExportSpec;
import io.alluvium.journal.Intent;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.TableNews;
import io.alluvium.model.Definition;
import io.alluvium.plan.Decision;
import io.alluvium.plan.Selection;
import io.alluvium.plan.Work;
import io.alluvium.source.target.TargetTable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where an export stands, as the journal knows it. The database has notes of its own, which are asked when something is
 * written to it.
 *
 * @param pin the table of the warehouse; absent where it was never made
 * @param brought what was last brought and known to have arrived
 */
record ExportState(
        TargetTable table,
        Definition definition,
        Optional<Pin> pin,
        Optional<Intent.Publish> brought,
        long nextNumber) {
    /** In the place of a Delta table's id, for what is journalled of an export. */
    static final String TARGET = "export";

    static ExportState of(Glance glance, Optional<Pin> pin, ExportSpec export, TargetTable declared, Definitions all) {
        List<String> known = all.key(declared.from());
        // A model may leave out, or call otherwise, what identifies the rows that it reads.
        boolean isThere = pin.filter(
                        seen -> List.of(seen.version().schema().fieldNames()).containsAll(known))
                .isPresent();
        TargetTable table = declared.keyedBy(isThere ? known : List.of());
        TableJournal journal = glance.journal(table.name());
        Optional<Intent.Publish> brought = journal.newestFirst(TARGET)
                .map(Intent.Publish.class::cast)
                .filter(intent -> journal.outcome(intent.number()).isPresent())
                .findFirst();
        return new ExportState(table, export.definition(table), pin, brought, journal.nextNumber());
    }

    /**
     * @param mayChange tables that steps of the run may change
     * @param impossible tables that cannot be brought up to date
     */
    Decision foresee(Glance glance, Set<TableName> mayChange, Set<TableName> impossible, Selection selection) {
        TableName from = table.from();
        if (impossible.contains(from)) {
            return new Decision(new Work.Blocked(from));
        }
        Work due = due(glance, selection);
        if (due instanceof Work.Skip && mayChange.contains(from)) {
            return new Decision(new Work.Bring("", false), Set.of(from), Optional.of("to " + table.to()));
        }
        return new Decision(due);
    }

    /** What is due by the table as it is. */
    private Work due(Glance glance, Selection selection) {
        if (pin.isEmpty()) {
            return new Work.Skip("no table " + table.from() + " yet");
        }
        if (selection.refresh() != Selection.Refresh.NONE) {
            return new Work.Bring("asked for, all rows are compared", true);
        }
        if (brought.isEmpty()) {
            return new Work.Bring("to " + table.to() + ", the first time", false);
        }
        if (!brought.get().definition().equals(definition)) {
            return new Work.Bring("to " + table.to() + ", declared otherwise", false);
        }
        InputVersion before = Objects.requireNonNull(brought.get().inputs().get(table.from()), "from");
        if (!before.tableId().equals(pin.get().version().tableId())) {
            return new Work.Bring("to " + table.to() + ", of another table " + table.from(), false);
        }
        return before.version() == pin.get().version().version()
                        || glance.news(pin.get().version(), before.version()) == TableNews.NONE
                ? new Work.Skip("has what " + table.from() + " has")
                : new Work.Bring("to " + table.to() + ", " + table.from() + " changed", false);
    }
}
