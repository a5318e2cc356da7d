package io.alluvium.source;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Position;
import java.util.OptionalLong;

/** Says what a look at its source found about one raw table. Nothing is read or written yet. */
public sealed interface Look {

    /** One method a case. */
    interface Cases<R> {
        R unchanged(Unchanged look);

        R changed(Changed look);

        R refused(Refused look);
    }

    <R> R match(Cases<R> cases);

    /**
     * Nothing that raw does not have.
     *
     * @param reason in a few words for a person, for example {@code no new file}
     */
    record Unchanged(String reason) implements Look {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unchanged(this);
        }
    }

    /**
     * There may be something new.
     *
     * @param position what the next batch would read; fixed only when it is the journal's
     * @param what the position in a few words, for example {@code updated_at > 11-01 23:58}
     * @param rows about how many rows will be read; absent where only reading can tell
     * @param guarantee what the mode promises for this table, in words: {@code complete}, or what it cannot see
     * @param reader reads exactly that, with all that the look has found
     */
    record Changed(Position position, String what, OptionalLong rows, String guarantee, Reader reader) implements Look {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.changed(this);
        }
    }

    /** The table cannot be extracted as things stand. */
    record Refused(Problem problem) implements Look {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.refused(this);
        }
    }

    /** Reads what was looked at, as long as the source that looked is open. */
    interface Reader {

        /** How {@link #read} will give the rows, for a person who asks before. */
        ReadPlan plan();

        /**
         * Fixes what the position holds; needs no Spark session. The rows are lazy: read them once, before the result is
         * closed; until then they hold connections of the source's budget, for which this call may wait.
         *
         * @throws AlluviumException kinds DATA, SOURCE
         */
        TableRead read();
    }
}
