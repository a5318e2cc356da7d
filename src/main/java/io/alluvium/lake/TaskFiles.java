package io.alluvium.lake;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that one attempt of one task writes, on any machine that shares the warehouse. They become part of the table only
 * where the driver takes the attempt's answer and commits it ({@link FileAppend#addAll}); the files of other attempts
 * are in no version of the table.
 */
public final class TaskFiles implements NewFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TaskFiles.class);

    private final Path folder;
    private final List<Path> opened = new ArrayList<>();
    private final List<DataFile> files = new ArrayList<>();

    /** @param folder as {@link FileAppend#folder} says */
    public TaskFiles(String folder) {
        this.folder = Path.of(Objects.requireNonNull(folder, "folder"));
    }

    @Override
    public OutputStream create(String name) throws IOException {
        Path file = folder.resolve(name);
        opened.add(file);
        Files.createDirectories(folder);
        return Files.newOutputStream(file);
    }

    @Override
    public void add(DataFile file) {
        files.add(file);
    }

    /** Those that are complete. */
    public List<DataFile> files() {
        return List.copyOf(files);
    }

    /** Best effort, for an attempt that failed. */
    public void delete() {
        for (Path file : opened) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("cannot delete {}, which was never committed", file, e);
            }
        }
    }
}
