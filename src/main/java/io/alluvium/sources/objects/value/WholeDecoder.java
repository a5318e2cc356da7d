package io.alluvium.sources.objects.value;

import io.alluvium.column.LongValues;

/** Whole numbers of up to 64 bits. Zeros behind the mark are no loss, other digits there are. */
final class WholeDecoder implements ValueDecoder {
    /** Of the longest number of 64 bits. */
    private static final int MOST_DIGITS = 19;

    private final NumberText number;
    private final LongValues column;
    private final long least;
    private final long most;
    private final WideNumber wide = new WideNumber();

    WholeDecoder(TextFormat format, LongValues column, long least, long most) {
        this.number = new NumberText(format);
        this.column = column;
        this.least = least;
        this.most = most;
    }

    @Override
    public boolean append(byte[] text, int offset, int length) {
        if (!number.read(text, offset, length)) {
            return false;
        }
        long value = number.scaled(0);
        if (value >= 0) {
            value = number.isNegative() ? -value : value;
        } else if (number.scaled(MOST_DIGITS, 0, wide) && wide.fitsLong()) {
            value = wide.longValue();
        } else {
            return false;
        }
        if (value < least || value > most) {
            return false;
        }
        column.append(value);
        return true;
    }
}
