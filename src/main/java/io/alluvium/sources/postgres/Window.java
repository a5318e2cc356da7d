package io.alluvium.sources.postgres;

import io.alluvium.domain.KeyIntervals;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Bounds what one batch of a table reads. It is fixed and journalled before the read: a batch that is read again after a crash
 * reads the same window, perhaps of a newer state of the server, and rows that raw has already are dropped by the loader.
 */
sealed interface Window {

    /** One method a case, so that a new kind of window does not compile until every reader handles it. */
    interface Cases<R> {
        R cursor(Cursor window);

        R transactions(Transactions window);

        R identifiers(Identifiers window);

        R snapshot(Snapshot window);
    }

    <R> R match(Cases<R> cases);

    /** The identity of the server that is read. */
    String source();

    /** What the bounds are about; empty where there are none, and in journals from before it was noted. */
    default Optional<Subject> subject() {
        return match(new Cases<>() {
            @Override
            public Optional<Subject> cursor(Cursor window) {
                return window.about();
            }

            @Override
            public Optional<Subject> transactions(Transactions window) {
                return window.about();
            }

            @Override
            public Optional<Subject> identifiers(Identifiers window) {
                return window.about();
            }

            @Override
            public Optional<Subject> snapshot(Snapshot window) {
                return window.part().map(Snapshot.Part::about);
            }
        });
    }

    /**
     * What bounds are bounds of: they say nothing of the rows of another table, or of another column.
     *
     * @param table as the source names it
     * @param id the source's own number of the table
     * @param column absent where the bounds are no values of the table
     * @param parts the source's numbers of the tables that this one consists of, ascending; empty where it is one
     * @param added those of them that came with rows of their own: the lower bound says nothing of these, all are read
     * @param shown differs where the source may show others of the table's rows; absent where it shows all of them
     */
    record Subject(
            String table,
            long id,
            Optional<String> column,
            List<Long> parts,
            List<Long> added,
            Optional<String> shown) {
        public Subject {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(shown, "shown");
            parts = List.copyOf(parts);
            added = List.copyOf(added);
        }

        /** Of one table, all of whose rows are shown. */
        public Subject(String table, long id, Optional<String> column) {
            this(table, id, column, List.of(), List.of(), Optional.empty());
        }

        /** The subject of a window that follows one of this subject, where there is one: its parts are no news. */
        public Subject after(Optional<Subject> before) {
            Set<Long> known =
                    before.map(subject -> new HashSet<>(subject.parts)).orElseGet(HashSet::new);
            List<Long> news = before.isEmpty()
                    ? List.of()
                    : added.stream().filter(part -> !known.contains(part)).toList();
            return new Subject(table, id, column, parts, news, shown);
        }

        /** Also after it was renamed; but not another one under its name, whose rows may be older than any bound. */
        public boolean isSameTable(Subject other) {
            return id == other.id;
        }

        /** Whether a row that one of them does not see is not seen by the other either. */
        public boolean showsTheSame(Subject other) {
            return shown.equals(other.shown);
        }

        /** Whether bounds of this one are bounds of the other too, but for parts that were added since. */
        public boolean isBoundLike(Subject other) {
            return isSameTable(other) && column.equals(other.column) && showsTheSame(other);
        }
    }

    /**
     * Rows whose cursor column is at or above {@code lower} or null, as one snapshot of the source shows them.
     *
     * @param lower the cursor's lower bound, inclusive, in the source's own text form; absent on the first batch, which
     *     reads everything
     * @param nextLower the lower bound of the next batch: no transaction still open when it was taken can write a row
     *     below it, or only one that is later than the lookback that was asked for. Absent where none is known yet; the
     *     next batch then reads from {@code lower} again
     * @param about as in {@link Window#subject()}
     * @param snapshot the source's name of the snapshot, for the record; it does not outlive the session that made it
     * @param source the identity of the server that was read, so that a restored or switched server is noticed
     */
    record Cursor(
            Optional<String> lower, Optional<String> nextLower, Optional<Subject> about, String snapshot, String source)
            implements Window {
        public Cursor {
            Objects.requireNonNull(lower, "lower");
            Objects.requireNonNull(nextLower, "nextLower");
            Objects.requireNonNull(about, "about");
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(source, "source");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cursor(this);
        }
    }

    /**
     * Rows that were written by a transaction numbered {@code lower} or higher, as one snapshot of the source shows them.
     *
     * @param lower 64 bits, inclusive; absent on the first batch, which reads everything
     * @param nextLower the lower bound of the next batch: every transaction below it had ended in the snapshot
     * @param about as in {@link Cursor}
     * @param snapshot as in {@link Cursor}
     * @param source as in {@link Cursor}
     */
    record Transactions(OptionalLong lower, long nextLower, Optional<Subject> about, String snapshot, String source)
            implements Window {
        public Transactions {
            Objects.requireNonNull(lower, "lower");
            Objects.requireNonNull(about, "about");
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(source, "source");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.transactions(this);
        }
    }

    /**
     * Rows of a table that only grows, whose identifier is above a bound and that were written by a transaction at or
     * above another, as one snapshot of the source shows them.
     *
     * @param lower absent on the first batch, which reads everything
     * @param next the bounds of the next batch: no transaction still open can write a row outside them
     * @param drawn what the source had drawn, for the bounds of later batches
     * @param about as in {@link Cursor}
     * @param snapshot as in {@link Cursor}
     * @param source as in {@link Cursor}
     */
    record Identifiers(
            Optional<Bound> lower, Bound next, Drawn drawn, Optional<Subject> about, String snapshot, String source)
            implements Window {

        /**
         * @param identifier exclusive; absent where none is known yet
         * @param transaction 64 bits, inclusive
         */
        public record Bound(OptionalLong identifier, long transaction) {
            public Bound {
                Objects.requireNonNull(identifier, "identifier");
            }
        }

        /**
         * @param identifier the highest identifier that was drawn so far
         * @param generation the source's number of what they are drawn from: another one once it began anew. Absent in
         *     journals from before it was noted
         * @param at the source's clock after that was looked up
         */
        public record Drawn(long identifier, OptionalLong generation, Instant at) {
            public Drawn {
                Objects.requireNonNull(generation, "generation");
                Objects.requireNonNull(at, "at");
            }

            /** Whether identifiers drawn later are above the earlier ones, as far as the source shows it. */
            public boolean goesOnFrom(Drawn earlier) {
                return generation.equals(earlier.generation) && identifier >= earlier.identifier;
            }
        }

        public Identifiers {
            Objects.requireNonNull(lower, "lower");
            Objects.requireNonNull(next, "next");
            Objects.requireNonNull(drawn, "drawn");
            Objects.requireNonNull(about, "about");
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(source, "source");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.identifiers(this);
        }
    }

    /**
     * The table as one snapshot of the source shows it; only differences to raw are appended.
     *
     * @param snapshot as in {@link Cursor}
     * @param source as in {@link Cursor}
     * @param part what is read of it; absent where it is the whole
     */
    record Snapshot(String snapshot, String source, Optional<Part> part) implements Window {

        /**
         * The rows of those key ranges whose content the source found changed.
         *
         * @param about the table
         * @param keys that the ranges hold, ranges that adjoin as one interval
         * @param ranges how many they are
         * @param of how many there are
         */
        public record Part(Subject about, KeyIntervals keys, int ranges, int of) {
            public Part {
                Objects.requireNonNull(about, "about");
                Objects.requireNonNull(keys, "keys");
            }
        }

        public Snapshot {
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(part, "part");
        }

        /** The whole table. */
        public Snapshot(String snapshot, String source) {
            this(snapshot, source, Optional.empty());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.snapshot(this);
        }
    }
}
