package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.StepId;
import io.alluvium.domain.TableName;
import io.alluvium.export.ExportSpec;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Outcome;
import io.alluvium.lake.TableVersion;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.Work;
import io.alluvium.report.StepRecord;
import io.alluvium.source.target.TargetRows;
import io.alluvium.source.target.TargetTable;
import io.alluvium.source.target.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Brings one table, at the version that the run has of it, into a database: journal the intent, write, say that it is there. */
final class ExportStep implements Step {
    private final PlannedStep.Export planned;
    private final ExportSpec export;
    private final TargetTable declared;
    private final RunContext context;

    ExportStep(PlannedStep.Export planned, ExportSpec export, TargetTable declared, RunContext context) {
        this.planned = planned;
        this.export = export;
        this.declared = declared;
        this.context = context;
    }

    @Override
    public Result attempt(int attempt) {
        boolean isIdle =
                !planned.decision().onlyIf().isEmpty() && !context.pins().isChanged(planned.from());
        if (attempt == 1 && isIdle) {
            return Result.skipped(planned.from() + " did not change");
        }
        Optional<Pin> pin = context.pins().of(planned.from());
        return pin.isEmpty() ? Result.skipped("no table " + planned.from() + " yet") : brought(pin.get());
    }

    private Result brought(Pin pin) {
        ExportState state = ExportState.of(
                new Glance(context.warehouse()), Optional.of(pin), export, declared, context.definitions());
        Instant started = context.clock().instant();
        Intent.Publish intent = new Intent.Publish(
                state.nextNumber(),
                ExportState.TARGET,
                context.run(),
                new StepId(planned.table()),
                state.definition(),
                Map.of(planned.from(), pin.input()));
        context.warehouse().journal().of(planned.table()).write(intent);
        reached(Boundary.INTENT_WRITTEN);
        Written written = export.target().write(state.table(), rows(pin.version()));
        reached(Boundary.COMMITTED);
        context.warehouse()
                .journal()
                .of(planned.table())
                .write(
                        intent,
                        new Outcome(
                                OptionalLong.empty(),
                                Optional.empty(),
                                Duration.between(started, context.clock().instant())));
        reached(Boundary.OUTCOME_WRITTEN);
        return result(state.table(), written);
    }

    private TargetRows rows(TableVersion version) {
        RunId run = context.run();
        boolean isAsked = planned.decision().work() instanceof Work.Bring bring && bring.isAsked();
        return new TargetRows(
                context.definitions().project().name(),
                run,
                version,
                isAsked,
                () -> whole(version),
                () -> reached(Boundary.STAGED));
    }

    private Dataset<Row> whole(TableVersion version) {
        TableName from = planned.from();
        SparkSession session = context.spark().session().session(planned.table().toString(), Map.of(from, version));
        session.conf().set("spark.sql.datetime.java8API.enabled", "true");
        return session.table(from.toString());
    }

    private void reached(Boundary boundary) {
        context.listener().reached(planned.table(), boundary);
    }

    private static Result result(TargetTable table, Written written) {
        return written.isNew()
                ? new Result(
                        StepRecord.Outcome.EXPORTED,
                        "to " + table.to(),
                        OptionalLong.empty(),
                        new StepRecord.Changes(written.inserted(), written.updated(), written.deleted()),
                        Optional.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        Optional.empty())
                : Result.skipped(table.to() + " has this version already");
    }
}
