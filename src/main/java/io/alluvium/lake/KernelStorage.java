package io.alluvium.lake;

import io.alluvium.storage.Storage;
import io.alluvium.storage.StoredFile;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.hadoopio.HadoopFileIO;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.delta.storage.LogStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Kernel's files, with logs written by the store that Spark writes them with: both must keep two writers of one version
 * apart in the same way. Kernel could be told the store's name, but would look for the class in its own class loader,
 * which under spark-submit is not ours.
 */
final class KernelStorage extends HadoopFileIO {
    /** What names of versions begin with, and nothing else of a log. */
    private static final String VERSIONS = "0";

    private final Configuration hadoop;
    private final LogStore logs;
    private final boolean isLocal;
    private final BiConsumer<String, StoredFile> listed;

    /**
     * @param scheme of the warehouse
     * @param listed hears of each file that is listed where listings tell ETags, with its folder
     */
    KernelStorage(String scheme, Configuration hadoop, BiConsumer<String, StoredFile> listed) {
        super(hadoop);
        this.listed = listed;
        this.hadoop = hadoop;
        this.isLocal = scheme.equals("file");
        this.logs = LogStores.of(scheme, hadoop);
    }

    /** Where a store can begin a listing at a name, older versions are not listed; Hadoop lists all of a folder. */
    @Override
    public CloseableIterator<FileStatus> listFrom(String path) throws IOException {
        Path first = new Path(path);
        if (!isLocal && first.getName().startsWith(VERSIONS)) {
            Storage log = Storage.at(first.getParent().toUri(), hadoop);
            if (log.listsEtags()) {
                return Utils.toCloseableIterator(versions(log, first.getParent().toString(), first.getName())
                        .iterator());
            }
        }
        return super.listFrom(path);
    }

    private List<FileStatus> versions(Storage log, String folder, String first) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        // The store begins behind a name: the one without its last character comes before all that are wanted.
        log.findLater(VERSIONS, first.substring(0, first.length() - 1), file -> {
            if (file.path().compareTo(first) >= 0) {
                files.add(FileStatus.of(
                        folder + "/" + file.path(), file.size(), file.modified().toEpochMilli()));
                listed.accept(folder, file);
            }
        });
        if (files.isEmpty() && !log.hasFolder("")) {
            throw new FileNotFoundException(folder);
        }
        return files;
    }

    /** Hadoop would run a process for the folder's rights; elsewhere than on a disk keys need no folders. */
    @Override
    public boolean mkdirs(String path) throws IOException {
        Storage.at(new Path(path).toUri(), hadoop).makeFolders("");
        return true;
    }

    @Override
    public OutputFile newOutputFile(String path) {
        return new LogFile(path, super.newOutputFile(path));
    }

    /** Text is read whole, by one request; Hadoop would ask a store for each file's length first. */
    @Override
    public InputFile newInputFile(String path, long fileSize) {
        return isLocal || path.endsWith(".parquet") ? super.newInputFile(path, fileSize) : new WholeFile(path, hadoop);
    }

    private final class LogFile implements OutputFile {
        private final String path;
        private final OutputFile plain;

        LogFile(String path, OutputFile plain) {
            this.path = path;
            this.plain = plain;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public PositionOutputStream create(boolean atomicWrite) throws IOException {
            return plain.create(atomicWrite);
        }

        @Override
        public void writeAtomically(CloseableIterator<String> lines, boolean overwrite) throws IOException {
            try (lines) {
                logs.write(new Path(path), lines, overwrite, hadoop);
            }
        }
    }
}
