package io.alluvium.load;

import io.alluvium.column.BatchSink;
import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.raw.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@link Difference} finds, for tables that fit in memory. It takes first the log, then the reading, then the rows
 * that are gone.
 */
final class SmallDifference {
    private final RowImage key;
    private final RowImage row;
    private final Optional<KeptKeys> kept;
    private final int operation;
    private final int batchNumber;
    private final ColumnBatch changes;
    private final BatchSink sink;
    private final MemoryBudget memory;
    private final Map<ByteBuffer, Version> current = new HashMap<>();

    /** The newest version of a key in the log so far. */
    private record Version(long batch, boolean deleted, ByteBuffer row) {
        /** As {@link io.alluvium.raw.LastVersion} orders them. */
        Version orLater(Version other) {
            boolean isLater = batch == other.batch ? deleted : other.batch > batch;
            return isLater ? other : this;
        }
    }

    /**
     * @param key of the source's columns
     * @param row the source's columns
     * @param kept which rows of the log matter; all where it is absent
     * @param width how many they are; the log's batches have {@code _op} and {@code _batch} after them
     * @param changes to be filled and handed to the sink: the source's columns, then {@code _op}
     * @param memory for the log; when it is used up, what the sink got means nothing
     */
    SmallDifference(
            RowImage key,
            RowImage row,
            Optional<KeptKeys> kept,
            int width,
            ColumnBatch changes,
            BatchSink sink,
            MemoryBudget memory) {
        this.key = key;
        this.row = row;
        this.kept = kept;
        this.operation = width;
        this.batchNumber = width + 1;
        this.changes = changes;
        this.sink = sink;
        this.memory = memory;
    }

    /** Takes rows of the log, in any order. */
    void log(ColumnBatch log) {
        RowImage.Reading keys = key.of(log);
        RowImage.Reading rows = row.of(log);
        BytesValues operations = (BytesValues) log.column(operation);
        LongValues batches = (LongValues) log.column(batchNumber);
        Optional<KeptKeys.Rows> keeping = kept.map(wanted -> wanted.of(log));
        for (int i = 0; i < log.rows(); i++) {
            boolean deleted = !operations.isNull(i)
                    && operations.array()[operations.start(i)]
                            == Operation.DELETE.letter().charAt(0);
            ByteBuffer image = rows.next();
            ByteBuffer id = keys.next();
            if (keeping.isPresent() && !keeping.get().next()) {
                continue;
            }
            if (!memory.allows(image) || !memory.allows(id)) {
                current.clear();
                return;
            }
            Version version = new Version(batches.value(i), deleted, image);
            current.merge(id, version, Version::orLater);
        }
    }

    /** Takes rows as they are now, each key once. */
    void now(ColumnBatch read) throws IOException {
        RowImage.Reading keys = key.of(read);
        RowImage.Reading rows = row.of(read);
        for (int i = 0; i < read.rows(); i++) {
            ByteBuffer now = rows.next();
            Version before = current.remove(keys.next());
            if (before == null || before.deleted()) {
                append(now, Operation.INSERT.letter());
            } else if (!before.row().equals(now)) {
                append(now, Operation.UPDATE.letter());
            }
        }
    }

    /** All has been taken: what is left is gone. */
    void end() throws IOException {
        for (Version gone : current.values()) {
            if (!gone.deleted()) {
                append(gone.row(), Operation.DELETE.letter());
            }
        }
        changes.handTo(sink);
    }

    private void append(ByteBuffer image, String change) throws IOException {
        row.append(image, changes);
        ((BytesValues) changes.column(operation)).append(change.getBytes(StandardCharsets.US_ASCII));
        changes.endRow();
        if (changes.isFull()) {
            changes.handTo(sink);
        }
    }
}
