package io.alluvium.sources.postgres;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.image.UnfitValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Numbers that a source keeps as text, as decimals of a fixed scale. A text is taken only where it is a number written
 * out, without exponent, that fits exactly.
 */
record TextDecimalForm(int precision, int scale) implements BinaryForm {
    private static final long serialVersionUID = 1L;

    /** As the server and Java understand it alike. */
    static final String NUMBER = "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)$";

    private static final Pattern WRITTEN_OUT = Pattern.compile(NUMBER);
    private static final int LONG_DIGITS = 18;
    private static final int WIDE_BYTES = 16;

    @Override
    public Optional<String> unfit(String column) {
        return Optional.of(column + " is not null and not " + DecimalFit.ofText(column, precision, scale));
    }

    @Override
    public Decoder into(ColumnValues column) {
        if (precision <= LONG_DIGITS) {
            LongValues numbers = (LongValues) column;
            return (bytes, at, length) ->
                    numbers.append(number(bytes, at, length).unscaledValue().longValueExact());
        }
        BytesValues wide = (BytesValues) column;
        return (bytes, at, length) -> wide.append(wide(number(bytes, at, length)));
    }

    private BigDecimal number(byte[] bytes, int at, int length) {
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        if (!WRITTEN_OUT.matcher(text).matches()) {
            throw new UnfitValue("text that is no number");
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        if (number.scale() > scale) {
            throw new UnfitValue("numbers with more decimals than its type has");
        }
        BigDecimal scaled = number.setScale(scale);
        if (scaled.precision() > precision) {
            throw new UnfitValue("numbers with more digits than its type has");
        }
        return scaled;
    }

    private static byte[] wide(BigDecimal number) {
        byte[] digits = number.unscaledValue().toByteArray();
        byte[] wide = new byte[WIDE_BYTES];
        Arrays.fill(wide, 0, WIDE_BYTES - digits.length, (byte) (number.signum() < 0 ? -1 : 0));
        System.arraycopy(digits, 0, wide, WIDE_BYTES - digits.length, digits.length);
        return wide;
    }
}
