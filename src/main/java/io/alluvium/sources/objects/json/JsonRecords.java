package io.alluvium.sources.objects.json;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordColumns;
import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.record.RecordWindow;
import io.alluvium.sources.objects.record.SharedRecords;
import java.io.IOException;
import java.io.InputStream;

/**
 * The objects of one file of JSON. An object is a row where each of its values is one of its column's type, exactly; else it
 * is corrupt. Keys find their columns whatever their case; keys of no column are passed over; a key twice makes an object
 * corrupt. In a column of strings, what is no string arrives as it is written.
 */
public final class JsonRecords implements RecordReader {
    private final JsonFrames frames;
    private final JsonRow row;
    private final Last last = new Last();

    private JsonRecords(JsonFrames frames, JsonRow row) {
        this.frames = frames;
        this.row = row;
    }

    /**
     * Opens a file.
     *
     * @param in UTF-8; closed with the records
     */
    public static JsonRecords open(InputStream in, JsonShape shape, RecordColumns columns) throws IOException {
        JsonParsing parsing = new JsonParsing();
        return new JsonRecords(JsonFrames.of(in, shape, parsing), new JsonRow(columns, shape.format(), parsing));
    }

    /** Whether several threads can read a file: where a line break ends a record for certain. */
    public static boolean areShared(JsonShape shape) {
        return shape.framing() == JsonShape.Framing.LINES;
    }

    /** The same as {@link #open} for several threads, where records {@link #areShared}. */
    public static SharedRecords shared(InputStream in, JsonShape shape, RecordColumns columns) throws IOException {
        return shared(in, shape, columns, SharedRecords.BLOCK_BYTES);
    }

    static SharedRecords shared(InputStream in, JsonShape shape, RecordColumns columns, int blockBytes)
            throws IOException {
        return new SharedRecords(
                JsonFrames.window(in), new LineEnds(), blockBytes, block -> ofLines(block, shape, columns));
    }

    private static JsonRecords ofLines(RecordWindow window, JsonShape shape, RecordColumns columns) {
        JsonParsing parsing = new JsonParsing();
        return new JsonRecords(
                new LineFrames(window, shape.path(), parsing), new JsonRow(columns, shape.format(), parsing));
    }

    @Override
    public Outcome next(ColumnBatch batch) throws IOException {
        JsonFrames.Cut cut = frames.next();
        if (cut == JsonFrames.Cut.END) {
            return Outcome.END;
        }
        last.begin(frames.position());
        if (cut == JsonFrames.Cut.BROKEN) {
            return last.corrupt(frames.text(frames.why()));
        }
        return switch (row.append(frames.bytes(), frames.start(), frames.length(), frames.limit(), batch)) {
            case ROW -> Outcome.ROW;
            case UNFIT -> last.corrupt(frames.text(row.why()));
            case BROKEN -> last.corrupt(frames.unparsable(row.why()));
        };
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
