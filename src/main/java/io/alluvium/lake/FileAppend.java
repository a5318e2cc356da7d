package io.alluvium.lake;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.delta.kernel.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows added to a table as files that the loader writes itself; needs no Spark session. Files may be opened and added
 * from several threads; the append is ended by one, when they are done.
 */
public final class FileAppend implements Pending, NewFiles {
    private static final Logger LOG = LoggerFactory.getLogger(FileAppend.class);

    private final Lake lake;
    private final TableName table;
    private final String folder;
    private final Optional<Snapshot> base;
    private final StructType schema;
    private final CommitMark mark;
    private final Queue<String> opened = new ConcurrentLinkedQueue<>();
    private final Queue<DataFile> files = new ConcurrentLinkedQueue<>();
    private boolean ended;

    /**
     * @param folder where the table lies, or will
     * @param base the version to append to; empty where the table is new and gets {@code schema}
     */
    FileAppend(Lake lake, TableName table, String folder, Optional<Snapshot> base, StructType schema, CommitMark mark) {
        this.lake = lake;
        this.table = table;
        this.folder = folder;
        this.base = base;
        this.schema = schema;
        this.mark = mark;
    }

    @Override
    public OutputStream create(String name) throws IOException {
        String file = folder + "/" + name;
        opened.add(file);
        return lake.storage().write(file);
    }

    @Override
    public void add(DataFile file) {
        files.add(file);
    }

    /** The files that were added, as Hadoop calls them. */
    public List<String> paths() {
        return files.stream()
                .map(file -> lake.storage().uri(folder + "/" + file.name()))
                .toList();
    }

    /** The table's folder as Hadoop calls it, for {@link TaskFiles} elsewhere. */
    public String folder() {
        return lake.storage().uri(folder);
    }

    /** What Hadoop must be told to reach that folder, for {@link TaskFiles} elsewhere. */
    public Map<String, String> settings() {
        return lake.storage().settings();
    }

    /**
     * Files that an attempt of a task wrote, which are this append's from now on.
     *
     * @throws AlluviumException STORAGE_FAILED where one of them is not to be seen from here
     */
    public void addAll(List<DataFile> written) {
        for (DataFile file : written) {
            opened.add(folder + "/" + file.name());
            if (!isThere(file)) {
                throw Problem.of(
                                ErrorCode.STORAGE_FAILED,
                                "a file of " + table + " that a task of Spark wrote is not in the warehouse")
                        .because("nothing of this change is visible")
                        .fixedBy("mount the warehouse's folder on every machine of the cluster, under the same path")
                        .asException();
            }
            files.add(file);
        }
    }

    private boolean isThere(DataFile file) {
        try {
            return lake.storage().size(folder + "/" + file.name()).equals(OptionalLong.of(file.bytes()));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public long rowCount() {
        return files.stream().mapToLong(DataFile::rows).sum();
    }

    @Override
    public TableVersion commit() {
        end();
        List<DataFile> added = List.copyOf(files);
        try {
            return lake.committed(table, folder, result(added));
        } catch (RuntimeException e) {
            long version = base.map(Snapshot::getVersion).orElse(-1L) + 1;
            String ours = added.isEmpty() ? mark.tableId() : added.get(0).name();
            return new CommitOutcome(table, version, this::logged, this::delete)
                    .happened(e, ours, () -> lake.current(table, folder).orElseThrow());
        }
    }

    private Snapshot result(List<DataFile> added) {
        KernelCommit commit = new KernelCommit(lake.engine(), lake.storage().uri(folder), mark);
        return base.isPresent() ? commit.append(base.get(), added) : commit.create(schema, added);
    }

    private Optional<String> logged(long version) {
        try {
            return lake.storage().read(folder + "/" + Lake.commit(version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an error of writing a file means. */
    public AlluviumException failed(IOException failure) {
        return StorageFault.of(table, failure);
    }

    @Override
    public void drop() {
        end();
        delete();
    }

    private void end() {
        if (ended) {
            throw new IllegalStateException("an append ends once");
        }
        ended = true;
    }

    /** Best effort: what cannot be deleted is in no version of the table and goes with the next clean-up. */
    private void delete() {
        for (String file : opened) {
            try {
                lake.storage().delete(file);
            } catch (IOException e) {
                LOG.warn(
                        "cannot delete {}, a file of {} that was never committed",
                        lake.storage().name(file),
                        table,
                        e);
            }
        }
    }
}
