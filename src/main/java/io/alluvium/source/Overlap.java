package io.alluvium.source;

import io.alluvium.domain.KeyIntervals;
import java.util.Optional;

/** Tells how the rows of a batch relate to what raw has. */
public sealed interface Overlap {

    /** One method a case. */
    interface Cases<R> {
        R none();

        R bySourceVersion();

        R content(Content content);

        R byValues();
    }

    <R> R match(Cases<R> cases);

    /** Whether raw gets differences to what it has, with {@code _op}. */
    default boolean isCompared() {
        return false;
    }

    /** The keys whose rows the batch has; empty where it may have any. */
    default Optional<KeyIntervals> within() {
        return Optional.empty();
    }

    /** None of the rows is in raw. */
    record None() implements Overlap {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.none();
        }
    }

    /** Rows whose key and {@code _source_version} are in raw are there already. */
    record BySourceVersion() implements Overlap {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.bySourceVersion();
        }
    }

    /**
     * Rows that are the newest that raw has of their key, version and all values the same, are there already. So it is
     * where values changed without a new version of their rows.
     */
    record ByValues() implements Overlap {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.byValues();
        }
    }

    /**
     * The rows are the current content, each key once and none null, which the source has proved: raw gets the
     * differences by key, with {@code _op}.
     *
     * @param within the keys whose rows these are, of a column of the key; what raw has of other keys stays as it is.
     *     Absent where they are the content of the whole table
     */
    record Content(Optional<KeyIntervals> within) implements Overlap {
        /** Of the whole table. */
        public Content() {
            this(Optional.empty());
        }

        @Override
        public boolean isCompared() {
            return true;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.content(this);
        }
    }
}
