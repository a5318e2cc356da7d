package io.alluvium.sources.objects.csv;

import static io.alluvium.sources.objects.value.RecordWindow.END;

import io.alluvium.sources.objects.value.RecordWindow;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into records and these into values, as RFC 4180 has it. A record ends with {@code \n}, {@code \r} or both; a value
 * that begins with a quote ends with one and may hold anything between; one that does not may hold quotes further on, as they
 * are. What breaks these rules costs its own record.
 */
final class CsvTokenizer implements Closeable {
    /** What the bytes hold next. */
    enum Cut {
        RECORD,
        /** A record that breaks the rules; {@link #why} says how. */
        BROKEN,
        END
    }

    static final String TOO_LONG = "longer than a record may be";

    private static final byte QUOTED = 1;
    private static final byte ESCAPED = 2;

    private final RecordWindow window;
    private final byte[] delimiter;
    private final int quote;
    private final int escape;
    private final int comment;
    private final boolean[] plainStops = new boolean[256];
    private final boolean[] quotedStops = new boolean[256];

    private int count;
    /** Where values begin and end, from the record's beginning. */
    private int[] starts = new int[64];

    private int[] ends = new int[64];
    private byte[] marks = new byte[64];
    private int recordLength;
    private @Nullable String why;

    private byte[] unescaped = new byte[64];

    CsvTokenizer(RecordWindow window, CsvFormat format) {
        this.window = window;
        this.delimiter = format.delimiter().getBytes(StandardCharsets.UTF_8);
        this.quote = mark(format.quote());
        this.escape = mark(format.escape());
        this.comment = mark(format.comment());
        stop(plainStops, delimiter[0]);
        stop(plainStops, '\n');
        stop(plainStops, '\r');
        if (escape != END) {
            stop(plainStops, escape);
            stop(quotedStops, escape);
        }
        if (quote != END) {
            stop(quotedStops, quote);
        }
    }

    private static int mark(char written) {
        return written == CsvFormat.NONE ? END : written;
    }

    private static void stop(boolean[] stops, int value) {
        stops[value & 0xFF] = true;
    }

    /** Passes over lines, whatever they hold. */
    void skipLines(int lines) throws IOException {
        for (int line = 0; line < lines && window.peek() != END; line++) {
            skipLine();
        }
    }

    private void skipLine() throws IOException {
        int end = window.peek();
        while (end != END && end != '\n' && end != '\r') {
            window.skip(1);
            window.begin();
            end = window.peek();
        }
        endLine(end);
    }

    /** Cuts the next record. */
    Cut next() throws IOException {
        while (window.peek() != END) {
            window.begin();
            if (comment == END || window.peek() != comment) {
                return cut();
            }
            skipLine();
        }
        return Cut.END;
    }

    private Cut cut() throws IOException {
        count = 0;
        why = null;
        boolean more = true;
        while (more) {
            more = quote != END && window.peek() == quote ? quotedValue() : plainValue(window.length());
        }
        if (window.isTooLong()) {
            why = TOO_LONG;
        }
        return why == null ? Cut.RECORD : Cut.BROKEN;
    }

    /** Returns whether another value follows. */
    private boolean plainValue(int begin) throws IOException {
        byte mark = 0;
        while (true) {
            int stop = scan(plainStops);
            if (stop == END || stop == '\n' || stop == '\r') {
                add(begin, window.length(), mark);
                endRecord(stop);
                return false;
            }
            if (stop == escape && escape != END) {
                int taken = escapedInPlain();
                mark = taken > 1 ? ESCAPED : mark;
                window.skip(taken);
            } else if (isDelimiter()) {
                add(begin, window.length(), mark);
                window.skip(delimiter.length);
                return true;
            } else {
                window.skip(1);
            }
        }
    }

    /** How many bytes an escape takes with it, itself included. */
    private int escapedInPlain() throws IOException {
        int next = window.peek(1);
        if (next == '\r' && window.peek(2) == '\n') {
            return 3;
        }
        return next == delimiter[0] || isMark(next) || next == '\n' || next == '\r' ? 2 : 1;
    }

    private boolean isMark(int next) {
        return next != END && (next == quote || next == escape);
    }

    private boolean quotedValue() throws IOException {
        window.skip(1);
        int begin = window.length();
        byte mark = QUOTED;
        while (true) {
            int stop = scan(quotedStops);
            if (stop == END) {
                why = "a quote that nothing closes";
                endRecord(END);
                return false;
            }
            boolean doubled = stop == quote ? window.peek(1) == quote : isMark(window.peek(1));
            if (doubled) {
                mark = QUOTED | ESCAPED;
                window.skip(2);
            } else if (stop == quote) {
                add(begin, window.length(), mark);
                window.skip(1);
                return afterQuote();
            } else {
                window.skip(1);
            }
        }
    }

    private boolean afterQuote() throws IOException {
        int next = window.peek();
        if (next == END || next == '\n' || next == '\r') {
            endRecord(next);
            return false;
        }
        if (isDelimiter()) {
            window.skip(delimiter.length);
            return true;
        }
        why = "text after a closing quote";
        return plainValue(window.length());
    }

    private boolean isDelimiter() throws IOException {
        for (int i = 0; i < delimiter.length; i++) {
            if (window.peek(i) != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /** Moves to the next of these bytes, which it returns, or to the end. */
    private int scan(boolean[] stops) throws IOException {
        while (true) {
            byte[] bytes = window.bytes();
            int limit = window.limit();
            int i = window.at();
            while (i < limit && !stops[bytes[i] & 0xFF]) {
                i++;
            }
            window.moveTo(i);
            if (i < limit) {
                return bytes[i];
            }
            if (!window.more()) {
                return END;
            }
        }
    }

    private void endRecord(int end) throws IOException {
        recordLength = window.length();
        endLine(end);
    }

    private void endLine(int end) throws IOException {
        if (end != END) {
            window.skip(end == '\r' && window.peek(1) == '\n' ? 2 : 1);
        }
    }

    private void add(int begin, int end, byte mark) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
            marks = Arrays.copyOf(marks, count * 2);
        }
        starts[count] = begin;
        ends[count] = end;
        marks[count] = mark;
        count++;
    }

    /** Values of the record. */
    int count() {
        return count;
    }

    /** The record's bytes without its line break; of one that is {@link Cut#BROKEN} they may be elsewhere. */
    int recordLength() {
        return recordLength;
    }

    /** What rule the record breaks. */
    String why() {
        return why == null ? "" : why;
    }

    /** Whether a value stood in quotes. */
    boolean isQuoted(int value) {
        return (marks[value] & QUOTED) != 0;
    }

    boolean isEscaped(int value) {
        return (marks[value] & ESCAPED) != 0;
    }

    /** Where a value begins in the window's bytes, as written and without its quotes. */
    int start(int value) {
        return window.start() + starts[value];
    }

    /** The length of a value as written, without its quotes. */
    int length(int value) {
        return ends[value] - starts[value];
    }

    /**
     * Takes the escapes out of a value, from the beginning of {@link #unescaped} on.
     *
     * @return its length
     */
    int unescape(int value) {
        int length = length(value);
        if (unescaped.length < length) {
            unescaped = new byte[Math.max(length, unescaped.length * 2)];
        }
        byte[] bytes = window.bytes();
        int end = start(value) + length;
        int to = 0;
        for (int from = start(value); from < end; from++) {
            if (from + 1 < end && isEscape(bytes[from], bytes[from + 1], isQuoted(value))) {
                from++;
            }
            unescaped[to++] = bytes[from];
        }
        return to;
    }

    private boolean isEscape(byte first, byte second, boolean quoted) {
        if (quoted && first == quote) {
            return second == quote;
        }
        boolean special = isMark(second) || !quoted && plainStops[second & 0xFF];
        return first == escape && escape != END && special;
    }

    byte[] unescaped() {
        return unescaped;
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
