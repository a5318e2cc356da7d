package io.alluvium.sources.objects.typed;

import java.time.LocalDate;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;

/** What the types of numbers hold, and which days raw holds. */
final class Numbers {
    /** Of the years that every reader of raw can show, 1 to 9999. */
    static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();

    static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
    private static final long DAY = 86_400_000_000L;
    static final long FIRST_MICROSECOND = FIRST_DAY * DAY;
    static final long LAST_MICROSECOND = (LAST_DAY + 1) * DAY - 1;

    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private Numbers() {}

    /** Whether values of the type are decimal digits with a fixed scale. */
    static boolean are(DataType type) {
        return type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType
                || type instanceof DecimalType;
    }

    static int scale(DataType type) {
        return type instanceof DecimalType decimal ? decimal.scale() : 0;
    }

    /** The most digits before the point that values of the type have. */
    static int wholeDigits(DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal.precision() - decimal.scale();
        }
        return type instanceof ByteType ? 3 : type instanceof ShortType ? 5 : type instanceof IntegerType ? 10 : 19;
    }

    /** The greatest unscaled value of a type that is kept in 64 bits. */
    static long most(DataType type) {
        if (type instanceof DecimalType decimal) {
            return power(decimal.precision()) - 1;
        }
        return type instanceof ByteType
                ? Byte.MAX_VALUE
                : type instanceof ShortType
                        ? Short.MAX_VALUE
                        : type instanceof IntegerType ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }

    static long least(DataType type) {
        return type instanceof DecimalType ? -most(type) : -most(type) - 1;
    }

    /** A power of ten that 64 bits hold: up to 18. */
    static long power(int exponent) {
        return POWERS[exponent];
    }
}
