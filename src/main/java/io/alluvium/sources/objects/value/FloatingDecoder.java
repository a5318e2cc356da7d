package io.alluvium.sources.objects.value;

import io.alluvium.column.DoubleValues;
import java.math.BigDecimal;

/** Numbers in base two: each text is the nearest such number, or words that stand for one, or none. */
final class FloatingDecoder implements ValueDecoder {
    private final NumberText number;
    private final DoubleValues column;
    private final Nearest nearest;

    /** The numbers of one width. */
    interface Nearest {
        /** The number without its sign; not a number where none of the width holds it. */
        double to(NumberText number);
    }

    FloatingDecoder(TextFormat format, DoubleValues column, Nearest nearest) {
        this.number = new NumberText(format);
        this.column = column;
        this.nearest = nearest;
    }

    @Override
    public boolean append(byte[] text, int offset, int length) {
        if (!number.read(text, offset, length)) {
            return FloatingWords.append(text, offset, length, column);
        }
        double magnitude = nearest.to(number);
        if (Double.isNaN(magnitude)) {
            return false;
        }
        column.append(number.isNegative() ? -magnitude : magnitude);
        return true;
    }

    /** Whether the binary number is no farther off than half a unit of the last digit that is written. */
    static boolean holds(double binary, BigDecimal written) {
        return Double.isFinite(binary)
                && new BigDecimal(binary)
                                .subtract(written)
                                .abs()
                                .multiply(BigDecimal.valueOf(2))
                                .compareTo(written.ulp())
                        <= 0;
    }
}
