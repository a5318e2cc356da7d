package io.alluvium.sources.objects.json;

import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordWindow;
import java.io.IOException;
import java.util.List;

/** Lines, each of which holds an object or a list of objects. A line ends with {@code \n}, {@code \r} or both. */
final class LineFrames extends JsonFrames {
    private final JsonParsing parsing;
    private final List<String> path;
    private final long to;
    /** Blanks before the line's first character. */
    private int indent;

    /** The objects of the line that are not handed out yet. */
    private final Spans spans = new Spans();

    private int next;

    LineFrames(RecordWindow window, List<String> path, JsonParsing parsing) {
        this(window, path, parsing, Long.MAX_VALUE);
    }

    /** @param to where lines begin that others read */
    LineFrames(RecordWindow window, List<String> path, JsonParsing parsing, long to) {
        super(window);
        this.path = path;
        this.parsing = parsing;
        this.to = to;
    }

    @Override
    Cut next() throws IOException {
        next++;
        while (next >= spans.count()) {
            spans.clear();
            next = 0;
            passOverLineEnd();
            window.begin();
            int first = window.peek();
            if (first == RecordWindow.END || window.position() >= to) {
                return Cut.END;
            }
            if (first == '{' && path.isEmpty()) {
                spans.add(0, 0);
                return Cut.OPEN;
            }
            if (toLineEnd() && !cutLine()) {
                return brokenLine();
            }
        }
        return Cut.RECORD;
    }

    @Override
    void endAt(int lineEnd) {
        window.moveTo(lineEnd);
    }

    @Override
    Cut rest() throws IOException {
        spans.clear();
        toLineEnd();
        return cutLine() ? Cut.RECORD : brokenLine();
    }

    private Cut brokenLine() {
        spans.clear();
        spans.add(0, window.length());
        return Cut.BROKEN;
    }

    /** Finds the objects of the line. */
    private boolean cutLine() {
        if (window.isTooLong()) {
            broken(TOO_LONG);
            return false;
        }
        int first = window.bytes()[window.start() + indent];
        if (first == '{' && path.isEmpty()) {
            spans.add(0, window.length());
            return true;
        }
        if (first != '{' && (first != '[' || !path.isEmpty())) {
            broken(NO_OBJECT);
            return false;
        }
        if (!parsing.findRecords(window.bytes(), window.start(), window.length(), path, spans)) {
            broken(parsing.why());
            return false;
        }
        return true;
    }

    /** Moves to where the line ends; false where it is blank. */
    private boolean toLineEnd() throws IOException {
        toLineEnd(window);
        indent = 0;
        while (indent < window.length() && !window.isTooLong() && isBlank(window.bytes()[window.start() + indent])) {
            indent++;
        }
        return window.isTooLong() || indent < window.length();
    }

    private void passOverLineEnd() throws IOException {
        int end = window.peek();
        if (end == '\n' || end == '\r') {
            window.skip(1);
        }
    }

    static void toLineEnd(RecordWindow window) throws IOException {
        while (true) {
            byte[] bytes = window.bytes();
            int limit = window.limit();
            int at = window.at();
            // Nearly all bytes are told by the first comparison.
            while (at < limit && (bytes[at] > '\r' || bytes[at] != '\n' && bytes[at] != '\r')) {
                at++;
            }
            window.moveTo(at);
            if (at < limit || !window.more()) {
                return;
            }
        }
    }

    @Override
    int start() {
        return window.start() + spans.start(next);
    }

    @Override
    int length() {
        return spans.length(next);
    }

    @Override
    long position() {
        return window.position() + spans.start(next);
    }

    @Override
    CorruptText text(String reason) {
        return window.isTooLong() ? window.text(length(), reason) : CorruptText.of(bytes(), start(), length(), reason);
    }

    @Override
    CorruptText unparsable(String reason) {
        return text(reason);
    }
}
