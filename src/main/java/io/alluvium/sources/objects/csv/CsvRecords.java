package io.alluvium.sources.objects.csv;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.Utf8;
import io.alluvium.sources.objects.csv.CsvTokenizer.Cut;
import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.record.RecordWindow;
import io.alluvium.sources.objects.record.SharedRecords;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The records of one file of CSV. A record is a row where it has as many values as the first one and each value is one of its
 * column's type, exactly; else it is corrupt. An empty line is a record only after the
 * first one of a file of one value a record.
 */
public final class CsvRecords implements RecordReader {
    /** A longer record is corrupt: it would not fit a batch beside others. */
    private static final int MOST_BYTES = 64 << 20;

    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final CsvFormat format;
    private final RecordWindow window;
    private final CsvTokenizer tokenizer;
    private final @Nullable CsvTrailer trailer;
    private final Optional<List<String>> names;
    /** The first record of a file without a header is cut before anybody asks for it. */
    private @Nullable Cut ahead;

    private @Nullable CsvRow row;
    private final Last last = new Last();

    private CsvRecords(RecordWindow window, CsvFormat format) throws IOException {
        this.window = window;
        this.format = format;
        this.tokenizer = new CsvTokenizer(window, format);
        this.trailer = format.trailer() == null ? null : new CsvTrailer(format.trailer(), window, tokenizer);
        passOverBom();
        tokenizer.skipLines(format.skip());
        this.names = firstNames();
    }

    /** Of records in the middle of a file. */
    private CsvRecords(RecordWindow window, CsvFormat format, Optional<List<String>> names) {
        this.window = window;
        this.format = format;
        this.tokenizer = new CsvTokenizer(window, format);
        this.trailer = null;
        this.names = names;
    }

    /**
     * Opens a file and reads its header.
     *
     * @param in UTF-8; closed with the records, and where this throws
     * @throws BrokenHeaderException where the header is no record
     */
    public static CsvRecords open(InputStream in, CsvFormat format) throws IOException {
        return open(in, format, MOST_BYTES);
    }

    static CsvRecords open(InputStream in, CsvFormat format, int mostBytes) throws IOException {
        CsvRecords opened = null;
        try {
            opened = new CsvRecords(new RecordWindow(in, mostBytes), format);
            return opened;
        } finally {
            if (opened == null) {
                in.close();
            }
        }
    }

    private void passOverBom() throws IOException {
        for (int i = 0; i < BOM.length; i++) {
            if (window.peek(i) != BOM[i]) {
                return;
            }
        }
        window.skip(BOM.length);
    }

    private Optional<List<String>> firstNames() throws IOException {
        Cut first = tokenizer.next();
        while (first == Cut.RECORD && isBlank()) {
            first = tokenizer.next();
        }
        if (first == Cut.END) {
            return Optional.empty();
        }
        if (!format.header()) {
            ahead = first;
            if (trailer != null && trailer.isTrailer(first)) {
                return Optional.empty();
            }
        } else if (first == Cut.BROKEN || !isText()) {
            throw new BrokenHeaderException(first == Cut.BROKEN ? tokenizer.why() : CorruptText.NO_TEXT);
        }
        List<String> found = new ArrayList<>();
        for (int value = 0; value < tokenizer.count(); value++) {
            found.add(format.header() ? string(value) : "_c" + value);
        }
        return Optional.of(found);
    }

    private boolean isBlank() {
        return tokenizer.recordLength() == 0;
    }

    private boolean isText() {
        return Utf8.isValid(window.bytes(), window.start(), window.start() + tokenizer.recordLength());
    }

    private String string(int value) {
        if (tokenizer.isEscaped(value)) {
            int length = tokenizer.unescape(value);
            return new String(tokenizer.unescaped(), 0, length, StandardCharsets.UTF_8);
        }
        return new String(window.bytes(), tokenizer.start(value), tokenizer.length(value), StandardCharsets.UTF_8);
    }

    /** What the header calls the values, or {@code _c0} and so on without one; empty for a file without a record. */
    public Optional<List<String>> names() {
        return names;
    }

    /**
     * Says where the values go; comes before the first {@link #next}.
     *
     * @param columns of the table: the first of each batch
     * @param named what the values are called for the table, one name for each of {@link #names}; a column takes the value
     *     of its name, whatever the case, and no value where there is none
     */
    public CsvRecords into(StructType columns, List<String> named, TextFormat text, ValueDecoder.Masks masks) {
        row = new CsvRow(tokenizer, window, format, columns, named, text, masks);
        return this;
    }

    /** The same for several threads, instead of {@link #next}; empty where this file can be read by one alone. */
    public Optional<SharedRecords> shared(
            StructType columns, List<String> named, TextFormat text, ValueDecoder.Masks masks) {
        return shared(columns, named, text, masks, SharedRecords.BLOCK_BYTES);
    }

    Optional<SharedRecords> shared(
            StructType columns, List<String> named, TextFormat text, ValueDecoder.Masks masks, int blockBytes) {
        if (trailer != null) {
            // Only who reads all records can hold them to their number.
            return Optional.empty();
        }
        if (ahead != null) {
            if (window.isTooLong()) {
                return Optional.empty();
            }
            window.moveTo(window.start());
        }
        return Optional.of(new SharedRecords(
                window,
                new CsvEnds(format),
                blockBytes,
                block -> new CsvRecords(block, format, names).into(columns, named, text, masks)));
    }

    @Override
    public Outcome next(ColumnBatch batch) throws IOException {
        CsvRow values = row;
        if (values == null) {
            throw new IllegalStateException("nobody said where the values go");
        }
        Cut cut = cut(values);
        if (trailer == null ? cut == Cut.END : trailer.ends(cut)) {
            return Outcome.END;
        }
        last.begin(window.position());
        Optional<String> fault = cut == Cut.BROKEN ? Optional.of(tokenizer.why()) : fault(values, batch);
        if (fault.isEmpty()) {
            return Outcome.ROW;
        }
        return last.corrupt(window.text(tokenizer.recordLength(), fault.get()));
    }

    private Cut cut(CsvRow values) throws IOException {
        Cut cut = ahead == null ? tokenizer.next() : ahead;
        ahead = null;
        while (cut == Cut.RECORD && isBlank() && values.width() > 1) {
            cut = tokenizer.next();
        }
        return cut;
    }

    private Optional<String> fault(CsvRow values, ColumnBatch batch) {
        return isText() ? values.append(batch) : Optional.of(CorruptText.NO_TEXT);
    }

    @Override
    public long position() {
        return last.position();
    }

    @Override
    public CorruptText corrupt() {
        return last.corrupt();
    }

    @Override
    public void close() throws IOException {
        tokenizer.close();
    }
}
