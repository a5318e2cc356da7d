package io.alluvium.sources.objects;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.column.Utf8;
import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.spark.batch.BatchSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Files that are being read into a batch's columns. */
final class FilesReading implements BatchSource.Reading {
    /** Of files; a batch with so much is handed on, however few rows it has. */
    private static final long MOST_BYTES = 32L << 20;

    private final RowLayout layout;
    private final ColumnBatch batch;
    private final BooleanSupplier stopped;
    private final FileQueue files;
    /** Where the column begins that says from which file a row is; the others follow. */
    private final int load;

    private final PartitionValues partitions;

    private byte[] path = new byte[0];
    private String name = "";
    private FileRecords.@Nullable Opened file;
    private boolean left;

    FilesReading(RowLayout layout, FileQueue files, ColumnBatch batch, BooleanSupplier stopped) {
        this.layout = layout;
        if (batch.rows() > 0 || !batch.schema().equals(layout.schema())) {
            throw new IllegalArgumentException("not an empty batch of the rows' columns");
        }
        this.batch = batch;
        this.stopped = stopped;
        this.files = files;
        this.load = layout.fileColumn();
        this.partitions = new PartitionValues(layout, batch, layout.columns().length());
    }

    @Override
    public boolean fill() {
        long bytes = 0;
        while (!batch.isFull() && bytes < MOST_BYTES) {
            FileRecords.Opened open = file;
            if (open == null) {
                Optional<FileQueue.Turn> next = files.next();
                if (next.isEmpty()) {
                    leave();
                    break;
                }
                open = open(next.get());
            }
            long before = open.records().bytesRead();
            read(open);
            bytes += open.records().bytesRead() - before;
        }
        if (stopped.getAsBoolean()) {
            throw layout.faults().stopped();
        }
        return batch.rows() > 0;
    }

    private void leave() {
        if (!left) {
            left = true;
            files.leave();
        }
    }

    private FileRecords.Opened open(FileQueue.Turn next) {
        name = next.path();
        partitions.enter(name);
        FileRecords.Opened opened = files.opened(next);
        enter(name, opened);
        return opened;
    }

    private void enter(String stored, FileRecords.Opened opened) {
        name = opened.archive().map(FileRecords.OpenArchive::name).orElse(stored);
        path = name.getBytes(StandardCharsets.UTF_8);
        file = opened;
    }

    private void read(FileRecords.Opened open) {
        try {
            switch (open.records().next(batch)) {
                case ROW -> {
                    int rows = open.records().rows();
                    for (int row = 0; row < rows; row++) {
                        appendPlace(open.position(row));
                        appendText(null);
                    }
                    batch.endRows(rows);
                }
                case CORRUPT -> take(open);
                case END -> goOn(open);
            }
        } catch (IOException e) {
            throw layout.faults().of(name, e);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw layout.faults().of(name, cause == null ? new IOException(e) : cause);
        }
    }

    /** An archive goes on with its next file. */
    private void goOn(FileRecords.Opened open) throws IOException {
        open.records().close();
        Optional<FileRecords.Opened> next = open.archive().flatMap(FileRecords.OpenArchive::next);
        if (next.isPresent()) {
            enter(name, next.get());
        } else {
            close();
        }
    }

    private void take(FileRecords.Opened open) {
        files.corrupt().add(name, open.records().position(), open.records().corrupt());
        if (layout.keepsCorrupt()) {
            for (int column = 0; column < layout.columns().length(); column++) {
                batch.column(column).appendNull();
            }
            appendPlace(open.position(0));
            appendText(open.records().corrupt());
            batch.endRow();
        }
    }

    private void appendPlace(long position) {
        partitions.append();
        ((BytesValues) batch.column(load)).append(path);
        ((LongValues) batch.column(load + 1)).append(position);
    }

    private void appendText(@Nullable CorruptText text) {
        if (!layout.keepsCorrupt()) {
            return;
        }
        BytesValues texts = (BytesValues) batch.column(load + 2);
        BytesValues bytes = (BytesValues) batch.column(load + 3);
        if (text == null) {
            texts.appendNull();
            bytes.appendNull();
            return;
        }
        byte[] kept = CorruptRecords.kept(text);
        if (Utf8.isValid(kept, 0, kept.length)) {
            texts.append(kept);
            bytes.appendNull();
        } else {
            // The text says for everybody that this is no row; with its marks for what is none, it is for people.
            texts.append(new String(kept, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
            bytes.append(kept);
        }
    }

    @Override
    public void close() {
        FileRecords.Opened open = file;
        file = null;
        if (open != null) {
            try {
                open.records().close();
                if (open.archive().isPresent()) {
                    open.archive().get().close();
                }
            } catch (IOException e) {
                throw layout.faults().of(name, e);
            }
        }
    }
}
