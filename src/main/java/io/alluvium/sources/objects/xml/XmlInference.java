package io.alluvium.sources.objects.xml;

import io.alluvium.column.Utf8;
import io.alluvium.sources.objects.value.UnfitException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that hold every element and attribute of some files' records: text where there is nothing but text, structs
 * where there are attributes or elements, lists where any element has several of one name. Texts say no types: those are
 * declared. Records that are no XML have no say.
 */
public final class XmlInference {
    private static final int MOST_COLUMNS = 10_000;

    private final XmlShape shape;
    private final XmlParsing parsing = new XmlParsing();
    private final SeenElement records = new SeenElement(0);
    private @Nullable String refusal;

    public XmlInference(XmlShape shape) {
        this.shape = shape;
    }

    /**
     * The name of the elements that seem to be records: the first that stands there twice, as far outside as can be; else
     * that of the outermost one.
     *
     * @param head how a document begins
     */
    public static Optional<String> rowTag(String head) {
        return XmlRowTag.of(head);
    }

    /** Looks at all records of a file. @param in UTF-8; closed at the end */
    public void add(InputStream in) throws IOException {
        try (XmlFrames frames = new XmlFrames(in, shape.rowTag())) {
            XmlFrames.Cut cut = frames.next();
            while (cut != XmlFrames.Cut.END && refusal == null) {
                if (cut == XmlFrames.Cut.RECORD) {
                    see(frames.bytes(), frames.start(), frames.length());
                }
                cut = frames.next();
            }
        }
    }

    private void see(byte[] bytes, int start, int length) {
        if (!Utf8.isValid(bytes, start, start + length)) {
            return;
        }
        try {
            parsing.parse(bytes, start, length, XmlParsing::skip);
        } catch (UnfitException e) {
            return;
        }
        try {
            parsing.parse(bytes, start, length, records::see);
        } catch (UnfitException e) {
            refusal = e.getMessage();
        }
        if (records.partCount() > MOST_COLUMNS) {
            refusal = "more than " + MOST_COLUMNS + " different elements";
        }
    }

    /** Why the records have no columns that anybody could use: a few words. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** The columns; none where there is no record. */
    public StructType columns() {
        return records.struct();
    }
}
