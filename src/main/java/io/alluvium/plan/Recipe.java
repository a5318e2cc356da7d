package io.alluvium.plan;

import io.alluvium.domain.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How a table follows a change of its inputs without being computed as a whole. */
public sealed interface Recipe {

    /** As on the screen. */
    String verb();

    /**
     * The current rows of the keys that newer batches of a raw log hold.
     *
     * @param since the last batch that the table has seen
     */
    record Apply(TableName log, long since) implements Recipe {
        public Apply {
            Objects.requireNonNull(log, "log");
        }

        @Override
        public String verb() {
            return "apply";
        }
    }

    /**
     * The rows whose keys changes of inputs touch are computed again.
     *
     * @param inputs those that changed, with the version that the table has seen
     * @param key columns of the table by which touched rows are found
     */
    record Keys(Map<TableName, Long> inputs, List<String> key) implements Recipe {
        public Keys {
            inputs = Map.copyOf(inputs);
            key = List.copyOf(key);
        }

        @Override
        public String verb() {
            return "incremental";
        }
    }

    /**
     * The rows that came to one input, with what the others say now.
     *
     * @param since the version of the input that the table has seen
     */
    record Append(TableName driving, long since) implements Recipe {
        public Append {
            Objects.requireNonNull(driving, "driving");
        }

        @Override
        public String verb() {
            return "append";
        }
    }
}
