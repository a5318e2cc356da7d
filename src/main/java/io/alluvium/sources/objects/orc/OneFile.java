package io.alluvium.sources.objects.orc;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** An open file as a store of nothing else. The library knows files by the store that they lie in. */
final class OneFile extends FileSystem {
    static final Path NAME = new Path("/file");

    private final FSDataInputStream in;
    private final long size;

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
        return new Unclosed(in);
    }

    private static final class Unclosed extends FSDataInputStream {
        Unclosed(FSDataInputStream in) {
            super(in);
        }

        @Override
        public void close() {}
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
