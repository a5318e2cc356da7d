package io.alluvium.transform;

import io.alluvium.domain.TableName;
import io.alluvium.lake.CommitMark;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One model's work.
 *
 * @param base the model's table as it stands; absent when it is new
 * @param extent how much of the table is computed
 * @param log what an apply model needs to know of the raw table it reads; absent for other models
 * @param views that the model reads, each after those it reads itself
 * @param parameters values by marker name
 * @param at the logical time, which {@code now()} and the like mean
 */
public record Task(
        Model model,
        Optional<TableVersion> base,
        Extent extent,
        Optional<ChangeLog> log,
        List<View> views,
        Map<String, Object> parameters,
        Instant at,
        CommitMark mark) {
    public Task {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(extent, "extent");
        Objects.requireNonNull(log, "log");
        views = List.copyOf(views);
        parameters = Map.copyOf(parameters);
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(mark, "mark");
    }

    /** For an incremental apply: the last batch of the raw table that the table has seen; empty for a rebuild. */
    public Optional<Long> since() {
        return extent instanceof Extent.Batches batches ? Optional.of(batches.since()) : Optional.empty();
    }

    /** How much of a table is computed. */
    public sealed interface Extent {

        /** All of it. */
        record Whole() implements Extent {}

        /** The keys that batches of a raw log touch. @param since the last batch that the table has seen */
        record Batches(long since) implements Extent {}

        /**
         * The rows that came to one input.
         *
         * @param driving that input as it is read
         * @param since the version of it that the table has seen
         */
        record Added(TableVersion driving, long since) implements Extent {
            public Added {
                Objects.requireNonNull(driving, "driving");
            }
        }

        /**
         * The rows whose keys changes of inputs touch.
         *
         * @param changed those inputs as they are read, with the version that the table has seen
         * @param keys columns that identify an input's rows, where somebody knows
         */
        record Touched(Map<TableVersion, Long> changed, Map<TableName, List<String>> keys) implements Extent {
            public Touched {
                changed = Map.copyOf(changed);
                keys = Map.copyOf(keys);
            }
        }

        /**
         * The rows of one window.
         *
         * @param column of the table that lies in it
         * @param start its first moment
         * @param end the first moment after it
         */
        record Window(String column, Instant start, Instant end) implements Extent {
            public Window {
                Objects.requireNonNull(column, "column");
                if (!start.isBefore(end)) {
                    throw new IllegalArgumentException("a window from " + start + " to " + end);
                }
            }
        }
    }

    /** A view as its readers read it. @param parameters values by marker name */
    public record View(TableName name, String sql, Map<String, Object> parameters) {
        public View {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(sql, "sql");
            parameters = Map.copyOf(parameters);
        }
    }

    /**
     * A raw table as a log of row versions.
     *
     * @param key the source's key, in raw's column names
     * @param sequence raw columns that order the versions of a key, as the source gives them
     */
    public record ChangeLog(List<String> key, List<String> sequence) {
        public ChangeLog {
            key = List.copyOf(key);
            sequence = List.copyOf(sequence);
        }
    }
}
