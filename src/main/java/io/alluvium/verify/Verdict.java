package io.alluvium.verify;

import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Objects;

/** How one raw table stands to its source. */
public sealed interface Verdict {

    TableName table();

    /** One method a case. */
    interface Cases<R> {
        R checked(Checked verdict);

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
