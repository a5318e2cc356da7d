package io.alluvium.storage;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.security.AccessControlException;

/**
 * A folder of HDFS. A file is written beside its place, closed, and renamed: the name node does a rename at one moment
 * and refuses one to a name that is taken. Creating the name itself and refusing to overwrite would keep two writers
 * apart as well, but readers would see the file grow, and a writer that dies would leave half of it under a name that
 * nobody can create any more.
 *
 * <p>The name node has written a rename to its own log, on all its journals, before it answers. The bytes are forced to
 * the data nodes' disks before the rename; otherwise a power cut of the whole cluster could leave a name without blocks.
 */
final class HdfsStorage implements Storage {
    /** How often a file is read anew that its owner replaced meanwhile, whose old blocks are then deleted. */
    private static final int MOST_READS = 5;

    private final DistributedFileSystem files;
    private final Path root;

    private HdfsStorage(DistributedFileSystem files, Path root) {
        this.files = files;
        this.root = root;
    }

    /**
     * @param root with the scheme {@code hdfs}
     * @throws IOException where the scheme belongs to another implementation, which may rename in another way
     */
    static HdfsStorage at(URI root, Configuration hadoop) throws IOException {
        FileSystem files = FileSystem.get(root, hadoop);
        if (!(files instanceof DistributedFileSystem hdfs)) {
            throw new IOException("hdfs is " + files.getClass().getName() + " here, not Hadoop's HDFS");
        }
        return new HdfsStorage(hdfs, hdfs.makeQualified(new Path(root.getPath())));
    }

    /** Asks the name node for the root, to learn early whether it answers and to whom. */
    HdfsStorage reached() throws IOException {
        exists("");
        return this;
    }

    private Path at(String path) {
        if (path.startsWith("/") || ("/" + path + "/").contains("/../")) {
            throw new IllegalArgumentException("not a path under a root: " + path);
        }
        return path.isEmpty() ? root : new Path(root, new Path(null, null, path));
    }

    private static Path beside(Path target) {
        return new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID());
    }

    private Optional<FileStatus> status(String path) throws IOException {
        Path file = at(path);
        return Uninterrupted.send(() -> {
            try {
                return Optional.of(files.getFileStatus(file));
            } catch (FileNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public Storage under(String folder) {
        return new HdfsStorage(files, at(folder));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        Path parent = at(folder);
        FileStatus[] found = Uninterrupted.send(() -> {
            try {
                return files.listStatus(parent);
            } catch (FileNotFoundException e) {
                return new FileStatus[0];
            }
        });
        // A file's listing is the file.
        return Arrays.stream(found)
                .filter(file -> !file.getPath().equals(parent))
                .map(file -> file.getPath().getName())
                .filter(name -> !name.startsWith("."))
                .sorted()
                .toList();
    }

    @Override
    public Optional<InputStream> open(String path) throws IOException {
        Path file = at(path);
        return Uninterrupted.send(() -> content(file)).map(ByteArrayInputStream::new);
    }

    @Override
    public Optional<FSDataInputStream> openSeekable(String path) throws IOException {
        Path file = at(path);
        return Uninterrupted.send(() -> {
            try {
                return Optional.of(files.open(file));
            } catch (FileNotFoundException e) {
                return Optional.empty();
            }
        });
    }

    private Optional<byte[]> content(Path file) throws IOException {
        for (int read = 1; true; read++) {
            try (InputStream in = files.open(file)) {
                return Optional.of(in.readAllBytes());
            } catch (FileNotFoundException e) {
                if (!files.exists(file)) {
                    return Optional.empty();
                }
                if (read == MOST_READS) {
                    throw e;
                }
            } catch (IOException e) {
                if (read == MOST_READS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public boolean create(String path, String text) throws IOException {
        return create(path, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public boolean create(String path, Content content) throws IOException {
        Path target = at(path);
        return Uninterrupted.send(() -> {
            Path beside = beside(target);
            writeDurably(beside, content);
            return renamed(beside, target);
        });
    }

    /** Closed blocks are forced to disk, with their names there, by each data node before it answers. */
    private void writeDurably(Path file, Content content) throws IOException {
        OutputStream out = files.createFile(file)
                .create()
                .recursive()
                .overwrite(false)
                .syncBlock()
                .build();
        try {
            content.writeTo(out);
            out.close();
        } catch (IOException | RuntimeException e) {
            discard(file, out, e);
            throw e;
        }
    }

    private void discard(Path file, OutputStream out, Exception failure) {
        try {
            // Deleted first: closing then fails, and no half of it is ever whole.
            files.delete(file, false);
            out.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * False where the name is taken. A rename whose answer was lost is settled by deleting what should have been renamed:
     * where that is there no more, the rename was done; where it was, no late rename can find it.
     */
    private boolean renamed(Path beside, Path target) throws IOException {
        try {
            files.rename(beside, target, Rename.NONE);
            return true;
        } catch (IOException e) {
            boolean done = !deleted(beside, e) && files.exists(target);
            if (done || e instanceof FileAlreadyExistsException) {
                return done;
            }
            throw e;
        }
    }

    private boolean deleted(Path path, IOException failure) throws IOException {
        try {
            return files.delete(path, true);
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    @Override
    public void replace(String path, String text) throws IOException {
        Path target = at(path);
        Uninterrupted.send(() -> {
            Path beside = beside(target);
            writeDurably(beside, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
            try {
                files.rename(beside, target, Rename.OVERWRITE);
            } catch (IOException e) {
                if (deleted(beside, e) || !files.exists(target)) {
                    throw e;
                }
            }
            return true;
        });
    }

    @Override
    public OutputStream write(String path) throws IOException {
        return files.create(at(path), true);
    }

    @Override
    public void delete(String path) throws IOException {
        Path file = at(path);
        Uninterrupted.send(() -> files.delete(file, false));
    }

    @Override
    public boolean exists(String path) throws IOException {
        return status(path).isPresent();
    }

    @Override
    public boolean hasFolder(String path) throws IOException {
        return status(path).filter(FileStatus::isDirectory).isPresent();
    }

    @Override
    public OptionalLong size(String path) throws IOException {
        Optional<FileStatus> found = status(path).filter(FileStatus::isFile);
        return found.isPresent() ? OptionalLong.of(found.get().getLen()) : OptionalLong.empty();
    }

    @Override
    public void makeFolders(String path) throws IOException {
        Path folder = at(path);
        Uninterrupted.send(() -> files.mkdirs(folder));
    }

    /** By a rename too: HDFS says of a folder that it made it where it is there already. */
    @Override
    public boolean createFolder(String path) throws IOException {
        Path target = at(path);
        return Uninterrupted.send(() -> {
            Path beside = beside(target);
            files.mkdirs(beside);
            return renamed(beside, target);
        });
    }

    @Override
    public Optional<StorageLock> lock(String path) {
        return Optional.empty();
    }

    @Override
    public Optional<String> refusal() throws IOException {
        return Uninterrupted.send(() -> {
            Path existing = root;
            while (existing.getParent() != null && !files.exists(existing)) {
                existing = existing.getParent();
            }
            try {
                files.access(existing, FsAction.WRITE_EXECUTE);
                return Optional.empty();
            } catch (AccessControlException e) {
                return Optional.of("write to " + existing);
            }
        });
    }

    @Override
    public String name(String path) {
        return uri(path);
    }

    @Override
    public String uri(String path) {
        return at(path).toString();
    }

    @Override
    public Optional<String> localFile(String path) {
        return Optional.empty();
    }
}
