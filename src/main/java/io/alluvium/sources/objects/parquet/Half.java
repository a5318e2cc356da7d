package io.alluvium.sources.objects.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.io.api.Binary;

/** Floating-point numbers of 16 bits, as IEEE 754 has them. */
final class Half {
    private Half() {}

    /** The same number, exactly. */
    static double decode(Binary half) {
        ByteBuffer bytes = half.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int bits = bytes.getShort(bytes.position()) & 0xFFFF;
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double value;
        if (exponent == 0x1F) {
            value = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            value = fraction * 0x1p-24;
        } else {
            value = Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
        }
        return (bits & 0x8000) == 0 ? value : -value;
    }
}
