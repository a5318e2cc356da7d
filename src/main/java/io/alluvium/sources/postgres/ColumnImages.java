package io.alluvium.sources.postgres;

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
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;

/** Says how each column of a table is read: masked, as another type, or as it is. */
final class ColumnImages {
    private final DatabaseTable table;
    private final Optional<MaskKey> secret;

    /** @param secret by which values are hashed; present where some are */
    ColumnImages(DatabaseTable table, Optional<MaskKey> secret) {
        this.table = Objects.requireNonNull(table, "table");
        this.secret = Objects.requireNonNull(secret, "secret");
    }

    /**
     * How the columns of a table are read, in their order.
     *
     * @throws AlluviumException naming all that have no exact image, or one that cannot be read as it is declared
     */
    Map<SourceColumn, ColumnImage> of(List<SourceColumn> columns) {
        return all(columns, NamedTable.of(table), this::of, table.keyColumns());
    }

    /** Empty where the column's own type has no exact image. */
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
        boolean key = table.keyColumns().contains(column.name());
        UnfitValues unfit = key ? table.unfit().ofKey() : table.unfit();
        Optional<DataType> type = stored.type(column.name());
        if (key && type.isPresent() && type.get() instanceof DecimalType && ColumnImage.isPlainText(column.type())) {
            throw joining(column, type.get());
        }
        return type.isPresent()
                ? Optional.of(
                        ColumnImage.typed(column, type.get(), unfit).orElseThrow(() -> inexact(column, type.get())))
                : ColumnImage.of(column, unfit);
    }

    /**
     * All columns of a table as they are.
     *
     * @throws AlluviumException naming all that have no exact image
     */
    static Map<SourceColumn, ColumnImage> plain(NamedTable table, Relation relation) {
        return all(relation.columns(), table, column -> ColumnImage.of(column, UnfitValues.FAIL), List.of());
    }

    private static Map<SourceColumn, ColumnImage> all(
            List<SourceColumn> columns,
            NamedTable table,
            Function<SourceColumn, Optional<ColumnImage>> reading,
            List<String> key) {
        Map<SourceColumn, ColumnImage> images = new LinkedHashMap<>();
        Map<String, String> without = new LinkedHashMap<>();
        for (SourceColumn column : columns) {
            reading.apply(column)
                    .ifPresentOrElse(
                            image -> images.put(column, image),
                            () -> without.put(column.name(), column.declaredType()));
        }
        if (!without.isEmpty()) {
            throw new UnknownTypes(without).problem(table, key).asException();
        }
        return images;
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
