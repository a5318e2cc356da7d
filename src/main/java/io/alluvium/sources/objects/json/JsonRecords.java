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

    /** Opens some lines of a file, where records {@link #areShared}. */
    public static JsonRecords open(Lines lines, JsonShape shape, RecordColumns columns) throws IOException {
        JsonParsing parsing = new JsonParsing();
        return new JsonRecords(
                new LineFrames(lines.window(), shape.path(), parsing, lines.to()),
                new JsonRow(columns, shape.format(), parsing));
    }

    /**
     * The lines of a file that begin between two places.
     *
     * @param in UTF-8, from the byte before {@code from} on, or the whole file; closed with the records
     * @param from the first byte
     * @param to behind the last byte; behind a mark of the byte order at least
     */
    public record Lines(InputStream in, long from, long to) {
        public Lines {
            if (from < 0 || to < from || to <= JsonFrames.BOM.length) {
                throw new IllegalArgumentException("no range of lines: " + from + " to " + to);
            }
        }

        private RecordWindow window() throws IOException {
            if (from == 0) {
                return JsonFrames.window(in);
            }
            RecordWindow begun = null;
            try {
                RecordWindow window = new RecordWindow(in, JsonFrames.MOST_BYTES, from - 1);
                LineFrames.toLineEnd(window);
                window.begin();
                begun = window;
                return window;
            } finally {
                if (begun == null) {
                    in.close();
                }
            }
        }
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
        if (cut == JsonFrames.Cut.OPEN) {
            int end = row.appendOpen(frames.bytes(), frames.start(), frames.limit(), frames.isEnded(), batch);
            if (end >= 0) {
                frames.endAt(end);
                return Outcome.ROW;
            }
            cut = frames.rest();
        }
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
