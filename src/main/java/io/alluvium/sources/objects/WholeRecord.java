package io.alluvium.sources.objects;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.column.Utf8;
import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.typed.BrokenFileException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A file as its only record. Text that is not UTF-8 is corrupt. */
final class WholeRecord implements RecordReader {
    /** A value that large is in memory several times until it is written. */
    static final int MOST_BYTES = 256 << 20;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final boolean text;
    private final Instant modified;
    private final String[] values;
    private boolean read;
    private long length;
    private @Nullable CorruptText corrupt;

    /**
     * @param in closed with the record
     * @param values what each column takes, as {@link WholeFiles} calls it
     */
    WholeRecord(InputStream in, boolean text, Instant modified, String[] values) {
        this.in = in;
        this.text = text;
        this.modified = modified;
        this.values = values.clone();
    }

    @Override
    public Outcome next(ColumnBatch batch) throws IOException {
        if (read) {
            return Outcome.END;
        }
        read = true;
        byte[] content = in.readNBytes(MOST_BYTES + 1);
        length = content.length;
        if (content.length > MOST_BYTES) {
            throw new BrokenFileException("one value has at most " + (MOST_BYTES >> 20) + " MB");
        }
        if (text && !Utf8.isValid(content, 0, content.length)) {
            corrupt = CorruptText.of(content, 0, content.length, CorruptText.NO_TEXT);
            return Outcome.CORRUPT;
        }
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case WholeFiles.CONTENT -> append(content, (BytesValues) batch.column(i));
                case WholeFiles.LENGTH -> ((LongValues) batch.column(i)).append(content.length);
                case WholeFiles.MODIFIED ->
                    ((LongValues) batch.column(i)).append(ChronoUnit.MICROS.between(Instant.EPOCH, modified));
                default -> batch.column(i).appendNull();
            }
        }
        return Outcome.ROW;
    }

    /** A mark of the encoding is no part of the text. */
    private void append(byte[] content, BytesValues to) {
        boolean marked = text
                && content.length >= BOM.length
                && content[0] == BOM[0]
                && content[1] == BOM[1]
                && content[2] == BOM[2];
        int start = marked ? BOM.length : 0;
        to.append(content, start, content.length - start);
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public long bytesRead() {
        return length;
    }

    @Override
    public CorruptText corrupt() {
        if (corrupt == null) {
            throw new IllegalStateException("the record was not corrupt");
        }
        return corrupt;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
