package io.alluvium.run;

import io.alluvium.failure.AlluviumException;
import io.alluvium.load.ColumnFit;
import io.alluvium.plan.PlannedStep;
import io.alluvium.source.Extractor;
import io.alluvium.source.Prospect;
import io.alluvium.source.Reading;
import io.alluvium.source.SourceFact;
import java.util.Optional;

/** Says how planned batches will be read and written, for a person: a run asks nobody, it sees when it is there. */
final class Forecast {
    private final Warehouse warehouse;
    private final Sources sources;

    Forecast(Warehouse warehouse, Sources sources) {
        this.warehouse = warehouse;
        this.sources = sources;
    }

    PlannedStep of(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<PlannedStep>() {
            @Override
            public PlannedStep extract(PlannedStep.Extract step) {
                return step.fact() instanceof SourceFact.Changed changed ? step.read(reading(step, changed)) : step;
            }

            @Override
            public PlannedStep transform(PlannedStep.Transform step) {
                return step;
            }
        });
    }

    /** Empty where the source or the warehouse is gone since it was looked at. */
    private Optional<Reading> reading(PlannedStep.Extract step, SourceFact.Changed changed) {
        try {
            Extractor extractor = sources.get(step.source().name());
            RawState state = RawState.of(warehouse, step.table());
            Prospect prospect = extractor.prospect(step.from(), state.known(), changed.window());
            Optional<String> obstacle = extractor
                    .schema(step.from())
                    .filter(rows -> prospect.reading().spark().isEmpty())
                    .flatMap(rows -> new ColumnFit(warehouse.lake(), state.current(), rows, prospect.overlap())
                            .obstacle(changed.rows()));
            return Optional.of(prospect.reading().bySpark(obstacle));
        } catch (AlluviumException e) {
            return Optional.empty();
        }
    }
}
