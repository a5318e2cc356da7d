package io.alluvium.lake;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A change of one table, to be staged, looked at, and committed in one transaction. */
public sealed interface TableChange {

    /** The rows that will be part of the table; their columns become the table's when it is new or evolves. */
    Dataset<Row> rows();

    /** Rows added to what is there; new columns are added to the table, null in the rows that are there. */
    record Append(Dataset<Row> rows) implements TableChange {
        public Append {
            Objects.requireNonNull(rows, "rows");
        }
    }

    /** The table's whole content, and its schema, become these rows. */
    record ReplaceAll(Dataset<Row> rows) implements TableChange {
        public ReplaceAll {
            Objects.requireNonNull(rows, "rows");
        }
    }

    /**
     * The rows of a span of time become these: rows of the table whose {@code column} lies in {@code [from, to)} go.
     *
     * @param column of the table, a DATE, TIMESTAMP or TIMESTAMP_NTZ
     * @param from the first moment, in UTC
     * @param to the first moment after the span
     * @param written where the rows lie in the table's folder already; they are not written again
     */
    record ReplaceRange(Dataset<Row> rows, String column, Instant from, Instant to, Optional<WrittenRows> written)
            implements TableChange {
        public ReplaceRange {
            Objects.requireNonNull(rows, "rows");
            Objects.requireNonNull(column, "column");
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("a span from " + from + " to " + to);
            }
            Objects.requireNonNull(written, "written");
        }

        /** Of rows that are written when the change is staged. */
        public ReplaceRange(Dataset<Row> rows, String column, Instant from, Instant to) {
            this(rows, column, from, to, Optional.empty());
        }

        /** Of rows that are written. */
        public ReplaceRange(WrittenRows written, String column, Instant from, Instant to) {
            this(written.rows(), column, from, to, Optional.of(written));
        }
    }

    /**
     * For each key among {@code keys}, the table's rows with that key are replaced by those among {@code rows}; a key
     * without a row there is deleted. Keys match null-safely.
     *
     * @param rows every key of theirs is among {@code keys}
     * @param keys the affected keys, without duplicates; columns exactly {@code key}
     * @param key names of the key columns
     * @param most how many rows a key has at most, here and in the table
     * @param held the same keys, where the driver holds them already
     */
    record ReplaceKeys(Dataset<Row> rows, Dataset<Row> keys, List<String> key, Most most, Optional<HeldKeys> held)
            implements TableChange {

        /** How many rows a key has at most. */
        public enum Most {
            /** Each key identifies a row: counting what changes is cheaper. */
            ONE,
            MANY
        }

        public ReplaceKeys {
            Objects.requireNonNull(rows, "rows");
            Objects.requireNonNull(keys, "keys");
            key = List.copyOf(key);
            Objects.requireNonNull(most, "most");
            Objects.requireNonNull(held, "held");
            if (key.isEmpty()) {
                throw new IllegalArgumentException("rows are replaced by a key");
            }
        }

        /** Of keys that a query tells. */
        public ReplaceKeys(Dataset<Row> rows, Dataset<Row> keys, List<String> key, Most most) {
            this(rows, keys, key, most, Optional.empty());
        }

        /** Of keys that the driver holds. */
        public ReplaceKeys(Dataset<Row> rows, HeldKeys held, Most most) {
            this(rows, held.rows(rows.sparkSession()), held.names(), most, Optional.of(held));
        }

        /** One row a key: an upsert. */
        public ReplaceKeys(Dataset<Row> rows, Dataset<Row> keys, List<String> key) {
            this(rows, keys, key, Most.ONE);
        }
    }
}
