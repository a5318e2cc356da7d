package io.alluvium.plan;

import io.alluvium.config.SourceConfig;
import io.alluvium.config.SourceTable;
import io.alluvium.domain.TableName;
import io.alluvium.model.Model;
import io.alluvium.source.Reading;
import io.alluvium.source.SourceFact;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** One table's work in a run. */
public sealed interface PlannedStep {

    TableName table();

    /** How long this table's work took the last time it was done. */
    Optional<Duration> earlier();

    /** One method a case. */
    interface Cases<R> {
        R extract(Extract step);

        R transform(Transform step);
    }

    <R> R match(Cases<R> cases);

    /**
     * A raw table and what the look at its source said.
     *
     * @param reading how its rows will come; present only where a person asked for it
     */
    record Extract(
            SourceConfig source,
            SourceTable from,
            SourceFact fact,
            Optional<Duration> earlier,
            Optional<Reading> reading)
            implements PlannedStep {
        public Extract {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(fact, "fact");
            Objects.requireNonNull(reading, "reading");
        }

        public Extract read(Optional<Reading> how) {
            return new Extract(source, from, fact, earlier, how);
        }

        @Override
        public TableName table() {
            return from.name();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.extract(this);
        }
    }

    /** A model's table and what will be done to it at most. */
    record Transform(Model model, Decision decision, Optional<Duration> earlier) implements PlannedStep {
        public Transform {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(decision, "decision");
        }

        @Override
        public TableName table() {
            return model.name();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.transform(this);
        }
    }
}
