package io.alluvium.sources.objects.xml;

import io.alluvium.sources.objects.record.RecordWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What stands between angle brackets of a document, of which it knows where each begins and ends. */
final class XmlMarkup {
    /** A longer name is none: it is cut, and its element is no record. */
    private static final int LONGEST_NAME = 1_000;

    /** What the next markup is. */
    enum Kind {
        START_TAG,
        END_TAG,
        /** A document's type, which tells entities. */
        TYPE,
        /** A comment, an instruction, or text that is not looked through. */
        OTHER,
        END
    }

    private final RecordWindow window;
    private boolean isClosed;

    XmlMarkup(RecordWindow window) {
        this.window = window;
    }

    /** Moves to the next markup, or to the end of the file. Whether there was nothing but blanks before. */
    boolean passOverText() throws IOException {
        boolean blank = true;
        do {
            byte[] bytes = window.bytes();
            int limit = window.limit();
            for (int at = window.at(); at < limit; at++) {
                if (bytes[at] == '<') {
                    window.moveTo(at);
                    return blank;
                }
                blank &= isBlank(bytes[at]);
            }
            window.moveTo(limit);
        } while (window.more());
        return blank;
    }

    private static boolean isBlank(int character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }

    Kind kind() throws IOException {
        if (window.peek() == RecordWindow.END) {
            return Kind.END;
        }
        return switch (window.peek(1)) {
            case '/' -> Kind.END_TAG;
            case '?' -> Kind.OTHER;
            case '!' -> isNext("<!--") || isNext("<![CDATA[") ? Kind.OTHER : Kind.TYPE;
            default -> Kind.START_TAG;
        };
    }

    /** The name of the tag that begins here. */
    String name() throws IOException {
        int from = window.peek(1) == '/' ? 2 : 1;
        int end = from;
        while (end < LONGEST_NAME && isOfName(window.peek(end))) {
            end++;
        }
        return new String(window.bytes(), window.at() + from, end - from, StandardCharsets.UTF_8);
    }

    private static boolean isOfName(int character) {
        return !isBlank(character)
                && character != '>'
                && character != '/'
                && character != '<'
                && character != RecordWindow.END;
    }

    /** Moves behind a comment, an instruction or text that is not looked through; false where it does not end. */
    boolean passOver() throws IOException {
        String end = window.peek(1) == '?' ? "?>" : isNext("<!--") ? "-->" : "]]>";
        window.skip(2);
        for (int next = window.peek(); next != RecordWindow.END; next = window.peek()) {
            if (next == end.charAt(0) && isNext(end)) {
                window.skip(end.length());
                return true;
            }
            window.skip(1);
        }
        return false;
    }

    /** Moves behind a tag; false where it does not end, or another one begins in it. */
    boolean passOverTag() throws IOException {
        int quote = 0;
        int before = 0;
        window.skip(1);
        for (int next = window.peek(); next != RecordWindow.END; next = window.peek()) {
            if (next == '<') {
                return false;
            }
            window.skip(1);
            if (quote == 0 && next == '>') {
                isClosed = before == '/';
                return true;
            }
            if (quote == 0 && (next == '"' || next == '\'')) {
                quote = next;
            } else if (next == quote) {
                quote = 0;
            }
            before = next;
        }
        return false;
    }

    /** Whether the tag that was passed over last begins and ends its element. */
    boolean isClosed() {
        return isClosed;
    }

    private boolean isNext(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            if (window.peek(i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
