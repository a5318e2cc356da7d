package io.alluvium.journal;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * State on a local disk. A file appears whole or not at all: it is written beside, forced to disk and hard-linked to
 * its name, which fails when the name is taken.
 */
final class StateFolder {
    private final Path root;

    StateFolder(Path root) {
        this.root = root;
    }

    /** Creates the file with this content; false when it exists already, whatever it holds. */
    boolean create(String path, String content) {
        Path target = root.resolve(path);
        try {
            Path written = writeBeside(target, content);
            try {
                Files.createLink(target, written);
                force(Objects.requireNonNull(target.getParent()));
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    /** Writes the file whether it exists or not; readers see the old or the new content. */
    void replace(String path, String content) {
        Path target = root.resolve(path);
        try {
            Files.move(
                    writeBeside(target, content),
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    Optional<String> read(String path) {
        Path file = root.resolve(path);
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** The names in a folder, sorted; none where there is no folder. */
    List<String> list(String path) {
        Path folder = root.resolve(path);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    Path resolve(String path) {
        return root.resolve(path);
    }

    private static Path writeBeside(Path target, String content) throws IOException {
        Files.createDirectories(target.getParent());
        Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        return beside;
    }

    /** Makes a new name survive a power cut; a platform that cannot open folders does without. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }

    private static io.alluvium.failure.AlluviumException failed(Path path, IOException cause) {
        return Problem.of(ErrorCode.STORAGE_FAILED, "the state file " + path + " cannot be read or written")
                .because(cause.getClass().getSimpleName())
                .fixedBy("look at the disk and the rights of " + path.getParent() + ", then run again")
                .asException(cause);
    }
}
