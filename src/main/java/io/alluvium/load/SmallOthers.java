package io.alluvium.load;

import io.alluvium.column.BatchSink;
import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.raw.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Those rows of a window that are not the last version of their key in raw, as {@link Difference#others} finds them, for
 * windows that fit in memory: first the window, then raw's log, of which only the window's keys are kept.
 */
final class SmallOthers {
    private final RowImage key;
    private final RowImage row;
    private final OptionalInt operation;
    private final int batchNumber;
    private final MemoryBudget memory;
    private final Map<ByteBuffer, ByteBuffer> window = new LinkedHashMap<>();
    private final Map<ByteBuffer, Version> last = new LinkedHashMap<>();

    /** What raw has last of a key. */
    private record Version(long batch, boolean there, ByteBuffer row) {
        /** As {@link io.alluvium.raw.LastVersion} orders them. */
        boolean isAfter(@Nullable Version other) {
            return other == null || batch > other.batch || batch == other.batch && there && !other.there;
        }
    }

    /**
     * @param key of the window's columns
     * @param row all the window's columns
     * @param operation where {@code _op} lies, if the window has it
     * @param width how many columns they are; the log's batches have {@code _batch} after them
     * @param memory for window and versions; when it is used up, there is no result
     */
    SmallOthers(RowImage key, RowImage row, OptionalInt operation, int width, MemoryBudget memory) {
        this.key = key;
        this.row = row;
        this.operation = operation;
        this.batchNumber = width;
        this.memory = memory;
    }

    /** Takes rows as they are now, each key once. */
    void window(ColumnBatch read) {
        RowImage.Reading keys = key.of(read);
        RowImage.Reading rows = row.of(read);
        for (int i = 0; i < read.rows(); i++) {
            ByteBuffer id = keys.next();
            ByteBuffer image = rows.next();
            if (!memory.allows(id) || !memory.allows(image)) {
                window.clear();
                return;
            }
            window.put(id, image);
        }
    }

    boolean isEmpty() {
        return window.isEmpty();
    }

    /** Takes rows of the log, in any order. */
    void log(ColumnBatch log) {
        RowImage.Reading keys = key.of(log);
        RowImage.Reading rows = row.of(log);
        LongValues batches = (LongValues) log.column(batchNumber);
        for (int i = 0; i < log.rows(); i++) {
            ByteBuffer id = keys.next();
            ByteBuffer image = rows.next();
            if (!window.containsKey(id)) {
                continue;
            }
            Version version = new Version(batches.value(i), isThere(log, i), image);
            if (version.isAfter(last.get(id))) {
                if (!memory.allows(image)) {
                    window.clear();
                    last.clear();
                    return;
                }
                last.put(id, version);
            }
        }
    }

    private boolean isThere(ColumnBatch log, int row) {
        if (operation.isEmpty()) {
            return true;
        }
        BytesValues operations = (BytesValues) log.column(operation.getAsInt());
        return operations.isNull(row)
                || operations.array()[operations.start(row)]
                        != Operation.DELETE.letter().charAt(0);
    }

    /** @param others empty, with the window's columns; filled and handed to the sink */
    void end(ColumnBatch others, BatchSink sink) throws IOException {
        for (Map.Entry<ByteBuffer, ByteBuffer> now : window.entrySet()) {
            Version before = last.get(now.getKey());
            if (before == null || !before.row().equals(now.getValue())) {
                row.append(now.getValue(), others);
                others.endRow();
                if (others.isFull()) {
                    others.handTo(sink);
                }
            }
        }
        others.handTo(sink);
    }
}
