package io.alluvium.lake;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.delta.kernel.Snapshot;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    private final Optional<Snapshot> base;
    private final StructType schema;
    private final CommitMark mark;
    private final Queue<Path> opened = new ConcurrentLinkedQueue<>();
    private final Queue<DataFile> files = new ConcurrentLinkedQueue<>();
    private boolean ended;

    /** @param base the version to append to; empty where the table is new and gets {@code schema} */
    FileAppend(Lake lake, TableName table, Optional<Snapshot> base, StructType schema, CommitMark mark) {
        this.lake = lake;
        this.table = table;
        this.base = base;
        this.schema = schema;
        this.mark = mark;
    }

    @Override
    public OutputStream create(String name) throws IOException {
        Path file = lake.folder(table).resolve(name);
        opened.add(file);
        Files.createDirectories(file.getParent());
        return Files.newOutputStream(file);
    }

    @Override
    public void add(DataFile file) {
        files.add(file);
    }

    /** The table's folder, for {@link TaskFiles} elsewhere. */
    public String folder() {
        return lake.folder(table).toString();
    }

    /**
     * Files that an attempt of a task wrote, which are this append's from now on.
     *
     * @throws AlluviumException STORAGE_FAILED where one of them is not to be seen from here
     */
    public void addAll(List<DataFile> written) {
        for (DataFile file : written) {
            Path path = lake.folder(table).resolve(file.name());
            opened.add(path);
            if (path.toFile().length() != file.bytes()) {
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

    @Override
    public long rowCount() {
        return files.stream().mapToLong(DataFile::rows).sum();
    }

    @Override
    public TableVersion commit() {
        end();
        List<DataFile> added = List.copyOf(files);
        try {
            return lake.committed(table, result(added));
        } catch (RuntimeException e) {
            long version = base.map(Snapshot::getVersion).orElse(-1L) + 1;
            String ours = added.isEmpty() ? mark.tableId() : added.get(0).name();
            new CommitOutcome(table, version, this::logged, this::delete).happened(e, ours);
            return lake.current(table).orElseThrow();
        }
    }

    private Snapshot result(List<DataFile> added) {
        KernelCommit commit = new KernelCommit(lake.engine(), lake.path(table), mark);
        return base.isPresent() ? commit.append(base.get(), added) : commit.create(schema, added);
    }

    private Optional<String> logged(long version) {
        Path commit = lake.folder(table).resolve("_delta_log").resolve(String.format("%020d.json", version));
        // Not by a channel: the thread may be interrupted, and would close it.
        try (InputStream in = new FileInputStream(commit.toFile())) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            return Optional.empty();
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
        for (Path file : opened) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("cannot delete {}, a file of {} that was never committed", file, table, e);
            }
        }
    }
}
