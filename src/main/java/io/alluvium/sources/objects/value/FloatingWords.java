package io.alluvium.sources.objects.value;

import io.alluvium.column.DoubleValues;

/** Floating-point numbers that are words, as PostgreSQL, Python and Java write them. */
final class FloatingWords {
    private FloatingWords() {}

    static boolean append(byte[] text, int offset, int length, DoubleValues column) {
        int start = Blanks.skip(text, offset, offset + length);
        int end = Blanks.trim(text, start, offset + length);
        if (Words.same(text, start, end, "nan")) {
            column.append(Double.NaN);
            return true;
        }
        boolean negative = start < end && text[start] == '-';
        int word = negative || start < end && text[start] == '+' ? start + 1 : start;
        if (Words.same(text, word, end, "infinity") || Words.same(text, word, end, "inf")) {
            column.append(negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
            return true;
        }
        return false;
    }
}
