package io.alluvium.lake;

import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.delta.actions.AddFile;
import scala.Option;
import scala.collection.immutable.Map$;

/** A version's data files by Delta Kernel, which reads the log on this machine where Delta's own way takes Spark jobs. */
final class KernelFiles {
    /** Beyond so many files their list is Spark's work. */
    private static final int MOST_FILES = 10_000;

    private final Engine engine;

    KernelFiles(Engine engine) {
        this.engine = engine;
    }

    /**
     * Empty where there are too many, or where one has a deletion vector.
     *
     * @param path of the table
     */
    Optional<List<AddFile>> of(String path, long version) {
        Snapshot snapshot = TableManager.loadSnapshot(path).atVersion(version).build(engine);
        ScanImpl scan = (ScanImpl) snapshot.getScanBuilder().build();
        List<AddFile> files = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
            while (batches.hasNext()) {
                if (!take(batches.next(), files)) {
                    return Optional.empty();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(files);
    }

    private static boolean take(FilteredColumnarBatch batch, List<AddFile> files) throws IOException {
        try (CloseableIterator<Row> rows = batch.getRows()) {
            while (rows.hasNext()) {
                var added = new io.delta.kernel.internal.actions.AddFile(
                        rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
                if (added.getDeletionVector().isPresent() || files.size() == MOST_FILES) {
                    return false;
                }
                files.add(file(added));
            }
        }
        return true;
    }

    private static AddFile file(io.delta.kernel.internal.actions.AddFile added) {
        return AddFile.apply(
                added.getPath(),
                Map$.MODULE$.empty(),
                added.getSize(),
                added.getModificationTime(),
                added.getDataChange(),
                added.getStatsJson().orElse(null),
                Map$.MODULE$.empty(),
                null,
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty());
    }
}
