package io.alluvium.sources.objects;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordReader;

/** What an archive has in which nothing lies. */
record NoRecords() implements RecordReader {
    @Override
    public Outcome next(ColumnBatch batch) {
        return Outcome.END;
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public CorruptText corrupt() {
        throw new IllegalStateException("the last record was not corrupt");
    }

    @Override
    public void close() {}
}
