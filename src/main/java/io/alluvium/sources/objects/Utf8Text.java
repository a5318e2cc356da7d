package io.alluvium.sources.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** The text of a file of another encoding in UTF-8, which knows where in the file each byte is from. */
final class Utf8Text extends InputStream {
    private static final int CHUNK = 16 << 10;

    /** Of the text since the last place that was asked for. No record that is a row is as long. */
    private static final long MOST_KEPT = 192L << 20;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final int unitBytes;
    private final ByteBuffer source = ByteBuffer.allocate(CHUNK).flip();
    private final CharBuffer chars = CharBuffer.allocate(CHUNK);
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    /** Bytes of the file before its first character: a mark of the order of bytes. */
    private long mark;

    private boolean begun;
    private boolean ended;
    private byte[] text = new byte[0];
    private int at;
    private long written;
    private long units;
    private long kept;

    /**
     * Some text, where it begins here and in the units of UTF-16 of the file.
     *
     * @param bytes none where each is a character
     */
    private record Chunk(long start, long end, long firstUnit, byte[] bytes) {}

    /** So much text without a record that its place in the file cannot be told any more. */
    private static final class EndlessRecordException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Nothing tells which byte of each two comes first; guessed wrongly, all characters are others. */
    static final class UnmarkedOrderException extends IOException {
        private static final long serialVersionUID = 1L;

        private UnmarkedOrderException() {
            super("UTF-16 that does not begin with the mark of its order, say encoding = UTF-16LE or UTF-16BE");
        }
    }

    /** @throws IOException of the kind {@link java.nio.charset.CharacterCodingException} while reading, where bytes are no text */
    Utf8Text(InputStream in, FileEncoding encoding) {
        this.in = in;
        this.unitBytes = encoding.unitBytes();
        this.decoder = encoding.charset()
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    /**
     * Where a byte of this text is in the file.
     *
     * @param offset grows from question to question
     * @throws UncheckedIOException where so much text lies between that and what was read that nobody knows any more
     */
    long sourceOffset(long offset) {
        while (chunks.size() > 1 && chunks.getFirst().end() <= offset) {
            kept -= chunks.removeFirst().bytes().length;
        }
        if (chunks.isEmpty()) {
            return mark;
        }
        Chunk chunk = chunks.getFirst();
        if (offset < chunk.start()) {
            throw new UncheckedIOException(new EndlessRecordException());
        }
        int length = (int) (offset - chunk.start());
        long within = chunk.bytes().length == 0 ? length : units(chunk.bytes(), length);
        return mark + (chunk.firstUnit() + within) * unitBytes;
    }

    /** Units of UTF-16 in bytes of UTF-8: one a character, two where it has four bytes. */
    private static long units(byte[] utf8, int length) {
        long units = 0;
        for (int i = 0; i < length; i++) {
            int lead = utf8[i] & 0xFF;
            units += lead >= 0xF0 ? 2 : lead >= 0xC0 || lead < 0x80 ? 1 : 0;
        }
        return units;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (at == text.length) {
            if (!decode()) {
                return -1;
            }
        }
        int count = Math.min(length, text.length - at);
        System.arraycopy(text, at, into, offset, count);
        at += count;
        return count;
    }

    private boolean decode() throws IOException {
        if (ended) {
            return false;
        }
        fillSource();
        CoderResult result = decoder.decode(source, chars, ended);
        if (result.isError()) {
            result.throwException();
        }
        if (ended) {
            decoder.flush(chars);
        }
        chars.flip();
        // Half of a pair waits for the other half.
        int whole = chars.limit();
        if (whole > 0 && !ended && Character.isHighSurrogate(chars.get(whole - 1))) {
            whole--;
        }
        CharBuffer ready = chars.duplicate().limit(whole);
        text = toUtf8(ready);
        chars.position(whole);
        chars.compact();
        at = 0;
        keep(whole);
        return true;
    }

    private void keep(int textUnits) {
        byte[] bytes = textUnits == text.length ? new byte[0] : text;
        chunks.addLast(new Chunk(written, written + text.length, units, bytes));
        written += text.length;
        units += textUnits;
        kept += bytes.length;
        while (kept > MOST_KEPT) {
            kept -= chunks.removeFirst().bytes().length;
        }
    }

    private static byte[] toUtf8(CharBuffer ready) throws IOException {
        ByteBuffer encoded = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .encode(ready);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    private void fillSource() throws IOException {
        source.compact();
        int read = in.read(source.array(), source.position(), source.remaining());
        ended = read < 0;
        source.position(source.position() + Math.max(read, 0));
        source.flip();
        if (!begun && source.limit() > 1) {
            begun = true;
            int first = source.get(0) & 0xFF;
            int second = source.get(1) & 0xFF;
            boolean marked = first == 0xFE && second == 0xFF || first == 0xFF && second == 0xFE;
            // Java's UTF-16 takes the mark away; where the order is named, it is a character like others.
            boolean isTaken = decoder.charset().name().equals("UTF-16");
            if (isTaken && !marked) {
                throw new UnmarkedOrderException();
            }
            mark = isTaken ? 2 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
