package io.alluvium.run;

import io.alluvium.load.ColumnFit;
import io.alluvium.plan.PlannedStep;
import io.alluvium.source.Look;
import io.alluvium.source.ReadPlan;
import java.util.Optional;

/** Says how planned batches will be read and written, for a person: a run asks nobody, it sees when it is there. */
final class Forecast {
    private final Warehouse warehouse;

    Forecast(Warehouse warehouse) {
        this.warehouse = warehouse;
    }

    PlannedStep of(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<PlannedStep>() {
            @Override
            public PlannedStep extract(PlannedStep.Extract step) {
                return step.look() instanceof Look.Changed changed ? step.read(reading(step, changed)) : step;
            }

            @Override
            public PlannedStep transform(PlannedStep.Transform step) {
                return step;
            }

            @Override
            public PlannedStep export(PlannedStep.Export step) {
                return step;
            }
        });
    }

    /** Empty where the source or the warehouse is gone since it was looked at. */
    private Optional<ReadPlan> reading(PlannedStep.Extract step, Look.Changed changed) {
        try {
            ReadPlan plan = changed.reader().plan();
            Optional<String> obstacle = plan.schema()
                    .filter(rows -> plan.spark().isEmpty())
                    .flatMap(rows -> new ColumnFit(
                                    warehouse.lake(),
                                    warehouse.lake().current(step.table()),
                                    rows,
                                    plan.overlap(),
                                    step.from().can().replaces())
                            .obstacle(changed.rows()));
            return Optional.of(plan.bySpark(obstacle));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
