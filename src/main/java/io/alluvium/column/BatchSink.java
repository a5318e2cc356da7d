package io.alluvium.column;

import java.io.IOException;

/** Where filled batches go. */
public interface BatchSink {
    /**
     * Takes the rows of a batch, at least one. The batch is cleared and filled again afterwards: nothing of it may be
     * kept.
     *
     * @throws IOException ends whatever fills the batch, and reaches its caller unchanged
     */
    void take(ColumnBatch batch) throws IOException;
}
