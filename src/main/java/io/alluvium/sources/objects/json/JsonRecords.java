package io.alluvium.sources.objects.json;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.value.CorruptText;
import io.alluvium.sources.objects.value.RecordReader;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.StructType;

/**
 * The objects of one file of JSON. An object is a row where each of its values is one of its column's type, exactly; else it
 * is corrupt. Keys find their columns whatever their case; keys of no column are passed over; a key twice makes an object
 * corrupt. In a column of strings, what is no string arrives as it is written.
 */
public final class JsonRecords implements RecordReader {
    private final JsonFrames frames;
    private final JsonRow row;
    private final Last last = new Last();

    private JsonRecords(
            InputStream in,
            JsonShape shape,
            StructType columns,
            UnaryOperator<String> named,
            ValueDecoder.Masks masks) {
        JsonParsing parsing = new JsonParsing();
        this.frames = JsonFrames.of(in, shape, parsing);
        this.row = new JsonRow(columns, named, shape.format(), masks, parsing);
    }

    /**
     * Opens a file.
     *
     * @param in UTF-8; closed with the records
     * @param columns of the table: the first of each batch
     * @param named what a record's key is called among the columns; keys of objects in it are called as they are
     */
    public static JsonRecords open(
            InputStream in,
            JsonShape shape,
            StructType columns,
            UnaryOperator<String> named,
            ValueDecoder.Masks masks) {
        return new JsonRecords(in, shape, columns, named, masks);
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
        return switch (row.append(frames.bytes(), frames.start(), frames.length(), batch)) {
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
