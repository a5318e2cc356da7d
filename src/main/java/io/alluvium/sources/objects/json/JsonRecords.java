package io.alluvium.sources.objects.json;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.value.CorruptText;
import io.alluvium.sources.objects.value.RecordReader;
import io.alluvium.sources.objects.value.RecordWindow;
import io.alluvium.sources.objects.value.SharedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one file of JSON. An object is a row where each of its values is one of its column's type, exactly; else it
 * is corrupt. Keys find their columns whatever their case; keys of no column are passed over; a key twice makes an object
 * corrupt. In a column of strings, what is no string arrives as it is written.
 */
public final class JsonRecords implements RecordReader {
    private final JsonFrames frames;
    private final JsonRow row;
    private @Nullable CorruptText corrupt;
    private long position;

    private JsonRecords(JsonFrames frames, JsonRow row) {
        this.frames = frames;
        this.row = row;
    }

    /**
     * Opens a file.
     *
     * @param in UTF-8; closed with the records
     * @param columns of the table: the first of each batch
     */
    public static JsonRecords open(InputStream in, JsonShape shape, StructType columns) throws IOException {
        return open(in, shape, columns, UnaryOperator.identity());
    }

    /**
     * The same for a table that calls keys by other names.
     *
     * @param named what a record's key is called among the columns; keys of objects in it are called as they are
     */
    public static JsonRecords open(InputStream in, JsonShape shape, StructType columns, UnaryOperator<String> named)
            throws IOException {
        JsonParsing parsing = new JsonParsing();
        return new JsonRecords(JsonFrames.of(in, shape, parsing), new JsonRow(columns, named, shape.format(), parsing));
    }

    /** Whether several threads can read a file: where a line break ends a record for certain. */
    public static boolean areShared(JsonShape shape) {
        return shape.framing() == JsonShape.Framing.LINES;
    }

    /** The same as {@link #open} for several threads, where records {@link #areShared}. */
    public static SharedRecords shared(InputStream in, JsonShape shape, StructType columns, UnaryOperator<String> named)
            throws IOException {
        return shared(in, shape, columns, named, SharedRecords.BLOCK_BYTES);
    }

    static SharedRecords shared(
            InputStream in, JsonShape shape, StructType columns, UnaryOperator<String> named, int blockBytes)
            throws IOException {
        return new SharedRecords(
                JsonFrames.window(in), new LineEnds(), blockBytes, block -> ofLines(block, shape, columns, named));
    }

    private static JsonRecords ofLines(
            RecordWindow window, JsonShape shape, StructType columns, UnaryOperator<String> named) {
        JsonParsing parsing = new JsonParsing();
        return new JsonRecords(
                new LineFrames(window, shape.path(), parsing), new JsonRow(columns, named, shape.format(), parsing));
    }

    @Override
    public Outcome next(ColumnBatch batch) throws IOException {
        corrupt = null;
        JsonFrames.Cut cut = frames.next();
        if (cut == JsonFrames.Cut.END) {
            return Outcome.END;
        }
        position = frames.position();
        if (cut == JsonFrames.Cut.BROKEN) {
            corrupt = frames.text(frames.why());
            return Outcome.CORRUPT;
        }
        return switch (row.append(frames.bytes(), frames.start(), frames.length(), frames.limit(), batch)) {
            case ROW -> Outcome.ROW;
            case UNFIT -> {
                corrupt = frames.text(row.why());
                yield Outcome.CORRUPT;
            }
            case BROKEN -> {
                corrupt = frames.unparsable(row.why());
                yield Outcome.CORRUPT;
            }
        };
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public CorruptText corrupt() {
        if (corrupt == null) {
            throw new IllegalStateException("the last record was not corrupt");
        }
        return corrupt;
    }

    @Override
    public void close() throws IOException {
        frames.close();
    }
}
