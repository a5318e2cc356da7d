package io.alluvium.sources.objects;

import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.ReadPlan;
import io.alluvium.source.TableRead;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.types.StructType;

/** Reads the files that a look at a table found. */
final class FilesReader implements Look.Reader {
    private final FilesTable table;
    private final FileList list;
    private final FileRows rows;
    private final Optional<StructType> raw;
    private final Optional<StructType> columns;
    private final FolderListing listing;

    /**
     * @param raw raw's schema; absent before the first batch
     * @param columns of the table; absent where only reading tells
     */
    FilesReader(
            FilesTable table,
            FileList list,
            FileRows rows,
            Optional<StructType> raw,
            Optional<StructType> columns,
            FolderListing listing) {
        this.table = table;
        this.list = list;
        this.rows = rows;
        this.raw = raw;
        this.columns = columns;
        this.listing = listing;
    }

    @Override
    public ReadPlan plan() {
        return new ReadPlan(
                table.load().word(),
                0,
                Optional.empty(),
                new Overlap.None(),
                columns.map(known -> rows.rows(known).schema()));
    }

    @Override
    public TableRead read() {
        listing.requireUnchanged(table, list);
        FilesRows files = rows.rows(columns.orElseGet(() -> rows.allColumns(raw)));
        return new TableRead(
                        files::in,
                        Optional.of(files),
                        OptionalLong.empty(),
                        new Overlap.None(),
                        Optional.empty(),
                        FilesSource.GUARANTEE,
                        () -> {})
                .confirmedBy(() -> listing.requireUnchanged(table, list));
    }
}
