package io.alluvium.lake;

import io.alluvium.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that one attempt of one task writes, on any machine that shares the warehouse. They become part of the table only
 * where the driver takes the attempt's answer and commits it ({@link FileAppend#addAll}); the files of other attempts
 * are in no version of the table.
 */
public final class TaskFiles implements NewFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TaskFiles.class);

    private final Storage folder;
    private final List<String> opened = new ArrayList<>();
    private final List<DataFile> files = new ArrayList<>();

    /**
     * @param folder as {@link FileAppend#folder} says
     * @param settings as {@link FileAppend#settings} says
     */
    public TaskFiles(String folder, Map<String, String> settings) {
        this.folder = Storage.at(new Path(folder).toUri(), settings);
    }

    @Override
    public OutputStream create(String name) throws IOException {
        opened.add(name);
        return folder.write(name);
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
        for (String file : opened) {
            try {
                folder.delete(file);
            } catch (IOException e) {
                LOG.warn("cannot delete {}, which was never committed", folder.name(file), e);
            }
        }
    }
}
