package io.alluvium.plan;

import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import java.util.Objects;
import java.util.Optional;

/** What is done to a model's table, or for an export: decided once, in the plan, and carried out as decided. */
public sealed interface Work {

    /** The work in a word, as on the screen. */
    String verb();

    /** Why, in a few words for a person. */
    String reason();

    /** Whether the table may have other rows afterwards. */
    default boolean mayChange() {
        return false;
    }

    /** Whether Spark has something to do. */
    default boolean isComputed() {
        return mayChange();
    }

    /** Whether the table cannot be brought up to date, and so nothing that reads it. */
    default boolean isImpossible() {
        return false;
    }

    /** Whether a person asked for it, whatever the inputs did. */
    default boolean isAsked() {
        return false;
    }

    /** Whether a person should look at it. */
    default boolean isUnexpected() {
        return false;
    }

    /** Nothing to do. */
    record Skip(String reason) implements Work {
        public Skip {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String verb() {
            return "skip";
        }
    }

    /** The table is computed as a whole. */
    record Rebuild(Cause cause) implements Work {
        public Rebuild {
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public String verb() {
            return "full";
        }

        @Override
        public String reason() {
            return cause.text();
        }

        @Override
        public boolean mayChange() {
            return true;
        }

        @Override
        public boolean isAsked() {
            return cause.kind() == Cause.Kind.ASKED;
        }

        @Override
        public boolean isUnexpected() {
            return cause.isUnexpected();
        }
    }

    /** The table follows what changed. */
    record Change(Recipe recipe, String reason) implements Work {
        public Change {
            Objects.requireNonNull(recipe, "recipe");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String verb() {
            return recipe.verb();
        }

        @Override
        public boolean mayChange() {
            return true;
        }
    }

    /**
     * Windows of time are computed again; which ones only the inputs' rows tell.
     *
     * @param cause why all of them are; absent where those are that a change touches or time makes due
     * @param asked the time whose windows a person asked for beside those
     */
    record Windows(Optional<Cause> cause, Optional<Selection.Range> asked, String reason) implements Work {
        public Windows {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(asked, "asked");
            Objects.requireNonNull(reason, "reason");
        }

        /** Those that are due by themselves. */
        public Windows(Optional<Cause> cause, String reason) {
            this(cause, Optional.empty(), reason);
        }

        /** These, and those that a person asked for. */
        static Work and(Work due, Selection.Range asked) {
            return due instanceof Windows windows
                    ? new Windows(windows.cause, Optional.of(asked), windows.reason + ", and asked for " + asked)
                    : new Windows(Optional.empty(), Optional.of(asked), "asked for " + asked);
        }

        @Override
        public String verb() {
            return "windows";
        }

        @Override
        public boolean mayChange() {
            return true;
        }

        @Override
        public boolean isAsked() {
            return asked.isPresent()
                    || cause.filter(all -> all.kind() == Cause.Kind.ASKED).isPresent();
        }

        @Override
        public boolean isUnexpected() {
            return cause.filter(Cause::isUnexpected).isPresent();
        }
    }

    /**
     * The table is brought into a database.
     *
     * @param isAsked whether a person wants all rows compared
     */
    record Bring(String reason, boolean isAsked) implements Work {
        public Bring {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String verb() {
            return "export";
        }

        @Override
        public boolean mayChange() {
            return true;
        }
    }

    /** Nothing is stored: the query is kept for whoever reads it, and its rules are checked. */
    record Inline(String reason) implements Work {
        public Inline {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String verb() {
            return "view";
        }

        @Override
        public boolean isComputed() {
            return true;
        }
    }

    /** The table keeps its rows and is described anew. */
    record Describe(String reason) implements Work {
        public Describe {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String verb() {
            return "comment";
        }

        @Override
        public boolean isComputed() {
            return true;
        }
    }

    /** A table that it reads failed or cannot be made. */
    record Blocked(TableName by) implements Work {
        public Blocked {
            Objects.requireNonNull(by, "by");
        }

        @Override
        public String verb() {
            return "blocked";
        }

        @Override
        public String reason() {
            return "by " + by;
        }

        @Override
        public boolean isImpossible() {
            return true;
        }
    }

    /** Its own table or journal does not let it be worked on. */
    record Refused(Problem problem) implements Work {
        public Refused {
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public String verb() {
            return "refused";
        }

        @Override
        public String reason() {
            return problem.message();
        }

        @Override
        public boolean isImpossible() {
            return true;
        }
    }
}
