package io.alluvium.source;

import io.alluvium.domain.Window;
import io.alluvium.failure.Problem;
import java.util.Objects;
import java.util.OptionalLong;

/** What a look at the source said about one raw table, before anything is read or written. */
public sealed interface SourceFact {

    /** One method a case. */
    interface Cases<R> {
        R unchanged(Unchanged fact);

        R changed(Changed fact);

        R refused(Refused fact);
    }

    <R> R match(Cases<R> cases);

    /**
     * Nothing that raw does not have.
     *
     * @param reason in a few words for a person, for example {@code no new file}
     */
    record Unchanged(String reason) implements SourceFact {
        public Unchanged {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unchanged(this);
        }
    }

    /**
     * There may be something new.
     *
     * @param window what the next batch would read; fixed only when it is the journal's
     * @param what the window in a few words, for example {@code updated_at > 11-01 23:58}
     * @param rows about how many rows will be read; absent where only reading can tell
     * @param guarantee what the mode promises for this table, in words: {@code complete}, or what it cannot see
     */
    record Changed(Window window, String what, OptionalLong rows, String guarantee) implements SourceFact {
        public Changed {
            Objects.requireNonNull(window, "window");
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(guarantee, "guarantee");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.changed(this);
        }
    }

    /** The table cannot be extracted as things stand. */
    record Refused(Problem problem) implements SourceFact {
        public Refused {
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refused(this);
        }
    }
}
