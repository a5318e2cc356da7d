package io.alluvium.sources.postgres;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.image.UnfitValue;
import java.util.Optional;

/**
 * Numbers in base 10,000 as decimals of a fixed scale. A value is taken only where it fits exactly: one with more digits
 * than the type has, before or behind the point, does not fit, and neither do NaN and the infinities.
 *
 * <p>On the wire, each in 16 bits: number of digits, power of 10,000 of the first one, sign, decimals to be shown, digits.
 *
 * @param precision decimal digits, at most 38
 * @param scale of them behind the point
 */
record DecimalForm(int precision, int scale) implements BinaryForm {
    static final int HEADER = 8;
    static final int GROUP = 4;
    static final int BASE = 10_000;
    static final int NEGATIVE = 0x4000;
    private static final int[] TENS = {1, 10, 100, 1_000, BASE};
    private static final int LONG_DIGITS = 18;

    DecimalForm {
        if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
            throw new IllegalArgumentException("decimal(" + precision + "," + scale + ")");
        }
    }

    @Override
    public Optional<String> unfit(String column) {
        return Optional.of(column + " in ('NaN', 'Infinity', '-Infinity')");
    }

    @Override
    public Decoder into(ColumnValues column) {
        if (precision <= LONG_DIGITS) {
            return new ShortDecimalDecoder((LongValues) column, this);
        }
        BytesValues wide = (BytesValues) column;
        WideNumber number = new WideNumber();
        return (bytes, at, length) -> {
            unscaled(bytes, at, length, number);
            wide.append(number.bytes());
        };
    }

    /** Of a type with at most 18 digits. */
    long unscaled(byte[] bytes, int at, int length) {
        int count = checked(bytes, at, length);
        long value = 0;
        int power = power(bytes, at);
        for (int i = 0; i < count; i++, power -= GROUP) {
            int digit = digit(bytes, at, i);
            if (power >= 0) {
                value = value * BASE + digit;
            } else {
                int shift = shift(power, digit);
                value = value * TENS[shift] + digit / TENS[GROUP - shift];
            }
        }
        for (int left = count == 0 ? 0 : power + GROUP; left > 0; left -= GROUP) {
            value *= TENS[Math.min(left, GROUP)];
        }
        return isNegative(bytes, at) ? -value : value;
    }

    private void unscaled(byte[] bytes, int at, int length, WideNumber value) {
        int count = checked(bytes, at, length);
        value.clear();
        int power = power(bytes, at);
        for (int i = 0; i < count; i++) {
            int digit = digit(bytes, at, i);
            int shift = shift(power, digit);
            value.timesPlus(TENS[shift], digit / TENS[GROUP - shift]);
            power -= GROUP;
        }
        for (int left = count == 0 ? 0 : power + GROUP; left > 0; left -= GROUP) {
            value.timesPlus(TENS[Math.min(left, GROUP)], 0);
        }
        if (isNegative(bytes, at)) {
            value.negate();
        }
    }

    /** By which power of ten the unscaled value is larger than the first digit. */
    private int power(byte[] bytes, int at) {
        return BigEndian.int16(bytes, at + 2) * GROUP + scale;
    }

    /** How many decimal digits of a digit count at its power: all four, or fewer where the scale ends within it. */
    private static int shift(int power, int digit) {
        int shift = power >= 0 ? GROUP : Math.max(0, GROUP + power);
        if (shift < GROUP && digit % TENS[GROUP - shift] != 0) {
            throw new UnfitValue("numbers with more decimals than its type has");
        }
        return shift;
    }

    /** As it was sent; {@link #checked} sees to it that only those of four decimal digits count. */
    private static int digit(byte[] bytes, int at, int index) {
        return BigEndian.int16(bytes, at + HEADER + 2 * index);
    }

    private static boolean isNegative(byte[] bytes, int at) {
        return BigEndian.int16(bytes, at + 4) == NEGATIVE;
    }

    /** @return the number of digits, after which no arithmetic can overflow */
    private int checked(byte[] bytes, int at, int length) {
        int count = length < HEADER ? -1 : BigEndian.int16(bytes, at);
        if (count < 0 || length != HEADER + 2 * count) {
            throw UnfitValue.ofOtherType();
        }
        int sign = BigEndian.int16(bytes, at + 4);
        if (sign != 0 && sign != NEGATIVE) {
            throw new UnfitValue("NaN or infinity");
        }
        int first = 0;
        while (first < count && digit(bytes, at, first) == 0) {
            first++;
        }
        if (first < count && power(bytes, at) - first * GROUP + decimals(digit(bytes, at, first)) > precision) {
            throw new UnfitValue("numbers with more digits than its type has");
        }
        for (int i = first; i < count; i++) {
            int digit = digit(bytes, at, i);
            if (digit < 0 || digit >= BASE) {
                throw UnfitValue.ofOtherType();
            }
        }
        return count;
    }

    private static int decimals(int digit) {
        return digit < 10 ? 1 : digit < 100 ? 2 : digit < 1_000 ? 3 : GROUP;
    }
}
