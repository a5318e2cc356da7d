package io.alluvium.sources.postgres;

import static io.alluvium.sources.postgres.DecimalForm.BASE;
import static io.alluvium.sources.postgres.DecimalForm.GROUP;
import static io.alluvium.sources.postgres.DecimalForm.HEADER;
import static io.alluvium.sources.postgres.DecimalForm.NEGATIVE;

import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;

/**
 * Decimals that fit 64 bits. Numbers of few digits, nearly all there are, take a short way: all their digits as one whole
 * number, then its decimals cut to the scale. All others go the way of {@link DecimalForm}.
 */
final class ShortDecimalDecoder implements BinaryForm.Decoder {
    /** Digits in base 10,000 that cannot overflow 64 bits. */
    private static final int FEW = 4;

    private static final int BILLION = 1_000_000_000;

    private final LongValues column;
    private final DecimalForm form;
    private final int scale;
    private final long most;

    ShortDecimalDecoder(LongValues column, DecimalForm form) {
        this.column = column;
        this.form = form;
        this.scale = form.scale();
        long beyond = 1;
        for (int i = 0; i < form.precision(); i++) {
            beyond *= 10;
        }
        this.most = beyond - 1;
    }

    @Override
    public void append(byte[] bytes, int at, int length) {
        column.append(unscaled(bytes, at, length));
    }

    @Override
    public void appendAll(byte[] bytes, FieldSpans fields, ColumnValues same) {
        for (int i = 0; i < fields.count(); i++) {
            if (fields.isNull(i)) {
                column.appendNull();
            } else {
                append(bytes, fields.begin(i), fields.length(i));
            }
        }
    }

    private long unscaled(byte[] bytes, int at, int length) {
        int count = (length - HEADER) / 2;
        if (count < 0 || count > FEW || length != HEADER + 2 * count || count != BigEndian.int16(bytes, at)) {
            return form.unscaled(bytes, at, length);
        }
        int sign = BigEndian.int16(bytes, at + 4);
        long digits = 0;
        boolean each = sign == 0 || sign == NEGATIVE;
        for (int i = 0; i < count; i++) {
            int digit = BigEndian.int16(bytes, at + HEADER + 2 * i);
            each &= digit >= 0 && digit < BASE;
            digits = digits * BASE + digit;
        }
        int power = (BigEndian.int16(bytes, at + 2) + 1 - count) * GROUP + scale;
        long unscaled = each ? scaled(digits, power) : -1;
        if (unscaled < 0 || unscaled > most) {
            return form.unscaled(bytes, at, length);
        }
        return sign == NEGATIVE ? -unscaled : unscaled;
    }

    /**
     * Of at most 16 digits, times a power of ten; negative where that is no whole number, or the power not a usual one.
     * Division by constants is several times as fast as by a variable.
     */
    private static long scaled(long digits, int power) {
        return switch (power) {
            case -3 -> digits % 1_000 == 0 ? digits / 1_000 : -1;
            case -2 -> digits % 100 == 0 ? digits / 100 : -1;
            case -1 -> digits % 10 == 0 ? digits / 10 : -1;
            case 0 -> digits;
            case 1 -> digits * 10;
            case 2 -> digits * 100;
            case 4 -> digits < BILLION ? digits * 10_000 : -1;
            case 6 -> digits < BILLION ? digits * 1_000_000 : -1;
            default -> digits == 0 ? 0 : -1;
        };
    }
}
