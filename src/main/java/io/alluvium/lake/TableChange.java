package io.alluvium.lake;

import java.util.List;
import java.util.Objects;
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
     * For each key among {@code keys}, the table's rows with that key are replaced by those among {@code rows}; a key
     * without a row there is deleted. Keys match null-safely.
     *
     * @param rows at most one for each key; every key of theirs is among {@code keys}
     * @param keys the affected keys, without duplicates; columns exactly {@code key}
     * @param key names of the key columns
     */
    record Upsert(Dataset<Row> rows, Dataset<Row> keys, List<String> key) implements TableChange {
        public Upsert {
            Objects.requireNonNull(rows, "rows");
            Objects.requireNonNull(keys, "keys");
            key = List.copyOf(key);
            if (key.isEmpty()) {
                throw new IllegalArgumentException("an upsert needs a key");
            }
        }
    }
}
