package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.plan.PlannedStep;
import io.alluvium.report.RunRecord;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.verify.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds raw tables that do not equal their sources, and extracts those again. */
record Repairing(ProjectTables stored, Definitions named, Sources sources) {

    /** Compares; writes nothing. */
    List<Verdict> look(List<String> tables) {
        return verification(tables).of(chosen(tables));
    }

    /** Compares, extracts again what differs, in a run, and compares again. */
    OpenProject.Repair carryOut(List<String> tables, Conduct conduct) {
        Map<TableSpec, SourceSpec> chosen = chosen(tables);
        SourceVerification verification = verification(tables);
        List<Verdict> before = verification.of(chosen);
        List<PlannedStep> steps = verification.repairs(chosen);
        if (steps.isEmpty()) {
            return new OpenProject.Repair(before, Optional.empty(), before);
        }
        RunRecord run = conduct.of(
                stored.config(),
                conduct.started(),
                begun -> conduct.carryOut(begun, named, steps, pins(), sources, conduct.started()));
        return new OpenProject.Repair(before, Optional.of(run), verification.again(chosen, before, run));
    }

    private Pins pins() {
        return Pins.of(
                new Glance(stored.warehouse()),
                named.sourceTables().keySet().stream().map(TableSpec::name).toList());
    }

    private Map<TableSpec, SourceSpec> chosen(List<String> tables) {
        return named.rawTables(
                tables,
                model -> Problem.of(
                        ErrorCode.UNKNOWN_TABLE, model + " is a model: only raw tables have a source to compare with"));
    }

    private SourceVerification verification(List<String> tables) {
        return new SourceVerification(stored.warehouse(), sources, stored.spark(), !tables.isEmpty(), this::refused);
    }

    /** Why the last run refused a table, where another run will not do better by itself. */
    private Optional<Problem> refused(TableName table) {
        return stored.record(Optional.empty()).stream()
                .flatMap(run -> run.steps().stream())
                .filter(step -> step.table().equals(table))
                .flatMap(step -> step.problems().stream())
                .filter(problem -> !problem.code().kind().retryable())
                .findFirst();
    }
}
