package io.alluvium.sources.objects.parquet;

import io.alluvium.sources.objects.typed.ExactValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.column.ColumnReader;

/** Instants as older writers have them: nanoseconds of a day, and the day. */
final class LegacyTimestamps implements LeafDecoder {
    private static final int EPOCH_DAY = 2_440_588;
    private static final long DAY_MICROS = 86_400_000_000L;
    /** More days do not fit 64 bits of microseconds. */
    private static final long MOST_DAYS = 100_000_000;

    @Override
    public boolean append(ColumnReader in, ExactValues to) {
        ByteBuffer bytes = in.getBinary().toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long nanos = bytes.getLong(bytes.position());
        long day = (long) bytes.getInt(bytes.position() + Long.BYTES) - EPOCH_DAY;
        return nanos % 1000 == 0
                && Math.abs(day) < MOST_DAYS
                && Math.abs(nanos / 1000) <= DAY_MICROS
                && to.append(day * DAY_MICROS + nanos / 1000);
    }
}
