package io.alluvium.model;

import io.alluvium.domain.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How a model's table is kept. */
public sealed interface Strategy {

    /** As in the front matter. */
    String word();

    /**
     * What decides the table's rows beside SQL and key, by the name of its key in the front matter. What is left at its
     * default is left out, so that a key which is added later leaves definitions as they were.
     */
    default Map<String, String> deciding() {
        return Map.of();
    }

    /** Columns that the table has after those of the SELECT. */
    default List<String> added() {
        return List.of();
    }

    /**
     * As {@link Full}, but that the rows which changes touch are computed alone where that can be done and costs less.
     *
     * @param strict whether it has to be possible, and is done whatever it costs
     */
    record Auto(boolean strict) implements Strategy {
        /** Where computing all of it is no fault. */
        public Auto() {
            this(false);
        }

        @Override
        public String word() {
            return "auto";
        }
    }

    /** Computed anew whenever an input changed. */
    record Full() implements Strategy {
        @Override
        public String word() {
            return "full";
        }
    }

    /**
     * The current row of each key of a raw change log.
     *
     * @param sequenceBy columns of the raw table that order the versions of a key; empty for the source's own order
     * @param deleteWhen a boolean SQL expression over the raw table's columns that marks a deleted row
     * @param history how the rows that were current before are kept; empty where they are not
     */
    record Apply(List<String> sequenceBy, Optional<String> deleteWhen, Optional<History> history) implements Strategy {
        public Apply {
            sequenceBy = List.copyOf(sequenceBy);
            Objects.requireNonNull(deleteWhen, "deleteWhen");
            Objects.requireNonNull(history, "history");
        }

        /** Of the current rows alone. */
        public Apply(List<String> sequenceBy, Optional<String> deleteWhen) {
            this(sequenceBy, deleteWhen, Optional.empty());
        }

        @Override
        public String word() {
            return "apply";
        }

        @Override
        public Map<String, String> deciding() {
            Map<String, String> deciding = new TreeMap<>();
            if (!sequenceBy.isEmpty()) {
                deciding.put("sequence_by", sequenceBy.toString());
            }
            deleteWhen.ifPresent(condition -> deciding.put("apply_as_delete_when", condition));
            history.ifPresent(kept -> deciding.putAll(kept.deciding()));
            return deciding;
        }

        @Override
        public List<String> added() {
            return history.map(kept -> List.of(kept.from(), kept.to())).orElse(List.of());
        }
    }

    /**
     * Each row with the time from which it was the current one of its key, and that from which it no longer was.
     *
     * @param tracked output columns whose change begins a new row; empty for all
     * @param from the name of the first time's column
     * @param to the name of the other's, null in rows that are current
     */
    record History(List<String> tracked, String from, String to) {
        public static final String VALID_FROM = "valid_from";
        public static final String VALID_TO = "valid_to";

        public History {
            tracked = List.copyOf(tracked);
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
        }

        private Map<String, String> deciding() {
            Map<String, String> deciding = new TreeMap<>();
            deciding.put("stored_as", "scd2");
            if (!tracked.isEmpty()) {
                deciding.put("track_history", tracked.toString());
            }
            if (!from.equals(VALID_FROM)) {
                deciding.put(VALID_FROM, from);
            }
            if (!to.equals(VALID_TO)) {
                deciding.put(VALID_TO, to);
            }
            return deciding;
        }
    }

    /**
     * Computed by windows of time: those that a change touches.
     *
     * @param windowBy the output column whose value lies in a row's window
     * @param inputs how rows of an input touch windows, by table
     * @param fixed inputs whose changes make no window due
     * @param lookback how many windows before the present one are computed again once each later one begins
     */
    record Partition(
            String windowBy,
            WindowLength window,
            Map<TableName, Reach> inputs,
            Set<TableName> fixed,
            int lookback,
            DefinitionChange definitionChange)
            implements Strategy {
        public Partition {
            Objects.requireNonNull(windowBy, "windowBy");
            Objects.requireNonNull(window, "window");
            inputs = Map.copyOf(inputs);
            fixed = Set.copyOf(fixed);
            Objects.requireNonNull(definitionChange, "definitionChange");
        }

        @Override
        public String word() {
            return "partition";
        }

        @Override
        public Map<String, String> deciding() {
            Map<String, String> deciding = new TreeMap<>();
            deciding.put("window_by", windowBy);
            deciding.put("window", window.word());
            inputs.forEach((table, reach) -> deciding.put("windows." + table, reach.toString()));
            if (!fixed.isEmpty()) {
                deciding.put("static", new TreeSet<>(fixed).toString());
            }
            return deciding;
        }
    }

    /**
     * How a row of an input touches windows: those from its own time on, as far as {@code reach} after it.
     *
     * @param by a column of the input, a date or a time
     */
    record Reach(String by, Duration reach) {
        public Reach {
            Objects.requireNonNull(by, "by");
            if (reach.isNegative()) {
                throw new IllegalArgumentException("a reach of " + reach);
            }
        }

        @Override
        public String toString() {
            return by + " " + reach;
        }
    }

    /** What becomes of windows that were computed by another definition. */
    enum DefinitionChange {
        /** All are computed again. */
        REBUILD,
        /** They stay as they are until something else makes them due. */
        FORWARD
    }

    /**
     * The rows that come to one input are added, with what the others said when they came.
     *
     * @param frozen the other inputs
     */
    record Append(Set<TableName> frozen) implements Strategy {
        public Append {
            frozen = Set.copyOf(frozen);
        }

        @Override
        public String word() {
            return "append";
        }

        @Override
        public Map<String, String> deciding() {
            return frozen.isEmpty() ? Map.of() : Map.of("frozen", new TreeSet<>(frozen).toString());
        }
    }

    /** Nothing is stored: whoever reads it reads its query. */
    record View() implements Strategy {
        @Override
        public String word() {
            return "view";
        }
    }
}
