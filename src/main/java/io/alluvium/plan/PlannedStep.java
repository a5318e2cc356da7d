package io.alluvium.plan;

import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.source.Look;
import io.alluvium.source.ReadPlan;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
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

        R export(Export step);
    }

    <R> R match(Cases<R> cases);

    /**
     * A raw table and what the look at its source said.
     *
     * @param reading how its rows will come; present only where a person asked for it
     */
    record Extract(SourceSpec source, TableSpec from, Look look, Optional<Duration> earlier, Optional<ReadPlan> reading)
            implements PlannedStep {
        public Extract {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(look, "look");
            Objects.requireNonNull(reading, "reading");
        }

        public Extract read(Optional<ReadPlan> how) {
            return new Extract(source, from, look, earlier, how);
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

    /**
     * A table of the warehouse that is brought into a database.
     *
     * @param table the export's name
     * @param from the table of the warehouse
     */
    record Export(TableName table, TableName from, Decision decision, Optional<Duration> earlier)
            implements PlannedStep {
        public Export {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(decision, "decision");
            Objects.requireNonNull(earlier, "earlier");
        }

        /** Why nothing can be exported. */
        public Optional<Problem> refusal() {
            return decision.work() instanceof Work.Refused refused ? Optional.of(refused.problem()) : Optional.empty();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.export(this);
        }
    }

    /** A model's table and what will be done to it at most. */
    record Transform(Model model, Decision decision, Optional<Duration> earlier) implements PlannedStep {
        public Transform {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(decision, "decision");
            Objects.requireNonNull(earlier, "earlier");
        }

        /** One that cannot be looked at. */
        public static Transform refused(Model model, Problem problem) {
            return new Transform(model, new Decision(new Work.Refused(problem)), Optional.empty());
        }

        /** Why its table does not let it be worked on. */
        public Optional<Problem> refusal() {
            return decision.work() instanceof Work.Refused refused ? Optional.of(refused.problem()) : Optional.empty();
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
