package io.alluvium.sources.objects.value;

/** Blanks and tabs around a value, which are no part of it. */
final class Blanks {
    private Blanks() {}

    /** Where the value begins. */
    static int skip(byte[] text, int from, int end) {
        int at = from;
        while (at < end && isBlank(text[at])) {
            at++;
        }
        return at;
    }

    /** Where the value ends. */
    static int trim(byte[] text, int from, int end) {
        int at = end;
        while (at > from && isBlank(text[at - 1])) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t';
    }
}
