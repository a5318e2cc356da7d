package io.alluvium.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Walks folders of this machine. Links are followed, but not back to a folder that the walk is in. */
final class LocalSearch extends SimpleFileVisitor<Path> {
    private static final int DEEPEST = 64;

    private final Path root;
    private final String beginning;
    private final Predicate<String> folders;
    private final Consumer<StoredFile> found;

    LocalSearch(Path root, String beginning, Predicate<String> folders, Consumer<StoredFile> found) {
        this.root = root;
        this.beginning = beginning;
        this.folders = folders;
        this.found = found;
    }

    void run() throws IOException {
        Path start = root.resolve(beginning.substring(0, beginning.lastIndexOf('/') + 1));
        if (Files.isDirectory(start)) {
            Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, this);
        }
    }

    static StoredFile described(Path root, Path file, BasicFileAttributes attributes) {
        return new StoredFile(
                path(root, file),
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                Optional.empty());
    }

    private static String path(Path root, Path file) {
        Path relative = root.relativize(file);
        return relative.toString().replace(relative.getFileSystem().getSeparator(), "/");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        return isEntered(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
    }

    private boolean isEntered(Path folder) {
        String path = path(root, folder);
        return beginning.startsWith(path) || path.startsWith(beginning) && folders.test(path);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        StoredFile described = described(root, file, attributes);
        if (attributes.isRegularFile() && described.path().startsWith(beginning)) {
            found.accept(described);
        }
        return FileVisitResult.CONTINUE;
    }

    /**
     * What a loop of links leads to is found without it; what went away meanwhile is not there. A folder is opened before anybody
     * asks whether it is entered; one that is not may well be closed to us.
     */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof FileSystemLoopException
                || failure instanceof NoSuchFileException
                || failure instanceof AccessDeniedException && !isEntered(file)) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }
}
