package io.alluvium.journal;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.RunId;
import io.alluvium.domain.StepId;
import io.alluvium.domain.TableName;
import io.alluvium.model.Definition;
import java.util.Map;
import java.util.Objects;

/**
 * Says what will be committed to a table under one number. It is written before the work and never changed. Whether it happened is
 * told by the table alone: its transaction number of our writer is this one or a later one.
 */
public sealed interface Intent {

    /** From 1, growing by table; gaps are allowed. */
    long number();

    /** The Delta id of the table it was made for; for another table it is void. */
    String tableId();

    RunId run();

    /** One method a case. */
    interface Cases<R> {
        R batch(Batch batch);

        R publish(Publish publish);
    }

    <R> R match(Cases<R> cases);

    /**
     * A batch of a raw table.
     *
     * @param follows the last batch that was settled when this one was begun, 0 where there was none: those between
     *     were begun and never finished, and this one stands in their place
     */
    record Batch(long number, long follows, String tableId, RunId run, Position position) implements Intent {
        public Batch {
            if (follows < 0 || follows >= number) {
                throw new IllegalArgumentException("batch " + number + " cannot follow " + follows);
            }
            Objects.requireNonNull(tableId, "tableId");
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(position, "position");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.batch(this);
        }
    }

    /**
     * A publish of a model's table from inputs at fixed versions.
     *
     * @param step whose work it is
     */
    record Publish(
            long number,
            String tableId,
            RunId run,
            StepId step,
            Definition definition,
            Map<TableName, InputVersion> inputs)
            implements Intent {
        public Publish {
            Objects.requireNonNull(tableId, "tableId");
            Objects.requireNonNull(run, "run");
            Objects.requireNonNull(step, "step");
            Objects.requireNonNull(definition, "definition");
            inputs = Map.copyOf(inputs);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.publish(this);
        }
    }
}
