package io.alluvium.sources.objects.json;

import io.alluvium.sources.objects.record.RecordWindow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds where values end, by brackets and quotes alone. */
final class JsonScanner {
    private static final int MOST_KEY = 1 << 16;

    private final RecordWindow window;

    JsonScanner(RecordWindow window) {
        this.window = window;
    }

    /** The next byte that is not blank; the window is moved there. */
    int skipBlanks() throws IOException {
        int next = window.peek();
        while (JsonFrames.isBlank(next)) {
            window.skip(1);
            next = window.peek();
        }
        return next;
    }

    /** Moves to where the value ends; false where there is none, or the file ends before it. */
    boolean skipValue() throws IOException {
        int first = window.peek();
        if (first != '{' && first != '[') {
            return first == '"' ? skipString() : skipWord();
        }
        long depth = 0;
        do {
            int next = window.peek();
            if (next == RecordWindow.END || next == '"' && !skipString()) {
                return false;
            }
            if (next != '"') {
                depth += next == '{' || next == '[' ? 1 : next == '}' || next == ']' ? -1 : 0;
                window.skip(1);
            }
        } while (depth > 0);
        return true;
    }

    private boolean skipString() throws IOException {
        window.skip(1);
        while (true) {
            byte[] bytes = window.bytes();
            int limit = window.limit();
            int at = window.at();
            while (at < limit && bytes[at] != '"' && bytes[at] != '\\') {
                at++;
            }
            window.moveTo(at);
            if (at < limit) {
                boolean ends = bytes[at] == '"';
                if (!ends && window.peek(1) == RecordWindow.END) {
                    return false;
                }
                window.skip(ends ? 1 : 2);
                if (ends) {
                    return true;
                }
            } else if (!window.more()) {
                return false;
            }
        }
    }

    private boolean skipWord() throws IOException {
        int next = window.peek();
        boolean any = false;
        while (next != RecordWindow.END && !JsonFrames.isBlank(next) && ",:[]{}\"".indexOf(next) < 0) {
            any = true;
            window.skip(1);
            next = window.peek();
        }
        return any;
    }

    /** The string that begins here; null where it does not end, or is longer than any key. */
    @Nullable String string() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        window.skip(1);
        for (int next = window.peek(); next != '"'; next = window.peek()) {
            if (next == RecordWindow.END || text.size() > MOST_KEY) {
                return null;
            }
            if (next == '\\') {
                window.skip(1);
                unescape(window.peek(), text);
            } else {
                text.write(next);
            }
            window.skip(1);
        }
        window.skip(1);
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Enough to compare keys: escapes that no key needs are left as they are. */
    private void unescape(int escaped, ByteArrayOutputStream text) throws IOException {
        if (escaped != 'u') {
            text.write(escaped);
            return;
        }
        int character = 0;
        for (int i = 1; i <= 4; i++) {
            int digit = Character.digit(window.peek(i), 16);
            character = digit < 0 ? Character.MAX_VALUE : character << 4 | digit;
        }
        window.skip(4);
        text.writeBytes(Character.toString(character & Character.MAX_VALUE).getBytes(StandardCharsets.UTF_8));
    }
}
