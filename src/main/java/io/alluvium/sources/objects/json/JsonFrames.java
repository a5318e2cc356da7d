package io.alluvium.sources.objects.json;

import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordWindow;
import java.io.IOException;
import java.io.InputStream;

/** Cuts a file into the texts of its records. */
abstract sealed class JsonFrames implements AutoCloseable permits LineFrames, StreamFrames {
    /** A longer record is corrupt: parsed, it would take several times as much memory. */
    static final int MOST_BYTES = 32 << 20;

    static final String NO_OBJECT = "no object";
    static final String NO_TEXT = CorruptText.NO_TEXT;
    static final String TOO_DEEP = "nested more than " + JsonParsing.MOST_DEPTH + " deep";
    static final String NO_LIST = "no list at the path";
    static final String NO_JSON = "no JSON";
    static final String TOO_LONG = "a record of more than " + (MOST_BYTES >> 20) + " MiB";

    static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** What the file holds next. */
    enum Cut {
        /** The text of an object, as far as can be told without parsing it. */
        RECORD,
        /**
         * A line that begins with an object: {@link #start} to {@link #limit} holds it, unless more must be read. Where it ends
         * its parser tells, by {@link #endAt}; if it does not, {@link #rest} cuts it.
         */
        OPEN,
        /** What is no record; {@link #why} says why, and {@link #text} what. */
        BROKEN,
        END
    }

    final RecordWindow window;
    private String why = "";

    JsonFrames(RecordWindow window) {
        this.window = window;
    }

    /** @param in closed with the frames, and where this throws */
    static JsonFrames of(InputStream in, JsonShape shape, JsonParsing parsing) throws IOException {
        RecordWindow window = window(in);
        return shape.framing() == JsonShape.Framing.LINES
                ? new LineFrames(window, shape.path(), parsing)
                : new StreamFrames(window, shape, parsing);
    }

    /** The text of a file. @param in closed with the window, and where this throws */
    static RecordWindow window(InputStream in) throws IOException {
        RecordWindow opened = null;
        try {
            RecordWindow window = new RecordWindow(in, MOST_BYTES);
            passOverBom(window);
            opened = window;
            return opened;
        } finally {
            if (opened == null) {
                in.close();
            }
        }
    }

    abstract Cut next() throws IOException;

    /** The line that is open ends here, or the file does. */
    void endAt(int lineEnd) {
        throw new IllegalStateException("no line is open");
    }

    /** Cuts the line that is open. */
    Cut rest() throws IOException {
        throw new IllegalStateException("no line is open");
    }

    /** Where the record begins in {@link #bytes}. */
    abstract int start();

    abstract int length();

    /** Where the record begins in the file. */
    abstract long position();

    /** The record as written. */
    abstract CorruptText text(String reason) throws IOException;

    /** The record cannot be parsed. Gives its text, and where what follows makes no sense without it, that too. */
    abstract CorruptText unparsable(String reason) throws IOException;

    final byte[] bytes() {
        return window.bytes();
    }

    /** Up to which the bytes are those of the file, beyond the record. */
    final int limit() {
        return window.limit();
    }

    /** Whether the file goes no further than {@link #limit}. */
    final boolean isEnded() {
        return window.isEnded();
    }

    /** Why the last cut was broken: a few words. */
    final String why() {
        return why;
    }

    final Cut broken(String reason) {
        why = reason;
        return Cut.BROKEN;
    }

    private static void passOverBom(RecordWindow window) throws IOException {
        for (int i = 0; i < BOM.length; i++) {
            if (window.peek(i) != BOM[i]) {
                return;
            }
        }
        window.skip(BOM.length);
        window.begin();
    }

    static boolean isBlank(int character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
