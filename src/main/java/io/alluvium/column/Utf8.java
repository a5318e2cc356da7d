package io.alluvium.column;

/** Whether bytes are text in UTF-8, as the standard has it: no longer forms than needed, no halves of surrogate pairs. */
public final class Utf8 {
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    public static boolean isValid(byte[] bytes, int from, int to) {
        int at = from;
        int last = to - Long.BYTES;
        while (at <= last && ((long) ByteSink.LONG.get(bytes, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        // The last eight bytes once more in one go, rather than what is left of them one by one.
        if (at > last && last >= from && ((long) ByteSink.LONG.get(bytes, last) & NOT_ASCII) == 0) {
            return true;
        }
        while (at < to) {
            int first = bytes[at];
            if (first >= 0) {
                at++;
                continue;
            }
            int length = length(bytes, at, to);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Bytes of the character that begins with this byte of more than one; 0 where there is none. */
    private static int length(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xFF;
        int length = first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3 : first >= 0xF0 ? 4 : 0;
        if (length == 0 || first > 0xF4 || at > to - length) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
