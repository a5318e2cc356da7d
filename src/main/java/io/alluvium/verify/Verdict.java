package io.alluvium.verify;

import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Objects;

/** How one raw table stands to its source, or one model's table to what its inputs give. */
public sealed interface Verdict {

    TableName table();

    /** One method a case. */
    interface Cases<R> {
        R checked(Checked verdict);

        R recomputed(Recomputed verdict);

        R notCompared(NotCompared verdict);

        R failed(Failed verdict);
    }

    <R> R match(Cases<R> cases);

    /** @param notes what a reader of the result has to know, for people */
    record Checked(TableName table, Compared compared, List<String> notes) implements Verdict {
        public Checked {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(compared, "compared");
            notes = List.copyOf(notes);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.checked(this);
        }
    }

    /**
     * A model's table beside what its query gives over the inputs that it was made from.
     *
     * @param rows that the table should have
     * @param missing how many of them it has not
     * @param superfluous how many it has that it should not
     * @param samples a few of these, as text, for who asked
     */
    record Recomputed(TableName table, long rows, long missing, long superfluous, List<String> samples)
            implements Verdict {
        public Recomputed {
            Objects.requireNonNull(table, "table");
            samples = List.copyOf(samples);
        }

        public boolean isEqual() {
            return missing == 0 && superfluous == 0;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.recomputed(this);
        }
    }

    /**
     * Not compared.
     *
     * @param reason for people
     * @param expected whether nothing else can be had, so that nothing is wrong
     */
    record NotCompared(TableName table, String reason, boolean expected) implements Verdict {
        public NotCompared {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.notCompared(this);
        }
    }

    /** The comparison came to no end. */
    record Failed(TableName table, Problem problem) implements Verdict {
        public Failed {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.failed(this);
        }
    }
}
