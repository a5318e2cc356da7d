package io.alluvium.sources.objects.csv;

import static io.alluvium.sources.objects.record.RecordWindow.END;

import io.alluvium.sources.objects.record.RecordWindow;
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

    static final String TOO_MANY = "more values than a record may have";

    /** Where each value lies is kept in memory, which a record of delimiters alone would fill. */
    private static final int MOST_VALUES = 1 << 20;

    private static final int NOWHERE = -1;
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
    /** Whether a quote stands within a value without quotes and has no other in it. */
    private boolean opened;

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
            stop(plainStops, quote);
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
        // The line break after a comment is no record.
        window.begin();
        return Cut.END;
    }

    private Cut cut() throws IOException {
        count = 0;
        why = null;
        opened = false;
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
        boolean odd = false;
        int afterQuote = NOWHERE;
        while (true) {
            int stop = scan(plainStops);
            boolean last = stop == END || stop == '\n' || stop == '\r';
            if (last || isDelimiter(0)) {
                match(odd, window.length() == afterQuote);
                add(begin, window.length(), mark);
                if (last) {
                    endRecord(stop);
                } else {
                    window.skip(delimiter.length);
                }
                return !last;
            }
            int taken = stop == escape && escape != END ? escapedInPlain() : 1;
            mark = taken > 1 ? ESCAPED : mark;
            window.skip(taken);
            if (stop == quote) {
                odd = !odd;
                afterQuote = window.length();
            }
        }
    }

    /**
     * A quote within one value and another at the end of a later one: most likely the delimiter before a value in quotes is missing,
     * and delimiters in it are taken for others.
     */
    private void match(boolean odd, boolean ends) {
        if (odd && ends && opened) {
            why = "a quote within a value that another value ends";
        }
        opened |= odd && !ends;
    }

    /** How many bytes an escape takes with it, itself included. */
    private int escapedInPlain() throws IOException {
        int next = window.peek(1);
        if (isDelimiter(1)) {
            return 1 + delimiter.length;
        }
        if (next == '\r' && window.peek(2) == '\n') {
            return 3;
        }
        return isMark(next) || next == '\n' || next == '\r' ? 2 : 1;
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
        if (isDelimiter(0)) {
            window.skip(delimiter.length);
            return true;
        }
        why = "text after a closing quote";
        return plainValue(window.length());
    }

    private boolean isDelimiter(int ahead) throws IOException {
        for (int i = 0; i < delimiter.length; i++) {
            if (window.peek(ahead + i) != delimiter[i]) {
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
        // Looked at first: a window that is full moves on when it is asked for more.
        int lineBreak = lineBreak(end);
        recordLength = window.length();
        window.skip(lineBreak);
    }

    private void endLine(int end) throws IOException {
        window.skip(lineBreak(end));
    }

    /** How many bytes the line break has that begins with this one. */
    private int lineBreak(int end) throws IOException {
        if (end == END) {
            return 0;
        }
        return end == '\r' && window.peek(1) == '\n' ? 2 : 1;
    }

    private void add(int begin, int end, byte mark) {
        if (count == MOST_VALUES) {
            why = TOO_MANY;
            return;
        }
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
        int from = start(value);
        while (from < end) {
            int taken = from + 1 < end ? escaped(bytes, from, end, isQuoted(value)) : 0;
            from += taken == 0 ? 0 : 1;
            for (int copied = 0; copied < Math.max(taken, 1); copied++) {
                unescaped[to++] = bytes[from++];
            }
        }
        return to;
    }

    /** How many bytes lose their meaning by the escape that stands here; none where none does. */
    private int escaped(byte[] bytes, int at, int end, boolean quoted) {
        byte first = bytes[at];
        byte second = bytes[at + 1];
        if (quoted && first == quote) {
            return second == quote ? 1 : 0;
        }
        if (first != escape || escape == END) {
            return 0;
        }
        if (!quoted && startsWithDelimiter(bytes, at + 1, end)) {
            return delimiter.length;
        }
        return isMark(second) || !quoted && (second == '\n' || second == '\r') ? 1 : 0;
    }

    private boolean startsWithDelimiter(byte[] bytes, int from, int end) {
        int to = from + delimiter.length;
        return to <= end && Arrays.equals(bytes, from, to, delimiter, 0, delimiter.length);
    }

    byte[] unescaped() {
        return unescaped;
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
