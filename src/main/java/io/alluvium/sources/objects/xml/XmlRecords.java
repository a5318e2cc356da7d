package io.alluvium.sources.objects.xml;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.Utf8;
import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordColumns;
import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.value.UnfitException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one name in one document. Such an element is a row where each of its attributes, elements and texts is a value of
 * its column's type, exactly; else it is corrupt. A column is called as the element is, with its prefix; {@code _} stands
 * before the names of attributes, and {@code _VALUE} is the text of an element that has attributes too. What has no column is
 * passed over.
 */
public final class XmlRecords implements RecordReader {
    private final XmlShape shape;
    private final RecordColumns columns;
    private final XmlFrames frames;
    private final XmlParsing parsing = new XmlParsing();
    private @Nullable ColumnBatch bound;
    private @Nullable ElementParts parts;
    private final Last last = new Last();

    private XmlRecords(XmlFrames frames, XmlShape shape, RecordColumns columns) {
        this.frames = frames;
        this.shape = shape;
        this.columns = columns;
    }

    /**
     * Opens a file.
     *
     * @param in UTF-8; closed with the records
     * @param columns where elements and attributes of a record go
     */
    public static XmlRecords open(InputStream in, XmlShape shape, RecordColumns columns) {
        return new XmlRecords(new XmlFrames(in, shape.rowTag()), shape, columns);
    }

    static XmlRecords open(InputStream in, XmlShape shape, RecordColumns columns, int mostBytes) {
        return new XmlRecords(new XmlFrames(in, shape.rowTag(), mostBytes), shape, columns);
    }

    @Override
    public Outcome next(ColumnBatch batch) throws IOException {
        XmlFrames.Cut cut = frames.next();
        if (cut == XmlFrames.Cut.END) {
            return Outcome.END;
        }
        last.begin(frames.position());
        if (cut == XmlFrames.Cut.BROKEN) {
            return last.corrupt(frames.text(frames.why()));
        }
        if (!Utf8.isValid(frames.bytes(), frames.start(), frames.start() + frames.length())) {
            return last.corrupt(frames.text(CorruptText.NO_TEXT));
        }
        try {
            parsing.parse(frames.bytes(), frames.start(), frames.length(), parts(batch)::append);
        } catch (UnfitException e) {
            batch.dropRow();
            return last.corrupt(frames.text(String.valueOf(e.getMessage())));
        }
        batch.appendMissing(columns.columns().length());
        return Outcome.ROW;
    }

    private ElementParts parts(ColumnBatch batch) {
        ElementParts known = parts;
        if (known == null || bound != batch) {
            known = ElementParts.ofRecord(columns, shape.format(), batch);
            parts = known;
            bound = batch;
        }
        return known;
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
        frames.close();
    }
}
