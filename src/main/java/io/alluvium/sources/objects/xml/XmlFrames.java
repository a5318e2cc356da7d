package io.alluvium.sources.objects.xml;

import io.alluvium.sources.objects.record.CorruptText;
import io.alluvium.sources.objects.record.RecordWindow;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a document into the texts of its records: from the tag that begins such an element to the one that ends it. What is wrong
 * in between costs the record alone. What is wrong with the elements around them ends the file: nobody can tell what follows.
 */
final class XmlFrames implements AutoCloseable {
    /** A longer record is corrupt: parsed, it would take several times as much memory. */
    static final int MOST_BYTES = 32 << 20;

    private static final int MOST_DEPTH = 500;
    private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** What the file holds next. */
    enum Cut {
        /** The text of an element, as far as can be told without parsing it. */
        RECORD,
        /** What is no record; {@link #why} says why. */
        BROKEN,
        END
    }

    private final String rowTag;
    private final RecordWindow window;
    private final XmlMarkup markup;
    /** The elements around records that have begun and not ended. */
    private final Deque<String> around = new ArrayDeque<>();

    private boolean begun;
    private boolean ended;
    private boolean found;
    private @Nullable String similar;
    private String why = "";

    XmlFrames(InputStream in, String rowTag) {
        this(in, rowTag, MOST_BYTES);
    }

    XmlFrames(InputStream in, String rowTag, int mostBytes) {
        this.rowTag = rowTag;
        this.window = new RecordWindow(in, mostBytes);
        this.markup = new XmlMarkup(window);
    }

    /** @throws BrokenXmlException where the file has a document type, or its records are called otherwise */
    Cut next() throws IOException {
        if (!begun) {
            begun = true;
            passOverBom();
        }
        Cut cut = null;
        while (cut == null) {
            window.begin();
            if (ended) {
                return Cut.END;
            }
            boolean blank = markup.passOverText();
            if (around.isEmpty() && !blank) {
                return ruin("text outside of all elements");
            }
            window.begin();
            cut = step();
        }
        return cut;
    }

    private void passOverBom() throws IOException {
        for (int i = 0; i < BOM.length; i++) {
            if (window.peek(i) != BOM[i]) {
                return;
            }
        }
        window.skip(BOM.length);
    }

    private @Nullable Cut step() throws IOException {
        switch (markup.kind()) {
            case END -> {
                return end();
            }
            case TYPE ->
                throw new BrokenXmlException(
                        "it has a document type (<!DOCTYPE), by which files of XML read others and grow; without it, it is read");
            case OTHER -> {
                return markup.passOver() ? null : ruin("a comment that does not end");
            }
            case END_TAG -> {
                String name = markup.name();
                if (!name.equals(around.poll()) || !markup.passOverTag()) {
                    return ruin("an end of an element that did not begin");
                }
                return null;
            }
            case START_TAG -> {
                String name = markup.name();
                return name.equals(rowTag) ? record() : enter(name);
            }
        }
        throw new IllegalStateException("no kind of markup");
    }

    private @Nullable Cut enter(String name) throws IOException {
        if (name.equalsIgnoreCase(rowTag) || local(name).equalsIgnoreCase(local(rowTag))) {
            similar = name;
        }
        if (!markup.passOverTag()) {
            return ruin("a tag that does not end");
        }
        if (!markup.isClosed()) {
            around.push(name);
        }
        return around.size() > MOST_DEPTH ? ruin("nested more than " + MOST_DEPTH + " deep") : null;
    }

    private static String local(String name) {
        return name.substring(name.indexOf(':') + 1);
    }

    private Cut record() throws IOException {
        found = true;
        int depth = 0;
        do {
            boolean isOfRows = markup.kind() != XmlMarkup.Kind.OTHER
                    && markup.kind() != XmlMarkup.Kind.TYPE
                    && markup.name().equals(rowTag);
            boolean ends = markup.kind() == XmlMarkup.Kind.END_TAG;
            boolean whole = markup.kind() == XmlMarkup.Kind.OTHER ? markup.passOver() : passOverTag(isOfRows);
            if (!whole) {
                return ruin("an element that does not end");
            }
            if (isOfRows) {
                depth += ends ? -1 : markup.isClosed() ? 0 : 1;
            }
            if (depth > 0) {
                markup.passOverText();
            }
        } while (depth > 0 && markup.kind() != XmlMarkup.Kind.END);
        if (depth > 0) {
            return ruin("an element that does not end");
        }
        return window.isTooLong() ? broken("a record of more than " + (MOST_BYTES >> 20) + " MiB") : Cut.RECORD;
    }

    /** Only tags of records are looked through: whether others are whole is seen when the record is parsed. */
    private boolean passOverTag(boolean isOfRows) throws IOException {
        if (isOfRows) {
            return markup.passOverTag();
        }
        window.skip(1);
        return true;
    }

    private Cut end() throws IOException {
        ended = true;
        if (!around.isEmpty()) {
            return broken("the file ends before its elements do");
        }
        if (!found && similar != null) {
            throw new BrokenXmlException("it has no <" + rowTag + ">, but <" + similar + ">");
        }
        return Cut.END;
    }

    /** All that follows belongs to the record. */
    private Cut ruin(String reason) throws IOException {
        ended = true;
        do {
            window.moveTo(window.limit());
        } while (window.more());
        return broken(reason);
    }

    private Cut broken(String reason) {
        why = reason;
        return Cut.BROKEN;
    }

    /** Why the last cut was broken: a few words. */
    String why() {
        return why;
    }

    byte[] bytes() {
        return window.bytes();
    }

    /** Where the record begins in {@link #bytes}. */
    int start() {
        return window.start();
    }

    int length() {
        return window.length();
    }

    /** Where the record begins in the file. */
    long position() {
        return window.position();
    }

    /** The record as written. */
    CorruptText text(String reason) {
        return window.text(window.length(), reason);
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
