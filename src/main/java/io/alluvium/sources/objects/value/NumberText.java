package io.alluvium.sources.objects.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a text as a number: a sign, digits, a mark, digits, an exponent. Keeps every digit that counts: all but zeros in
 * front, and zeros at the end of what stands behind the mark. Reused from text to text.
 */
final class NumberText {
    /** Whole numbers of as many digits fit 64 bits with room to spare. */
    static final int SHORT_DIGITS = 18;

    private static final int GROUP = 3;
    /** Beyond any number that some type holds; larger exponents are not told apart. */
    private static final int MOST_EXPONENT = 100_000_000;

    private static final long[] POWERS = powers();

    private final byte mark;
    private final byte[] grouping;

    private boolean negative;
    /** The digits as a whole number, where there are few. */
    private long few;

    private boolean isShort;
    /** The digits themselves, where there are many. */
    private byte[] many = new byte[64];

    private int count;
    /** How many of the digits stand behind the mark, the exponent reckoned in. */
    private long scale;

    NumberText(TextFormat format) {
        this.mark = (byte) format.decimalMark();
        this.grouping = format.grouping() == TextFormat.NO_GROUPING
                ? new byte[0]
                : String.valueOf(format.grouping()).getBytes(StandardCharsets.UTF_8);
    }

    private static long[] powers() {
        long[] powers = new long[SHORT_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    /** Ten to a power of at most {@link #SHORT_DIGITS}. */
    static long power(int exponent) {
        return POWERS[exponent];
    }

    /** Whether the text is a number. Blanks and tabs around it are no part of it. */
    boolean read(byte[] text, int offset, int length) {
        int at = Blanks.skip(text, offset, offset + length);
        int end = Blanks.trim(text, at, offset + length);
        if (at == end) {
            return false;
        }
        negative = text[at] == '-';
        if (negative || text[at] == '+') {
            at++;
        }
        return readFew(text, at, end) || readMany(text, at, end);
    }

    /** The usual way: few digits, a mark among them or not. */
    private boolean readFew(byte[] text, int from, int end) {
        int room = end - from;
        if (room == 0 || room > SHORT_DIGITS + 1) {
            return false;
        }
        long value = 0;
        int behind = 0;
        for (int at = from; at < end; at++) {
            int digit = text[at] - '0';
            if (digit >= 0 && digit <= 9) {
                value = value * 10 + digit;
            } else if (text[at] == mark && behind == 0 && room > 1) {
                behind = end - at;
            } else {
                return false;
            }
        }
        if (behind == 0 && room > SHORT_DIGITS) {
            return false;
        }
        few = value;
        isShort = true;
        scale = behind == 0 ? 0 : behind - 1;
        return true;
    }

    private boolean readMany(byte[] text, int from, int end) {
        count = 0;
        scale = 0;
        int at = readWhole(text, from, end);
        if (at < 0) {
            return false;
        }
        boolean hasDigits = at > from;
        if (at < end && text[at] == mark) {
            int start = ++at;
            for (; at < end && isDigit(text[at]); at++) {
                add(text[at]);
            }
            scale = at - start;
            hasDigits |= at > start;
        }
        if (hasDigits && at < end && (text[at] | 0x20) == 'e') {
            at = readExponent(text, at + 1, end);
        }
        if (!hasDigits || at != end) {
            return false;
        }
        finish();
        return true;
    }

    /** The digits before the mark. Gives where they end, or a negative number where a group is not complete. */
    private int readWhole(byte[] text, int from, int end) {
        int run = 0;
        boolean grouped = false;
        int at = from;
        while (at < end) {
            if (isDigit(text[at])) {
                add(text[at]);
                run++;
                at++;
            } else if (isGrouping(text, at, end)) {
                if (grouped ? run != GROUP : run == 0 || run > GROUP || text[from] == '0') {
                    return -1;
                }
                grouped = true;
                run = 0;
                at += grouping.length;
            } else {
                break;
            }
        }
        return grouped && run != GROUP ? -1 : at;
    }

    private boolean isGrouping(byte[] text, int at, int end) {
        return grouping.length > 0
                && at + grouping.length <= end
                && Arrays.equals(text, at, at + grouping.length, grouping, 0, grouping.length);
    }

    private int readExponent(byte[] text, int from, int end) {
        int at = from;
        boolean below = at < end && text[at] == '-';
        if (below || at < end && text[at] == '+') {
            at++;
        }
        int start = at;
        int exponent = 0;
        for (; at < end && isDigit(text[at]); at++) {
            exponent = Math.min(MOST_EXPONENT, exponent * 10 + text[at] - '0');
        }
        scale += below ? exponent : -exponent;
        return at == start ? -1 : at;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private void add(byte digit) {
        if (count == 0 && digit == '0') {
            return;
        }
        if (count == many.length) {
            many = Arrays.copyOf(many, count * 2);
        }
        many[count++] = digit;
    }

    private void finish() {
        while (scale > 0 && count > 0 && many[count - 1] == '0') {
            count--;
            scale--;
        }
        if (count == 0) {
            scale = 0;
        }
        isShort = count <= SHORT_DIGITS;
        if (isShort) {
            few = 0;
            for (int i = 0; i < count; i++) {
                few = few * 10 + many[i] - '0';
            }
        }
    }

    boolean isNegative() {
        return negative;
    }

    /** Whether there are few enough digits for {@link #digits}. */
    boolean isShort() {
        return isShort;
    }

    /** The number without sign and mark. */
    long digits() {
        return few;
    }

    /** How many digits stand behind the mark; negative where an exponent says that others follow which are not written. */
    long scale() {
        return scale;
    }

    /** Leaves zeros at the end away as long as they stand behind the mark. */
    void strip() {
        while (isShort && scale > 0 && few % 10 == 0) {
            few = few == 0 ? 0 : few / 10;
            scale = few == 0 ? 0 : scale - 1;
        }
    }

    /**
     * The number times a power of ten, where that is a whole number of few digits, and every digit of it is written: an
     * exponent stands for no digits. Otherwise a negative number.
     */
    long scaled(int wanted) {
        if (!isShort || scale < 0) {
            return isShort && few == 0 ? 0 : -1;
        }
        if (scale > wanted) {
            strip();
        }
        long missing = wanted - scale;
        if (missing == 0) {
            return few;
        }
        if (missing < 0 || missing > SHORT_DIGITS || few > Long.MAX_VALUE / POWERS[(int) missing]) {
            return few == 0 ? 0 : -1;
        }
        return few * POWERS[(int) missing];
    }

    /** The same for many digits: puts the number into {@code target}. False where it does not fit the precision. */
    boolean scaled(int precision, int wanted, WideNumber target) {
        if (isShort) {
            spellOut();
        }
        long missing = wanted - scale;
        if (scale < 0 || missing < 0 || count + missing > precision) {
            return false;
        }
        target.clear();
        for (int i = 0; i < count; i++) {
            target.timesTenPlus(many[i] - '0');
        }
        for (long i = 0; i < missing; i++) {
            target.timesTenPlus(0);
        }
        if (negative) {
            target.negate();
        }
        return true;
    }

    private void spellOut() {
        strip();
        count = 0;
        byte[] spelled = Long.toString(few).getBytes(StandardCharsets.US_ASCII);
        for (byte digit : spelled) {
            add(digit);
        }
    }

    /** Without its sign. Absent digits are taken as zeros. */
    BigDecimal decimal() {
        if (isShort) {
            spellOut();
        }
        String text = count == 0 ? "0" : new String(many, 0, count, StandardCharsets.US_ASCII);
        return new BigDecimal(new BigInteger(text), Math.toIntExact(scale));
    }

    /** Whether all digits stand between the powers of ten, so that {@link #decimal} is cheap. */
    boolean liesBetween(int leastPower, int mostPower) {
        if (isShort) {
            spellOut();
        }
        return count == 0 || -scale >= leastPower && count - scale <= mostPower;
    }
}
