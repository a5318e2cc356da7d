package io.alluvium.lake;

import io.alluvium.storage.Storage;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A file of a log that Kernel reads from its begin to its end. */
final class WholeFile implements InputFile {
    private final Path path;
    private final Configuration hadoop;

    WholeFile(String path, Configuration hadoop) {
        this.path = new Path(path);
        this.hadoop = hadoop;
    }

    @Override
    public String path() {
        return path.toString();
    }

    @Override
    public long length() throws IOException {
        return bytes().length;
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        return new Bytes(bytes());
    }

    private byte[] bytes() throws IOException {
        Optional<InputStream> opened =
                Storage.at(path.getParent().toUri(), hadoop).open(path.getName());
        if (opened.isEmpty()) {
            throw new FileNotFoundException(path.toString());
        }
        try (InputStream in = opened.get()) {
            return in.readAllBytes();
        }
    }

    private static final class Bytes extends SeekableInputStream {
        private final int length;
        private final ByteArrayInputStream bytes;

        Bytes(byte[] bytes) {
            this.length = bytes.length;
            this.bytes = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            return bytes.read(target, offset, count);
        }

        @Override
        public long getPos() {
            return length - bytes.available();
        }

        @Override
        public void seek(long position) throws IOException {
            bytes.reset();
            if (bytes.skip(position) != position) {
                throw new EOFException("there are " + length + " bytes");
            }
        }

        @Override
        public void readFully(byte[] target, int offset, int count) throws IOException {
            if (bytes.readNBytes(target, offset, count) != count) {
                throw new EOFException("there are " + length + " bytes");
            }
        }
    }
}
