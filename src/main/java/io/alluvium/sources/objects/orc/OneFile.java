package io.alluvium.sources.objects.orc;

import io.alluvium.sources.objects.typed.BrokenFileException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * An open file as a store of nothing else. The library knows files by the store that they lie in, and makes one kind of error of
 * all that it meets: whether the store failed is known here.
 */
final class OneFile extends FileSystem {
    static final Path NAME = new Path("/file");

    private final FSDataInputStream in;
    private final long size;
    private @Nullable IOException failure;

    OneFile(FSDataInputStream in, long size) {
        this.in = in;
        this.size = size;
        setConf(new Configuration(false));
    }

    @Override
    public URI getUri() {
        return URI.create("one:/");
    }

    /** The same for all; it is closed by who opened it. */
    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        in.seek(0);
        return new FSDataInputStream(new Watched());
    }

    /** What an error of the library says: the store's own one, or that the file is broken. */
    IOException explained(IOException error) {
        if (failure != null) {
            return failure;
        }
        return error instanceof BrokenFileException
                ? error
                : new BrokenFileException(
                        "broken or cut off: " + error.getClass().getSimpleName(), error);
    }

    /** Reads the file, and remembers where that fails; that it ends too early is no failure of the store. */
    private final class Watched extends InputStream implements Seekable, PositionedReadable {
        private IOException failed(IOException error) {
            if (!(error instanceof EOFException)) {
                failure = error;
            }
            return error;
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return in.read(into, offset, length);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public int read(long position, byte[] into, int offset, int length) throws IOException {
            try {
                return in.read(position, into, offset, length);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) throws IOException {
            try {
                in.readFully(position, into, offset, length);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void readFully(long position, byte[] into) throws IOException {
            readFully(position, into, 0, into.length);
        }

        @Override
        public void seek(long position) throws IOException {
            in.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public boolean seekToNewSource(long position) {
            return false;
        }
    }

    @Override
    public FileStatus getFileStatus(Path file) throws FileNotFoundException {
        if (!file.toUri().getPath().equals(NAME.toUri().getPath())) {
            throw new FileNotFoundException(file.toString());
        }
        return new FileStatus(size, false, 1, size, 0, NAME);
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws FileNotFoundException {
        return new FileStatus[] {getFileStatus(folder)};
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path("/");
    }

    @Override
    public void setWorkingDirectory(Path folder) {
        throw readOnly();
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress) {
        throw readOnly();
    }

    @Override
    public FSDataOutputStream append(Path file, int bufferSize, Progressable progress) {
        throw readOnly();
    }

    @Override
    public boolean rename(Path from, Path to) {
        throw readOnly();
    }

    @Override
    public boolean delete(Path file, boolean recursive) {
        throw readOnly();
    }

    @Override
    public boolean mkdirs(Path folder, FsPermission permission) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a file that is read");
    }
}
