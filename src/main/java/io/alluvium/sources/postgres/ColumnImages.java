package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.image.UnfitValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;

/** Says how each column of a table is read: masked, as another type, or as it is. */
final class ColumnImages {
    private final PostgresTable table;
    private final Optional<MaskKey> secret;

    /** @param secret by which values are hashed; present where some are */
    ColumnImages(PostgresTable table, Optional<MaskKey> secret) {
        this.table = Objects.requireNonNull(table, "table");
        this.secret = Objects.requireNonNull(secret, "secret");
    }

    /** @throws AlluviumException where the column cannot be read so */
    ColumnImage of(SourceColumn column) {
        StoredColumns stored = table.stored();
        Optional<StoredColumns.Mask> mask = stored.mask(column.name());
        if (mask.isPresent()) {
            return switch (mask.get()) {
                case HASH -> ColumnImage.hashed(column, secret.orElseThrow());
                case REDACT -> ColumnImage.redacted(column);
            };
        }
        boolean key = table.keyColumns().contains(column.name());
        UnfitValues unfit = key ? table.unfit().ofKey() : table.unfit();
        Optional<DataType> type = stored.type(column.name());
        if (key && type.isPresent() && type.get() instanceof DecimalType && ColumnImage.isPlainText(column.type())) {
            throw joining(column, type.get());
        }
        return type.isPresent()
                ? ColumnImage.typed(column, type.get(), unfit).orElseThrow(() -> inexact(column, type.get()))
                : plain(NamedTable.of(table), column, unfit);
    }

    /**
     * All columns of a table as they are.
     *
     * @throws AlluviumException naming the first that has no exact image
     */
    static Map<SourceColumn, ColumnImage> plain(NamedTable table, Relation relation) {
        Map<SourceColumn, ColumnImage> images = new LinkedHashMap<>();
        relation.columns().forEach(column -> images.put(column, plain(table, column, UnfitValues.FAIL)));
        return images;
    }

    private static ColumnImage plain(NamedTable table, SourceColumn column, UnfitValues unfit) {
        return ColumnImage.of(column, unfit)
                .orElseThrow(() -> table.problem(
                                ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                                "the column " + column.name() + " of " + table.from() + " has type "
                                        + column.declaredType() + ", which has no exact image")
                        .fixedBy("exclude = [" + column.name() + "], or read a view of " + table.from()
                                + " that casts the column")
                        .asException());
    }

    /** The server keeps texts apart that are one number: who reads them as numbers would lose one of two rows. */
    private AlluviumException joining(SourceColumn column, DataType type) {
        return table.problem(
                        ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                        "the key column " + column.name() + " of " + table.from() + " has type " + column.declaredType()
                                + ": as " + type.simpleString() + " different keys may be one")
                .marking(column.name())
                .because("'1.0' and '1.00' are two texts and one number")
                .fixedBy("take " + column.name() + " out of types, and cast it in the model")
                .asException();
    }

    private AlluviumException inexact(SourceColumn column, DataType type) {
        return table.problem(
                        ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                        "the column " + column.name() + " of " + table.from() + " has type " + column.declaredType()
                                + ", of which " + type.simpleString() + " is no exact image")
                .marking(column.name())
                .because(
                        "decimal(p,s) of numbers and text, int and bigint of smaller whole numbers, string of anything")
                .asException();
    }
}
