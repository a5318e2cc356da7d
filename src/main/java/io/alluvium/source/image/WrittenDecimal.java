package io.alluvium.source.image;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Numbers that are written out, as decimals of a fixed scale. A text is taken only where it is a number without exponent
 * that fits exactly.
 */
public record WrittenDecimal(int precision, int scale) {
    /** As databases and Java understand it alike. */
    public static final String NUMBER = "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)$";

    private static final Pattern WRITTEN_OUT = Pattern.compile(NUMBER);
    private static final int WIDE_BYTES = 16;

    /**
     * Of up to 18 digits.
     *
     * @throws UnfitValue for what is no such number
     */
    public long unscaled(byte[] text, int at, int length) {
        return number(text, at, length).unscaledValue().longValueExact();
    }

    /**
     * Of more digits, in 16 bytes, big-endian two's complement.
     *
     * @throws UnfitValue for what is no such number
     */
    public byte[] wide(byte[] text, int at, int length) {
        BigDecimal number = number(text, at, length);
        byte[] digits = number.unscaledValue().toByteArray();
        byte[] wide = new byte[WIDE_BYTES];
        Arrays.fill(wide, 0, WIDE_BYTES - digits.length, (byte) (number.signum() < 0 ? -1 : 0));
        System.arraycopy(digits, 0, wide, WIDE_BYTES - digits.length, digits.length);
        return wide;
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
}
