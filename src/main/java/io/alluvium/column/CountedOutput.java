package io.alluvium.column;

import java.io.IOException;
import java.io.OutputStream;

/** Knows its position, which Parquet's metadata needs and an object store's stream cannot tell. */
final class CountedOutput extends OutputStream {
    private final OutputStream target;
    private long position;

    CountedOutput(OutputStream target) {
        this.target = target;
    }

    long position() {
        return position;
    }

    @Override
    public void write(int value) throws IOException {
        target.write(value);
        position++;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        target.write(source, offset, length);
        position += length;
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
