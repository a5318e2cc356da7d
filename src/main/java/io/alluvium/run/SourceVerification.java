package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.lake.TableVersion;
import io.alluvium.plan.PlannedStep;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.source.Look;
import io.alluvium.source.Source;
import io.alluvium.source.SourceContent;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.verify.Compared;
import io.alluvium.verify.ContentComparison;
import io.alluvium.verify.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Holds raw tables against their sources, one after the other. Writes nothing. */
final class SourceVerification {
    private final Warehouse warehouse;
    private final Sources sources;
    private final Spark spark;
    private final boolean named;
    private final Function<TableName, Optional<Problem>> refused;
    private final Map<TableName, Look> repairs = new HashMap<>();

    /**
     * @param named whether somebody asked for these tables, so that one that cannot be compared is worth a fault
     * @param refused why the last run refused a table
     */
    SourceVerification(
            Warehouse warehouse,
            Sources sources,
            Spark spark,
            boolean named,
            Function<TableName, Optional<Problem>> refused) {
        this.warehouse = warehouse;
        this.sources = sources;
        this.spark = spark;
        this.named = named;
        this.refused = refused;
    }

    List<Verdict> of(Map<TableSpec, SourceSpec> tables) {
        List<Verdict> verdicts = new ArrayList<>();
        tables.forEach((table, source) -> verdicts.add(verdict(table, source)));
        return verdicts;
    }

    private Verdict verdict(TableSpec table, SourceSpec source) {
        Optional<Problem> unreachable = sources.unreachable(source.name());
        if (unreachable.isPresent()) {
            return new Verdict.Failed(table.name(), unreachable.get());
        }
        return TableFault.within(
                table, () -> explained(source, table), problem -> new Verdict.Failed(table.name(), problem));
    }

    private Verdict explained(SourceSpec source, TableSpec table) {
        Source opened = sources.get(source.name());
        try {
            return compared(source, table, opened);
        } catch (Exception e) {
            // Spark throws checked exceptions that no signature declares.
            if (TableFault.wasStopped(e)) {
                throw e;
            }
            AlluviumException fault =
                    opened.explain(table, e).orElseGet(() -> SparkFault.explained(e, table.name(), table.place()));
            if (fault.kind() == Kind.SOURCE) {
                sources.giveUp(source.name(), opened);
            }
            throw fault;
        }
    }

    private Verdict compared(SourceSpec spec, TableSpec table, Source source) {
        RawState state = RawState.of(new Glance(warehouse), table.name());
        if (state.current().isEmpty() || state.known().reached().isEmpty()) {
            return new Verdict.NotCompared(table.name(), "not loaded yet: alluvium run", false);
        }
        if (state.pending().isPresent()) {
            return new Verdict.NotCompared(table.name(), unfinished(table.name()), false);
        }
        Optional<String> incomparable = table.incomparable();
        if (incomparable.isPresent()) {
            return new Verdict.NotCompared(table.name(), incomparable.get(), !named);
        }
        Optional<SourceContent> content = sources.content(spec.name(), table, state.known());
        if (content.isEmpty()) {
            return new Verdict.NotCompared(table.name(), "files keep no rows of their own to compare with", !named);
        }
        Compared compared = new ContentComparison(content.get(), table.key())
                .with(log(state.current().get()));
        boolean moved = content.get().seesDeletes()
                && !compared.isEqual()
                && source.look(table, state.known()) instanceof Look.Changed;
        List<String> notes = new ArrayList<>();
        if (moved) {
            notes.add("the source changed since the last batch: alluvium run, then verify again");
        }
        if (compared.lasts()) {
            notes.add("rows are in raw twice, so that only reading anew mends it: alluvium reset " + table.name());
        }
        repairs.remove(table.name());
        repair(content.get(), compared).ifPresent(look -> repairs.put(table.name(), look));
        if (repairs.get(table.name()) instanceof Look.Unchanged unchanged) {
            notes.add(unchanged.reason() + ": verify --source --repair notes that");
        }
        return new Verdict.Checked(table.name(), compared, notes);
    }

    private static Optional<Look> repair(SourceContent content, Compared compared) {
        boolean same = compared.isEqual() && compared.updated() == 0;
        return content.sinceAltered(same)
                .or(() -> compared.isMendable() ? Optional.of(content.again()) : Optional.empty());
    }

    /** What the next run can finish; or why it will not, which the last run found out. */
    private String unfinished(TableName table) {
        return refused.apply(table)
                .map(problem -> "its last batch was refused, " + problem.code().code() + ": " + problem.message())
                .orElse("a batch is not finished: alluvium run");
    }

    private Dataset<Row> log(TableVersion raw) {
        return spark.session()
                .session("verify " + raw.name(), Map.of(raw.name(), raw))
                .table(raw.name().toString());
    }

    /** What extracts again all that was compared and can be mended so, or writes down that it is equal. */
    List<PlannedStep> repairs(Map<TableSpec, SourceSpec> tables) {
        List<PlannedStep> steps = new ArrayList<>();
        tables.forEach((table, source) -> Optional.ofNullable(repairs.get(table.name()))
                .ifPresent(look -> steps.add(new PlannedStep.Extract(
                        source, table, look, new Glance(warehouse).earlier(table.name()), Optional.empty()))));
        return steps;
    }

    /** Verdicts after a repair; those of tables that it left alone stay. */
    List<Verdict> again(Map<TableSpec, SourceSpec> tables, List<Verdict> before, RunRecord run) {
        Map<TableName, StepRecord> steps = new HashMap<>();
        run.steps().forEach(step -> steps.put(step.table(), step));
        List<Verdict> after = new ArrayList<>();
        for (Verdict verdict : before) {
            Optional<StepRecord> step = Optional.ofNullable(steps.get(verdict.table()));
            if (step.isEmpty()) {
                after.add(verdict);
            } else if (!step.get().problems().isEmpty()) {
                after.add(new Verdict.Failed(
                        verdict.table(), step.get().problems().get(0)));
            } else if (repairs.get(verdict.table()) instanceof Look.Unchanged unchanged) {
                after.add(noted(verdict, unchanged));
            } else {
                tables.forEach((table, source) -> {
                    if (table.name().equals(verdict.table())) {
                        after.add(repaired(verdict(table, source), step.get()));
                    }
                });
            }
        }
        return after;
    }

    private static Verdict noted(Verdict verdict, Look.Unchanged unchanged) {
        return verdict instanceof Verdict.Checked checked
                ? new Verdict.Checked(checked.table(), checked.compared(), List.of(unchanged.reason() + ", noted"))
                : verdict;
    }

    private static Verdict repaired(Verdict verdict, StepRecord step) {
        if (!(verdict instanceof Verdict.Checked checked)) {
            return verdict;
        }
        List<String> notes = new ArrayList<>(checked.notes());
        notes.add("repaired: " + step.changes().inserted() + " brought in");
        return new Verdict.Checked(checked.table(), checked.compared(), notes);
    }
}
