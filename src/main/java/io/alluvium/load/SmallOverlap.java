package io.alluvium.load;

import io.alluvium.column.BatchSink;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.domain.KeyIntervals;
import io.alluvium.raw.RawColumns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Those rows of a window that raw has not, for windows that fit in memory. Rows are told apart by key and version in
 * the source: first the window, then what raw has of its versions, then the rest is handed on.
 */
final class SmallOverlap {
    private final RowImage identity;
    private final RowImage row;
    private final int version;
    private final MemoryBudget memory;
    private final List<ByteBuffer> identities = new ArrayList<>();
    private final List<ByteBuffer> rows = new ArrayList<>();
    private final Set<ByteBuffer> known = new HashSet<>();
    private long least = Long.MAX_VALUE;
    private long most = Long.MIN_VALUE;

    /**
     * @param identity key and version of the window's rows
     * @param row all their columns
     * @param version where {@code _source_version} lies, which is never null
     * @param memory for the window; when it is used up, there is no result
     */
    SmallOverlap(RowImage identity, RowImage row, int version, MemoryBudget memory) {
        this.identity = identity;
        this.row = row;
        this.version = version;
        this.memory = memory;
    }

    void window(ColumnBatch read) {
        RowImage.Reading ids = identity.of(read);
        RowImage.Reading images = row.of(read);
        LongValues versions = (LongValues) read.column(version);
        for (int i = 0; i < read.rows(); i++) {
            ByteBuffer id = ids.next();
            ByteBuffer image = images.next();
            if (!memory.allows(id) || !memory.allows(image)) {
                identities.clear();
                rows.clear();
                return;
            }
            identities.add(id);
            rows.add(image);
            least = Math.min(least, versions.value(i));
            most = Math.max(most, versions.value(i));
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Outside of which raw has none of the window's rows. */
    KeyIntervals range() {
        return KeyIntervals.between(RawColumns.SOURCE_VERSION, least, most);
    }

    /** Takes identities that raw has: columns of the key, then the version. */
    void known(ColumnBatch raw) {
        int[] all = IntStream.range(0, raw.schema().length()).toArray();
        RowImage.Reading ids = RowImage.ofKey(all).of(raw);
        for (int i = 0; i < raw.rows(); i++) {
            known.add(ids.next());
        }
    }

    /** @param unknown empty, with the window's columns; filled and handed to the sink */
    void end(ColumnBatch unknown, BatchSink sink) throws IOException {
        for (int i = 0; i < rows.size(); i++) {
            if (!known.contains(identities.get(i))) {
                row.append(rows.get(i), unknown);
                unknown.endRow();
                if (unknown.isFull()) {
                    unknown.handTo(sink);
                }
            }
        }
        unknown.handTo(sink);
    }
}
