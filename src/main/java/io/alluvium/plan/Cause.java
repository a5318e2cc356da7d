package io.alluvium.plan;

import java.util.Objects;

/**
 * Why a model's table is computed anew.
 *
 * @param text in a few words, for a person
 */
public record Cause(Kind kind, String text) {
    public Cause {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }

    /** What the cause lies in. */
    public enum Kind {
        NEW_TABLE(true),
        /** A person said so. */
        ASKED(true),
        /** An input has other rows, and the strategy computes the table as a whole. */
        INPUT_CHANGED(true),
        /** The input of an apply model is replaced as a whole, and so has no batches to go on from. */
        INPUT_REPLACED(true),
        /** RESTORE took batches out of an input or put them back. */
        INPUT_RESTORED(false),
        /** Rows of a log that only grows were removed or replaced. */
        INPUT_REWRITTEN(false),
        /** An input is another table in the same place. */
        INPUT_REBUILT(false),
        DEFINITION_CHANGED(false),
        /** Somebody else wrote to the table. */
        CHANGED_OUTSIDE(false),
        JOURNAL_GONE(false);

        private final boolean expected;

        Kind(boolean expected) {
            this.expected = expected;
        }
    }

    /** Whether a person should look: no change of the inputs' rows explains it. */
    public boolean isUnexpected() {
        return !kind.expected;
    }
}
