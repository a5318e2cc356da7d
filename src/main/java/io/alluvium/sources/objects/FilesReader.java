package io.alluvium.sources.objects;

import io.alluvium.failure.AlluviumException;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.ReadPlan;
import io.alluvium.source.TableRead;
import java.util.Optional;
import java.util.OptionalLong;
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
    private final Optional<FilesRows> rows;

    /**
     * @param raw raw's schema; absent before the first batch
     * @param columns of the table; absent where only reading tells
     * @param rows the files by column; absent where Spark reads them
     */
    FilesReader(
            FilesSource source,
            FilesTable table,
            FileList list,
            Optional<StructType> raw,
            Optional<StructType> columns,
            FolderListing listing,
            Optional<FilesRows> rows) {
        this.source = source;
        this.table = table;
        this.list = list;
        this.raw = raw;
        this.columns = columns;
        this.listing = listing;
        this.rows = rows;
    }

    @Override
    public ReadPlan plan() {
        Optional<StructType> given = rows.map(FilesRows::schema).or(() -> columns.map(shape()::withLoadColumns));
        return new ReadPlan(
                table.load().word(),
                0,
                rows.isPresent() ? Optional.empty() : Optional.of("it reads all files"),
                new Overlap.None(),
                given);
    }

    @Override
    public TableRead read() {
        listing.requireUnchanged(table, list);
        return rows.map(this::byColumn)
                .orElseGet(this::bySpark)
                .confirmedBy(() -> listing.requireUnchanged(table, list));
    }

    private TableRead byColumn(FilesRows files) {
        return new TableRead(
                files::in,
                Optional.of(files),
                OptionalLong.empty(),
                new Overlap.None(),
                Optional.empty(),
                FilesSource.GUARANTEE,
                () -> {});
    }

    private TableRead bySpark() {
        JsonRows files = new JsonRows(table, listing.folder(), list.files());
        return explained(() -> new TableRead(
                session -> explained(() -> files.rows(session, raw)),
                files.recordCount(),
                new Overlap.None(),
                Optional.empty(),
                FilesSource.GUARANTEE));
    }

    private RowShape shape() {
        return new RowShape(table);
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
