package io.alluvium.sources.objects;

import io.alluvium.failure.AlluviumException;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.ReadPlan;
import io.alluvium.source.TableRead;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.types.StructType;

/** Reads the files that a look at a table found. */
final class FilesReader implements Look.Reader {
    private final FilesSource source;
    private final FilesTable table;
    private final FileList list;
    private final Optional<StructType> raw;
    private final Optional<StructType> columns;
    private final FolderListing listing;

    /**
     * @param raw raw's schema; absent before the first batch
     * @param columns of the rows; absent where only reading tells
     */
    FilesReader(
            FilesSource source,
            FilesTable table,
            FileList list,
            Optional<StructType> raw,
            Optional<StructType> columns,
            FolderListing listing) {
        this.source = source;
        this.table = table;
        this.list = list;
        this.raw = raw;
        this.columns = columns;
        this.listing = listing;
    }

    @Override
    public ReadPlan plan() {
        return new ReadPlan(table.load().word(), 0, Optional.of("it reads all files"), new Overlap.None(), columns);
    }

    @Override
    public TableRead read() {
        listing.requireUnchanged(table, list);
        FileRows files = new FileRows(table, listing.folder(), list.files());
        files.requireText();
        return explained(() -> new TableRead(
                        session -> explained(() -> files.rows(session, raw)),
                        files.recordCount(),
                        new Overlap.None(),
                        Optional.empty(),
                        FilesSource.GUARANTEE)
                .confirmedBy(() -> listing.requireUnchanged(table, list)));
    }

    private <T> T explained(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (AlluviumException e) {
            throw e;
        } catch (RuntimeException e) {
            throw source.explain(table, e).map(RuntimeException.class::cast).orElse(e);
        }
    }
}
