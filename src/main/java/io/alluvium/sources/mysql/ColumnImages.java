package io.alluvium.sources.mysql;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.UnknownTypes;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.image.UnfitValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;

/** Says how each column of a table is read: masked, as another type, or as it is. */
final class ColumnImages {
    private final DatabaseTable table;
    private final Optional<MaskKey> secret;

    /** @param secret by which values are hashed; present where some are */
    ColumnImages(DatabaseTable table, Optional<MaskKey> secret) {
        this.table = table;
        this.secret = secret;
    }

    /**
     * How the columns of a table are read, in their order.
     *
     * @throws AlluviumException naming all that have no exact image, or one that cannot be read as it is declared
     */
    Map<SourceColumn, ColumnImage> of(List<SourceColumn> columns) {
        Map<SourceColumn, ColumnImage> images = new LinkedHashMap<>();
        Map<String, String> without = new LinkedHashMap<>();
        for (SourceColumn column : columns) {
            of(column)
                    .ifPresentOrElse(
                            image -> images.put(column, image), () -> without.put(column.name(), column.declared()));
        }
        if (!without.isEmpty()) {
            throw new UnknownTypes(without)
                    .problem(NamedTable.of(table), table.keyColumns())
                    .asException();
        }
        return images;
    }

    private Optional<ColumnImage> of(SourceColumn column) {
        StoredColumns stored = table.stored();
        Optional<StoredColumns.Mask> mask = stored.mask(column.name());
        if (mask.isPresent()) {
            return Optional.of(
                    switch (mask.get()) {
                        case HASH -> ColumnImage.hashed(column, secret.orElseThrow());
                        case REDACT -> ColumnImage.redacted(column);
                    });
        }
        UnfitValues unfit =
                table.keyColumns().contains(column.name()) ? table.unfit().ofKey() : table.unfit();
        Optional<DataType> type = stored.type(column.name());
        return type.isPresent()
                ? Optional.of(
                        ColumnImage.typed(column, type.get(), unfit).orElseThrow(() -> inexact(column, type.get())))
                : ColumnImage.of(column, unfit);
    }

    private AlluviumException inexact(SourceColumn column, DataType type) {
        return table.problem(
                        ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                        "the column " + column.name() + " of " + table.from() + " has type " + column.declared()
                                + ", of which " + type.simpleString() + " is no exact image")
                .marking(column.name())
                .because(
                        "decimal(p,s) of numbers and text, int and bigint of smaller whole numbers, string of anything")
                .asException();
    }
}
