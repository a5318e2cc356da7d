package io.alluvium.sources.objects.parquet;

import io.alluvium.sources.objects.typed.ExactValues;
import org.apache.parquet.column.ColumnReader;

/** Numbers of 64 bits without a sign. Half of them are beyond a signed one. */
final class UnsignedLongs implements LeafDecoder {
    @Override
    public boolean append(ColumnReader in, ExactValues to) {
        long value = in.getLong();
        if (value >= 0) {
            return to.append(value);
        }
        byte[] bytes = new byte[Long.BYTES + 1];
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[Long.BYTES - i] = (byte) (value >> 8 * i);
        }
        return to.append(bytes, 0, bytes.length);
    }
}
