package io.alluvium.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import org.apache.hadoop.fs.FSInputStream;

/** A file's bytes, for libraries that read as Hadoop does. Not by a channel, which an interrupt would close. */
final class LocalBytes extends FSInputStream {
    private final RandomAccessFile file;

    LocalBytes(RandomAccessFile file) {
        this.file = file;
    }

    @Override
    public void seek(long position) throws IOException {
        if (position < 0) {
            throw new EOFException("before the beginning");
        }
        file.seek(position);
    }

    @Override
    public long getPos() throws IOException {
        return file.getFilePointer();
    }

    @Override
    public boolean seekToNewSource(long position) {
        return false;
    }

    @Override
    public int read() throws IOException {
        return file.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return file.read(bytes, offset, length);
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, file.length() - file.getFilePointer());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
