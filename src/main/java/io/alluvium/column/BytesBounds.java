package io.alluvium.column;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/** Bounds of byte strings for statistics: short enough to be kept for every file, and still bounds. */
final class BytesBounds {
    /** Longer bounds of a row group are cut; what is not cut is exact. */
    private static final int LONGEST_EXACT = 64;

    /** {@code spark.databricks.io.skipping.stringPrefixLength}. */
    private static final int CHARACTERS = 32;

    private static final char LAST_ASCII = '\u007F';
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    private BytesBounds() {}

    /** Delta's lower bound of a string: its first 32 characters, as Spark's {@code substring} counts them. */
    static String least(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        return text.codePointCount(0, text.length()) <= CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, CHARACTERS));
    }

    /**
     * Delta's upper bound of a string ({@code StatisticsCollection.truncateMaxStringAgg} of Delta 4.4): at least 32
     * UTF-16 units, then one character above whatever followed. There is none if all that follows, up to twice the
     * length, is the last character of all.
     */
    static @Nullable String most(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        if (text.length() <= CHARACTERS) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(CHARACTERS - 1))
                && Character.isLowSurrogate(text.charAt(CHARACTERS));
        int length = splits ? CHARACTERS + 1 : CHARACTERS;
        while (length <= 2 * CHARACTERS) {
            if (length >= text.length()) {
                return text;
            }
            if (!text.startsWith(LAST_CHARACTER, length)) {
                return text.substring(0, length) + (text.charAt(length) < LAST_ASCII ? LAST_ASCII : LAST_CHARACTER);
            }
            length += LAST_CHARACTER.length();
        }
        return null;
    }

    /** The bounds of a row group for Parquet. */
    static void describe(BytesRange range, boolean text, Statistics target) {
        byte[] least = range.least();
        boolean leastExact = least.length <= LONGEST_EXACT;
        byte[] most = range.most();
        boolean mostExact = most.length <= LONGEST_EXACT;
        byte[] upper = mostExact ? most : text ? utf8(most(most)) : above(most);
        if (upper != null) {
            target.setMin_value(leastExact ? least : text ? utf8(least(least)) : Arrays.copyOf(least, LONGEST_EXACT));
            target.setIs_min_value_exact(leastExact);
            target.setMax_value(upper);
            target.setIs_max_value_exact(mostExact);
        }
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** The shortest byte string above all that begin like this one; none above a row of 0xFF. */
    private static byte @Nullable [] above(byte[] bytes) {
        int length = LONGEST_EXACT;
        while (length > 0 && bytes[length - 1] == -1) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        byte[] upper = Arrays.copyOf(bytes, length);
        upper[length - 1]++;
        return upper;
    }
}
