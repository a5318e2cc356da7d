package io.alluvium.sources.postgres;

import io.alluvium.column.BatchSink;
import io.alluvium.column.ColumnBatch;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.spark.batch.BatchSource;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * One part of a table in an exported snapshot. With a task it takes all that another machine needs to read it, the password included.
 *
 * @param table for errors
 * @param snapshot the server's name of it
 */
record CopyPart(
        CopyQuery query, NamedTable table, PartLogin login, String snapshot, Faults faults, CopySession.Framing framing)
        implements ColumnReader.Part, BatchSource.Part {

    @Override
    public void read(ColumnBatch batch, BatchSink sink) throws IOException {
        read(batch, sink, CopyReading.Sessions.NEW);
    }

    @Override
    public CopyReading open(ColumnBatch batch, BooleanSupplier stopped) {
        return CopyReading.open(this, batch, CopyReading.Sessions.NEW, stopped);
    }

    void read(ColumnBatch batch, BatchSink sink, CopyReading.Sessions sessions) throws IOException {
        Thread reader = Thread.currentThread();
        try (CopyReading reading = CopyReading.open(this, batch, sessions, reader::isInterrupted)) {
            while (reading.fill()) {
                batch.handTo(sink);
            }
        }
    }
}
