package io.alluvium.lake;

import io.alluvium.storage.Storage;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.hadoopio.HadoopFileIO;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.storage.LogStore;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Kernel's files, with logs written by the store that Spark writes them with: both must keep two writers of one version
 * apart in the same way. Kernel could be told the store's name, but would look for the class in its own class loader,
 * which under spark-submit is not ours.
 */
final class KernelStorage extends HadoopFileIO {
    private final Configuration hadoop;
    private final LogStore logs;
    private final boolean isLocal;

    /** @param scheme of the warehouse */
    KernelStorage(String scheme, Configuration hadoop) {
        super(hadoop);
        this.hadoop = hadoop;
        this.isLocal = scheme.equals("file");
        this.logs = LogStores.of(scheme, hadoop);
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
