package io.alluvium.sources.objects.json;

import com.fasterxml.jackson.core.JsonParser;
import io.alluvium.sources.objects.value.UnfitException;
import java.io.IOException;

/** The text of the value at which a parser stands, in UTF-8; and the text of the record that is parsed. */
final class JsonText {
    private byte[] bytes = new byte[256];
    private int length;
    private byte[] record = new byte[0];
    private int start;

    /** Another record is parsed. */
    void begin(byte[] recordBytes, int recordStart) {
        record = recordBytes;
        start = recordStart;
    }

    /** Takes the value as it is meant: escapes resolved. Numbers are as they are written. */
    void take(JsonParser parser, String column) throws IOException {
        char[] characters = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int end = from + parser.getTextLength();
        // No character takes more than three bytes, and a pair of them takes four.
        int most = 3 * (end - from);
        if (most > bytes.length) {
            bytes = new byte[most];
        }
        int at = 0;
        int next = from;
        while (next < end && characters[next] < 0x80) {
            bytes[at++] = (byte) characters[next++];
        }
        length = next == end ? at : takeRest(characters, next, end, at, column);
    }

    private int takeRest(char[] characters, int from, int end, int to, String column) throws UnfitException {
        int at = to;
        for (int i = from; i < end; i++) {
            char character = characters[i];
            if (character < 0x80) {
                bytes[at++] = (byte) character;
            } else if (character < 0x800) {
                bytes[at++] = (byte) (0xC0 | character >> 6);
                bytes[at++] = (byte) (0x80 | character & 0x3F);
            } else if (Character.isSurrogate(character)) {
                if (i + 1 == end || !Character.isSurrogatePair(character, characters[i + 1])) {
                    throw new UnfitException(column + " has half of a surrogate pair");
                }
                at = take(Character.toCodePoint(character, characters[++i]), at);
            } else {
                bytes[at++] = (byte) (0xE0 | character >> 12);
                bytes[at++] = (byte) (0x80 | character >> 6 & 0x3F);
                bytes[at++] = (byte) (0x80 | character & 0x3F);
            }
        }
        return at;
    }

    private int take(int codePoint, int at) {
        bytes[at] = (byte) (0xF0 | codePoint >> 18);
        bytes[at + 1] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        bytes[at + 2] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        bytes[at + 3] = (byte) (0x80 | codePoint & 0x3F);
        return at + 4;
    }

    /** Takes the value, with all that is in it, as it is written. Leaves the parser at its end. */
    void takeAsWritten(JsonParser parser) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        length = end - from;
        if (length > bytes.length) {
            bytes = new byte[length];
        }
        System.arraycopy(record, start + from, bytes, 0, length);
    }

    /** The text, the first {@link #length} bytes. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
