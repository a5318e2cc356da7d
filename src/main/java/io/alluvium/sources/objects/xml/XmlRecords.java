package io.alluvium.sources.objects.xml;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.Utf8;
import io.alluvium.sources.objects.value.CorruptText;
import io.alluvium.sources.objects.value.RecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one name in one document. Such an element is a row where each of its attributes, elements and texts is a value of
 * its column's type, exactly; else it is corrupt. A column is called as the element is, with its prefix; {@code _} stands
 * before the names of attributes, and {@code _VALUE} is the text of an element that has attributes too. What has no column is
 * passed over.
 */
public final class XmlRecords implements RecordReader {
    private final XmlShape shape;
    private final StructType columns;
    private final UnaryOperator<String> named;
    private final XmlFrames frames;
    private final XmlParsing parsing = new XmlParsing();
    private @Nullable ColumnBatch bound;
    private @Nullable ElementParts parts;
    private final Last last = new Last();

    private XmlRecords(XmlFrames frames, XmlShape shape, StructType columns, UnaryOperator<String> named) {
        this.frames = frames;
        this.shape = shape;
        this.columns = columns;
        this.named = named;
    }

    /**
     * Opens a file.
     *
     * @param in UTF-8; closed with the records
     * @param columns of the table: the first of each batch
     * @param named what an element or an attribute of a record is called among the columns
     */
    public static XmlRecords open(InputStream in, XmlShape shape, StructType columns, UnaryOperator<String> named) {
        return new XmlRecords(new XmlFrames(in, shape.rowTag()), shape, columns, named);
    }

    static XmlRecords open(InputStream in, XmlShape shape, StructType columns, int mostBytes) {
        return new XmlRecords(new XmlFrames(in, shape.rowTag(), mostBytes), shape, columns, UnaryOperator.identity());
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
            return last.corrupt(frames.text("not UTF-8"));
        }
        try {
            parsing.parse(frames.bytes(), frames.start(), frames.length(), parts(batch)::append);
        } catch (UnfitException e) {
            batch.dropRow();
            return last.corrupt(frames.text(String.valueOf(e.getMessage())));
        }
        for (int i = 0; i < columns.length(); i++) {
            ColumnValues column = batch.column(i);
            if (column.rows() == batch.rows()) {
                column.appendNull();
            }
        }
        return Outcome.ROW;
    }

    private ElementParts parts(ColumnBatch batch) {
        ElementParts known = parts;
        if (known == null || bound != batch) {
            known = new ElementParts("", columns, named, shape.format(), batch::column);
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
