package io.alluvium.audit;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.DecimalType;

/** Numbers as the text that a number of the source's scale has. */
final class NumberTexts {
    private NumberTexts() {}

    private static void exact(BigDecimal value, int scale, TextBuffer to) {
        BigDecimal stripped = value.scale() > scale ? value.stripTrailingZeros() : value;
        if (stripped.scale() > scale) {
            PlainTexts.unfit(value.toString(), to);
        } else {
            to.character('V').text(stripped.setScale(scale).toPlainString()).character(';');
        }
    }

    /**
     * Whole numbers, truths, days and microseconds.
     *
     * @param scale the source's
     */
    record Whole(int scale) implements ValueText {
        @Override
        public void append(ColumnValues values, int index, TextBuffer to) {
            long value = ((LongValues) values).value(index);
            to.character('V').number(value);
            if (scale > 0) {
                to.character('.');
                for (int i = 0; i < scale; i++) {
                    to.character('0');
                }
            }
            to.character(';');
        }
    }

    /** @param scale the source's */
    record Decimal(DecimalType type, int scale) implements ValueText {
        private static final int DIGITS_OF_LONG = 18;

        @Override
        public void append(ColumnValues values, int index, TextBuffer to) {
            BigInteger unscaled;
            if (type.precision() <= DIGITS_OF_LONG) {
                long value = ((LongValues) values).value(index);
                if (type.scale() == scale && scale > 0) {
                    plain(value, to);
                    return;
                }
                unscaled = BigInteger.valueOf(value);
            } else {
                BytesValues bytes = (BytesValues) values;
                int start = bytes.start(index);
                unscaled = new BigInteger(bytes.array(), start, bytes.end(index) - start);
            }
            exact(new BigDecimal(unscaled, type.scale()), scale, to);
        }

        /** The common case, without garbage. */
        private void plain(long value, TextBuffer to) {
            long unit = 1;
            for (int i = 0; i < scale; i++) {
                unit *= 10;
            }
            to.character('V');
            if (value < 0) {
                to.character('-');
            }
            to.number(Math.abs(value / unit)).character('.');
            long fraction = Math.abs(value % unit);
            for (long place = unit / 10; place > 1 && fraction < place; place /= 10) {
                to.character('0');
            }
            to.number(fraction).character(';');
        }
    }

    /** Numbers that are written out. */
    record Written(int scale) implements ValueText {
        private static final Pattern NUMBER =
                Pattern.compile("[+-]?[0-9]{1,400}(\\.[0-9]{0,400})?([eE][+-]?[0-9]{1,3})?");

        @Override
        public void append(ColumnValues values, int index, TextBuffer to) {
            String written = PlainTexts.written(values, index);
            if (NUMBER.matcher(written).matches()) {
                exact(new BigDecimal(written), scale, to);
            } else {
                PlainTexts.unfit(written, to);
            }
        }
    }

    /**
     * Numbers with a binary point for decimal ones: the only number of the source's digits whose nearest one it is.
     *
     * @param single whether they are floats
     */
    record Rounded(int scale, boolean single) implements ValueText {
        @Override
        public void append(ColumnValues values, int index, TextBuffer to) {
            double value = ((DoubleValues) values).value(index);
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                PlainTexts.unfit(Double.toString(value), to);
                return;
            }
            String shortest = single ? Float.toString((float) value) : Double.toString(value);
            BigDecimal rounded = new BigDecimal(shortest).setScale(scale, RoundingMode.HALF_EVEN);
            boolean same = single ? rounded.floatValue() == (float) value : rounded.doubleValue() == value;
            if (same) {
                to.character('V').text(rounded.toPlainString()).character(';');
            } else {
                PlainTexts.unfit(shortest, to);
            }
        }
    }

    /**
     * Numbers with a binary point for such.
     *
     * @param single whether the source's are floats
     */
    record Bits(boolean single) implements ValueText {
        @Override
        public void append(ColumnValues values, int index, TextBuffer to) {
            double value = ((DoubleValues) values).value(index);
            if (Double.isNaN(value)) {
                to.text("VNaN;");
                return;
            }
            if (!single) {
                to.character('V')
                        .text(HexFormat.of().toHexDigits(Double.doubleToRawLongBits(value)))
                        .character(';');
                return;
            }
            float near = (float) value;
            // A tool may have widened the float, or read the text that it has.
            boolean same = near == value || new BigDecimal(Float.toString(near)).doubleValue() == value;
            if (same) {
                to.character('V')
                        .text(HexFormat.of().toHexDigits(Float.floatToRawIntBits(near)))
                        .character(';');
            } else {
                PlainTexts.unfit(Double.toString(value), to);
            }
        }
    }
}
