package io.alluvium.storage;

import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A folder of this machine. A file is written beside its place and hard-linked to its name, which the operating system
 * refuses when the name is taken.
 */
final class LocalStorage implements Storage {
    private final Path root;

    LocalStorage(Path root) {
        this.root = root;
    }

    private Path at(String path) {
        if (path.startsWith("/") || ("/" + path + "/").contains("/../")) {
            throw new IllegalArgumentException("not a path under a root: " + path);
        }
        return path.isEmpty() ? root : root.resolve(path);
    }

    @Override
    public Storage under(String folder) {
        return new LocalStorage(at(folder));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        try (Stream<Path> files = Files.list(at(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (java.io.UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }

    @Override
    public void find(String beginning, Predicate<String> folders, Consumer<StoredFile> found) throws IOException {
        at(beginning);
        new LocalSearch(root, beginning, folders, found).run();
    }

    @Override
    public Optional<StoredFile> file(String path) throws IOException {
        Path file = at(path);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? Optional.of(LocalSearch.described(root, file, attributes))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Not by a channel: the thread may be interrupted, and would close it. */
    @Override
    public Optional<InputStream> open(String path) throws IOException {
        Path file = at(path);
        if (isAbsent(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new FileInputStream(file.toFile()));
        } catch (FileNotFoundException e) {
            if (isAbsent(file)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Optional<FSDataInputStream> openSeekable(String path) throws IOException {
        Path file = at(path);
        if (isAbsent(file)) {
            return Optional.empty();
        }
        return Optional.of(new FSDataInputStream(new LocalBytes(new RandomAccessFile(file.toFile(), "r"))));
    }

    /** The first question is the cheaper one, and takes what may not be seen for absent too. */
    private static boolean isAbsent(Path file) {
        return !file.toFile().exists() && Files.notExists(file);
    }

    @Override
    public boolean create(String path, String text) throws IOException {
        Path target = at(path);
        return link(writeBeside(target, text), target, true);
    }

    @Override
    public boolean create(String path, Content content) throws IOException {
        Path target = at(path);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Path beside = beside(target);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(beside))) {
            content.writeTo(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
        return link(beside, target, false);
    }

    private static boolean link(Path written, Path target, boolean durably) throws IOException {
        try {
            Files.createLink(target, written);
            if (durably) {
                force(Objects.requireNonNull(target.getParent()));
            }
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(written);
        }
    }

    @Override
    public void replace(String path, String text) throws IOException {
        Path target = at(path);
        Files.move(
                writeBeside(target, text), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path writeBeside(Path target, String text) throws IOException {
        Path beside = beside(target);
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Channels.newOutputStream(channel).write(text.getBytes(StandardCharsets.UTF_8));
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
        return beside;
    }

    private static Path beside(Path target) throws IOException {
        Files.createDirectories(target.getParent());
        return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    }

    /** Makes a new name survive a power cut; a platform that cannot open folders does without. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }

    @Override
    public OutputStream write(String path) throws IOException {
        Path file = at(path);
        Files.createDirectories(file.getParent());
        return Files.newOutputStream(file);
    }

    @Override
    public void delete(String path) throws IOException {
        Files.deleteIfExists(at(path));
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(at(path));
    }

    @Override
    public boolean hasFolder(String path) {
        return Files.isDirectory(at(path));
    }

    @Override
    public OptionalLong size(String path) throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(at(path), BasicFileAttributes.class);
            return file.isDirectory() ? OptionalLong.empty() : OptionalLong.of(file.size());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    /** Not by Hadoop, which would run a process for the folder's rights. */
    @Override
    public void makeFolders(String path) throws IOException {
        Files.createDirectories(at(path));
    }

    @Override
    public boolean createFolder(String path) throws IOException {
        Path folder = at(path);
        Files.createDirectories(folder.getParent());
        try {
            Files.createDirectory(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @Override
    public Optional<StorageLock> lock(String path) throws IOException {
        return Optional.of(LocalLock.on(at(path)));
    }

    @Override
    public Optional<String> refusal() {
        Path existing = root;
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return Files.isWritable(existing) ? Optional.empty() : Optional.of("write to " + existing);
    }

    @Override
    public String name(String path) {
        return at(path).toString();
    }

    @Override
    public String uri(String path) {
        return "file:" + at(path);
    }

    @Override
    public Optional<String> localFile(String path) {
        return Optional.of(at(path).toString());
    }
}
