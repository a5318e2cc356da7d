package io.alluvium.sources.objects.survey;

/** What a text looks like. */
enum TextForm {
    TRUTH("true or false"),
    WHOLE("whole numbers"),
    DECIMAL("decimal numbers"),
    FLOATING("numbers with exponents"),
    DAY("dates"),
    LOCAL_TIME("times without a zone"),
    INSTANT("times in UTC"),
    /** As an instant it would lose its offset. */
    OFFSET_TIME("times with offsets, which no type keeps"),
    /** As a number it would lose zeros in front, or a sign. */
    PADDED("digits with zeros or a sign in front"),
    WORDS("words");

    private final String told;

    TextForm(String told) {
        this.told = told;
    }

    /** What people call it. */
    String told() {
        return told;
    }

    boolean isNumber() {
        return this == WHOLE || this == DECIMAL || this == FLOATING;
    }

    /** How many digits the last number had. */
    static final class Digits {
        private int before;
        private int behind;

        int before() {
            return before;
        }

        int behind() {
            return behind;
        }
    }

    /** @param digits takes those of a number */
    static TextForm of(byte[] text, int offset, int length, Digits digits) {
        int end = offset + length;
        byte first = text[offset];
        if (first >= '0' && first <= '9' || first == '-' || first == '+') {
            if (length >= 10 && text[offset + 4] == '-') {
                return time(text, offset, end);
            }
            return number(text, offset, end, digits);
        }
        return is(text, offset, end, "true") || is(text, offset, end, "false") ? TRUTH : WORDS;
    }

    private static boolean is(byte[] text, int from, int end, String word) {
        if (end - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if ((text[from + i] | 0x20) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static TextForm number(byte[] text, int from, int end, Digits digits) {
        boolean signed = text[from] == '-' || text[from] == '+';
        int at = signed ? from + 1 : from;
        int whole = afterDigits(text, at, end);
        digits.before = whole - at;
        digits.behind = 0;
        int rest = whole;
        if (rest < end && text[rest] == '.') {
            rest = afterDigits(text, whole + 1, end);
            digits.behind = rest - whole - 1;
        }
        if (digits.before == 0 || rest == whole + 1) {
            return WORDS;
        }
        int exponent = rest < end && (text[rest] | 0x20) == 'e' ? afterExponent(text, rest + 1, end) : rest;
        if (exponent != end) {
            return WORDS;
        }
        boolean zero = text[at] == '0';
        boolean padded = zero && digits.before > 1 || text[from] == '+' || signed && isZero(text, at, rest);
        if (padded) {
            return PADDED;
        }
        digits.before = zero ? 0 : digits.before;
        return exponent > rest ? FLOATING : digits.behind > 0 ? DECIMAL : WHOLE;
    }

    private static boolean isZero(byte[] text, int from, int end) {
        for (int at = from; at < end; at++) {
            if (text[at] != '0' && text[at] != '.') {
                return false;
            }
        }
        return true;
    }

    private static int afterExponent(byte[] text, int from, int end) {
        int at = from < end && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        int after = afterDigits(text, at, end);
        return after > at ? after : -1;
    }

    private static int afterDigits(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at;
    }

    /** Whether there is such a day or time is for others to say. */
    private static TextForm time(byte[] text, int from, int end) {
        if (end - from == 10) {
            return DAY;
        }
        if (text[from + 10] != 'T' && text[from + 10] != ' ') {
            return WORDS;
        }
        if (text[end - 1] == 'Z') {
            return INSTANT;
        }
        for (int at = from + 11; at < end; at++) {
            if (text[at] == '+' || text[at] == '-') {
                return OFFSET_TIME;
            }
            if ((text[at] < '0' || text[at] > '9') && text[at] != ':' && text[at] != '.') {
                return WORDS;
            }
        }
        return LOCAL_TIME;
    }
}
