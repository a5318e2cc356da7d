package io.alluvium.source;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Position;
import java.util.Optional;
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
     * @param noted what is known of the table from now on, with nothing read; absent where nothing has to be written down
     */
    record Unchanged(String reason, Optional<Noted> noted) implements Look {
        /** Nothing to write down either. */
        public Unchanged(String reason) {
            this(reason, Optional.empty());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.unchanged(this);
        }
    }

    /**
     * Stands in the journal as a batch without rows does.
     *
     * @param position holds nothing that raw has not, as long as the source shows the state that was looked at; later it
     *     has to be read as any other
     * @param fingerprint as in {@link TableRead#fingerprint()}
     */
    record Noted(Position position, Optional<String> fingerprint) {}

    /**
     * There may be something new.
     *
     * @param position what the next batch would read; fixed only when it is the journal's
     * @param what the position in a few words, for example {@code updated_at > 11-01 23:58}
     * @param rows about how many rows will be read; absent where only reading can tell
     * @param guarantee what the mode promises for this table, in words: {@code complete}, or what it cannot see
     * @param reason why more is read than was written since; what a person is told although nothing may come of it
     * @param reader reads exactly that, with all that the look has found
     */
    record Changed(
            Position position, String what, OptionalLong rows, String guarantee, Optional<String> reason, Reader reader)
            implements Look {
        /** Of what was written since. */
        public Changed(Position position, String what, OptionalLong rows, String guarantee, Reader reader) {
            this(position, what, rows, guarantee, Optional.empty(), reader);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.changed(this);
        }
    }

    /** The table cannot be extracted as things stand. */
    record Refused(Problem problem) implements Look {
        /**
         * What an error at one table means for it.
         *
         * @throws AlluviumException the error itself where it is one of all tables: a lost server, a refused login
         */
        public static Refused of(AlluviumException fault) {
            Problem problem = fault.problems().get(0);
            if (fault.kind() == Kind.SOURCE || problem.code() == ErrorCode.SOURCE_REFUSED_LOGIN) {
                throw fault;
            }
            return new Refused(problem);
        }

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
