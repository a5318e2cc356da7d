package io.alluvium.sources.objects.orc;

import io.alluvium.sources.objects.typed.ExactValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DoubleColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.TypeDescription;

/** The values of a vector that is not nested. */
abstract sealed class OrcValues {

    /** False where the column cannot hold the value; nothing is appended then. */
    abstract boolean append(int place, ExactValues to);

    /** The value for people. */
    abstract String text(int place);

    static OrcValues of(TypeDescription type, ColumnVector in) {
        if (in instanceof TimestampColumnVector times) {
            return new Times(times);
        }
        if (in instanceof DecimalColumnVector decimals) {
            return new Decimals(decimals, type.getScale());
        }
        if (in instanceof BytesColumnVector bytes) {
            return new Bytes(bytes);
        }
        if (in instanceof DoubleColumnVector doubles) {
            return new Doubles(doubles);
        }
        return new Longs((LongColumnVector) in);
    }

    private static final class Longs extends OrcValues {
        private final LongColumnVector in;

        Longs(LongColumnVector in) {
            this.in = in;
        }

        @Override
        boolean append(int place, ExactValues to) {
            return to.append(in.vector[place]);
        }

        @Override
        String text(int place) {
            return String.valueOf(in.vector[place]);
        }
    }

    private static final class Doubles extends OrcValues {
        private final DoubleColumnVector in;

        Doubles(DoubleColumnVector in) {
            this.in = in;
        }

        @Override
        boolean append(int place, ExactValues to) {
            return to.append(in.vector[place]);
        }

        @Override
        String text(int place) {
            return String.valueOf(in.vector[place]);
        }
    }

    private static final class Bytes extends OrcValues {
        private final BytesColumnVector in;

        Bytes(BytesColumnVector in) {
            this.in = in;
        }

        @Override
        boolean append(int place, ExactValues to) {
            return to.append(in.vector[place], in.start[place], in.length[place]);
        }

        @Override
        String text(int place) {
            return "0x"
                    + HexFormat.of().formatHex(in.vector[place], in.start[place], in.start[place] + in.length[place]);
        }
    }

    private static final class Decimals extends OrcValues {
        private final DecimalColumnVector in;
        private final int scale;

        Decimals(DecimalColumnVector in, int scale) {
            this.in = in;
            this.scale = scale;
        }

        @Override
        boolean append(int place, ExactValues to) {
            if (in.vector[place].scale() <= scale && in.vector[place].precision() <= 18 - scale) {
                return to.append(in.vector[place].serialize64(scale));
            }
            BigInteger unscaled = value(place).setScale(scale).unscaledValue();
            byte[] bytes = unscaled.toByteArray();
            return to.append(bytes, 0, bytes.length);
        }

        private BigDecimal value(int place) {
            return in.vector[place].getHiveDecimal().bigDecimalValue();
        }

        @Override
        String text(int place) {
            return value(place).toPlainString();
        }
    }

    /** Seconds and nanoseconds, the local ones as if in UTC. */
    private static final class Times extends OrcValues {
        private final TimestampColumnVector in;

        Times(TimestampColumnVector in) {
            this.in = in;
        }

        @Override
        boolean append(int place, ExactValues to) {
            long seconds = Math.floorDiv(in.time[place], 1000L);
            return in.nanos[place] % 1000 == 0
                    && Math.abs(seconds) < Long.MAX_VALUE / 1_000_000 - 1
                    && to.append(seconds * 1_000_000 + in.nanos[place] / 1000);
        }

        @Override
        String text(int place) {
            return Instant.ofEpochSecond(Math.floorDiv(in.time[place], 1000L), in.nanos[place])
                    .toString();
        }
    }
}
