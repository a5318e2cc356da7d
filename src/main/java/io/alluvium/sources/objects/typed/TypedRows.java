package io.alluvium.sources.objects.typed;

import io.alluvium.column.ColumnBatch;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordReader;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a typed file as records. A row with a value that its column's type does not hold is corrupt; its text is that
 * value. The position of a row is how many come before it.
 */
public final class TypedRows implements RecordReader {
    /** Decoded column by column, while what was decoded is still near. */
    private static final int MOST_ROWS = 4096;

    private final TypedFile file;
    private final int[] places;
    private final TypedFile.Turns turns;
    private final MaskedColumns masked;
    private TypedFile.@Nullable Rows rows;
    private final UnfitRows unfit = new UnfitRows();
    private final Deque<Corrupt> waiting = new ArrayDeque<>();
    private final Last last = new Last();
    private final long[] positions = new long[MOST_ROWS];
    private int count;
    private long next;
    private long bytes;

    private record Corrupt(long position, CorruptText text) {}

    /**
     * Nothing is read yet.
     *
     * @param file closed with the records
     * @param table columns of the table
     * @param places which of the file's columns each of them takes, of types that {@link ExactValues#supports} or that
     *     {@link #canMask}; negative for none
     * @param masks columns of strings that get masks of the file's values
     * @param turns gives out the parts to be read
     */
    public TypedRows(TypedFile file, StructType table, int[] places, ValueDecoder.Masks masks, TypedFile.Turns turns) {
        this.file = file;
        this.places = places.clone();
        this.turns = turns;
        this.masked = MaskedColumns.of(file.columns(), table, places, masks);
    }

    /** Whether there are masks of values of a type: a hash is made of a text, and a list or a struct has none. */
    public static boolean canMask(DataType type, StoredColumns.Mask mask) {
        return mask == StoredColumns.Mask.REDACT || !(type instanceof ArrayType || type instanceof StructType);
    }

    @Override
    public Outcome next(ColumnBatch batch) throws IOException {
        count = 0;
        if (waiting.isEmpty() && !read(batch)) {
            return Outcome.END;
        }
        if (count > 0) {
            last.begin(positions[0]);
            return Outcome.ROW;
        }
        Corrupt first = waiting.remove();
        positions[0] = first.position();
        last.begin(first.position());
        return last.corrupt(first.text());
    }

    /** Appends rows that fit, and remembers the others. */
    private boolean read(ColumnBatch batch) throws IOException {
        unfit.begin();
        int most = Math.min(MOST_ROWS, batch.capacity() - batch.rows());
        TypedFile.Rows part = rows;
        int read = part == null ? 0 : part.read(masked.into(batch), most, unfit);
        while (read == 0) {
            OptionalInt turn = turns.next();
            if (turn.isEmpty()) {
                return false;
            }
            next = file.parts().get(turn.getAsInt()).before();
            part = file.rows(turn.getAsInt(), masked.read(), places);
            rows = part;
            read = part.read(masked.into(batch), most, unfit);
        }
        masked.append(batch);
        bytes += part.bytes();
        for (int row = 0; row < read; row++) {
            UnfitRows.Reason reason = unfit.reasons().get(row);
            if (reason == null) {
                positions[count++] = next + row;
            } else {
                byte[] text = reason.text().getBytes(StandardCharsets.UTF_8);
                waiting.add(new Corrupt(next + row, CorruptText.of(text, 0, text.length, reason.why())));
            }
        }
        if (!unfit.isEmpty()) {
            batch.dropRows(unfit.rows());
        }
        next += read;
        return true;
    }

    @Override
    public int rows() {
        return count;
    }

    @Override
    public long position() {
        return last.position();
    }

    @Override
    public long position(int row) {
        return positions[row];
    }

    @Override
    public long bytesRead() {
        return bytes;
    }

    @Override
    public CorruptText corrupt() {
        return last.corrupt();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
