package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.sources.objects.FileList.SourceFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** The files of a table as they lie in the source's folder now. */
final class FolderListing {
    private static final int DEEPEST = 64;

    private final FilesSpec source;

    FolderListing(FilesSpec source) {
        this.source = source;
    }

    /** The folder without links. */
    Path root() {
        try {
            return Path.of(source.path()).toRealPath();
        } catch (IOException e) {
            throw Problem.of(ErrorCode.SOURCE_TABLE_MISSING, "the folder " + source.path() + " does not exist")
                    .at(source.place())
                    .marking("path")
                    .because("not a folder that can be read")
                    .asException(e);
        }
    }

    /** Files that match the table's glob, by path. */
    List<SourceFile> files(FilesTable table) {
        Path root = root();
        PathMatcher matcher = matcher(table);
        List<SourceFile> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean hidden = !folder.equals(root) && isPassedOver(folder);
                    return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Path relative = root.relativize(file);
                    if (attributes.isRegularFile() && !isPassedOver(file) && matcher.matches(relative)) {
                        requireInside(root, file, table);
                        files.add(described(relative, attributes));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw unreadable(table, e);
        }
        files.sort(Comparator.comparing(SourceFile::path));
        return files;
    }

    /** Whether a batch of these files could be one of the table as it is configured, whatever became of the files. */
    boolean reads(FilesTable table, FileList window) {
        PathMatcher matcher = matcher(table);
        return window.replace() == (table.load() == FilesTable.Load.REPLACE)
                && window.files().stream().allMatch(file -> matcher.matches(Path.of(file.path())));
    }

    /** The file as it is now, if it is there. */
    private Optional<SourceFile> now(FilesTable table, SourceFile listed) {
        Path root = root();
        Path file = root.resolve(listed.path()).normalize();
        try {
            requireInside(root, file, table);
            return Optional.of(described(root.relativize(file), Files.readAttributes(file, BasicFileAttributes.class)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** @throws io.alluvium.failure.AlluviumException FILE_CHANGED where one of the files is not as it was listed */
    void requireUnchanged(FilesTable table, FileList list) {
        for (SourceFile listed : list.files()) {
            Optional<SourceFile> now = now(table, listed);
            if (!now.equals(Optional.of(listed))) {
                throw Problem.of(
                                ErrorCode.FILE_CHANGED,
                                "the file " + listed.path() + (now.isPresent() ? " changed" : " is gone")
                                        + " since its batch was planned")
                        .at(table.place())
                        .marking(table.glob())
                        .because("was " + listed.size() + " bytes of " + listed.modified())
                        .fixedBy("put the file back as it was, or load the table anew: alluvium reset " + table.name())
                        .asException();
            }
        }
    }

    private static PathMatcher matcher(FilesTable table) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + table.glob());
        } catch (PatternSyntaxException e) {
            throw Problem.of(ErrorCode.BAD_VALUE, "not a glob: " + table.glob())
                    .at(table.place())
                    .marking(table.glob())
                    .because(e.getDescription())
                    .asException();
        }
    }

    private static SourceFile described(Path relative, BasicFileAttributes attributes) {
        return new SourceFile(
                relative.toString().replace(relative.getFileSystem().getSeparator(), "/"),
                attributes.size(),
                attributes.lastModifiedTime().toInstant());
    }

    /** What programs are still writing, or keep for themselves. */
    private static boolean isPassedOver(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".")
                || name.startsWith("_")
                || name.endsWith(".tmp")
                || name.endsWith(".part")
                || name.endsWith(".crdownload")
                || name.endsWith("~");
    }

    /** A link may point anywhere; what it points to must lie in the folder. */
    private void requireInside(Path root, Path file, FilesTable table) throws IOException {
        if (!file.toRealPath().startsWith(root)) {
            throw Problem.of(
                            ErrorCode.BAD_VALUE,
                            "the file " + root.relativize(file) + " leads out of the folder " + source.path())
                    .at(table.place())
                    .marking(table.glob())
                    .fixedBy("copy the file into the folder")
                    .asException();
        }
    }

    private static RuntimeException unreadable(FilesTable table, IOException e) {
        return Problem.of(ErrorCode.SOURCE_NO_RIGHT, "the files of " + table.name() + " cannot be listed")
                .at(table.place())
                .marking(table.glob())
                .because(String.valueOf(e.getMessage()))
                .asException(e);
    }
}
