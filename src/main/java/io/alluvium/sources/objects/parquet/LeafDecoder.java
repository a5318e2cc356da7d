package io.alluvium.sources.objects.parquet;

import io.alluvium.sources.objects.typed.ExactValues;
import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;

/** Gives the next value of a file's column to a batch's. */
interface LeafDecoder {
    LeafDecoder INTS = (in, to) -> to.append((long) in.getInteger());
    LeafDecoder LONGS = (in, to) -> to.append(in.getLong());
    LeafDecoder BYTES = (in, to) -> append(in.getBinary(), to);

    /** False where the column cannot hold the value; nothing is appended then. */
    boolean append(ColumnReader in, ExactValues to);

    /** Without a copy where the bytes lie in an array. */
    private static boolean append(Binary value, ExactValues to) {
        ByteBuffer bytes = value.toByteBuffer();
        if (bytes.hasArray()) {
            return to.append(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
        byte[] copy = value.getBytes();
        return to.append(copy, 0, copy.length);
    }
}
