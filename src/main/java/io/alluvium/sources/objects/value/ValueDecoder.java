package io.alluvium.sources.objects.value;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.columns.StoredColumns;
import java.io.Serializable;
import java.util.Map;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** Puts texts into one column, each exactly or not at all. For one thread at a time. */
public interface ValueDecoder {
    /**
     * Appends what a text stands for; appends nothing where the column's type cannot hold that without loss. Blanks and
     * tabs around a text are no part of it, unless the type is string.
     *
     * @param text valid UTF-8 from the offset on, for that length
     * @return whether it was appended
     */
    boolean append(byte[] text, int offset, int length);

    /**
     * Which columns are masked.
     *
     * @param columns how, by their names in the table
     * @param key by which values are hashed; null where none is
     */
    record Masks(
            Map<String, StoredColumns.Mask> columns,
            @Nullable MaskKey key) implements Serializable {
        private static final long serialVersionUID = 1L;

        /** Values are stored as they are. */
        public static final Masks NONE = new Masks(Map.of(), null);

        public Masks {
            columns = Map.copyOf(columns);
            if (columns.containsValue(StoredColumns.Mask.HASH) && key == null) {
                throw new IllegalArgumentException("no key to hash by");
            }
        }
    }

    /** A decoder of texts into a column, masked or not. */
    static ValueDecoder of(StructField field, TextFormat format, ColumnValues column, Masks masks) {
        StoredColumns.Mask mask = masks.columns().get(field.name());
        return mask == null ? of(field.dataType(), format, column) : MaskedText.of(mask, masks, (BytesValues) column);
    }

    /** Puts masks of texts into a column, which takes any. */
    static ValueDecoder masked(StructField field, BytesValues column, Masks masks) {
        StoredColumns.Mask mask = masks.columns().get(field.name());
        if (mask == null) {
            throw new IllegalArgumentException(field.name() + " is not masked");
        }
        return MaskedText.of(mask, masks, column);
    }

    /** Whether there is a decoder for the type. */
    static boolean supports(DataType type) {
        return type instanceof BooleanType
                || type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType
                || type instanceof FloatType
                || type instanceof DoubleType
                || type instanceof DecimalType decimal && decimal.scale() >= 0
                || DataTypes.StringType.equals(type)
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType;
    }

    /**
     * A decoder of texts into values of a type.
     *
     * @param column room for values of the type
     * @throws IllegalArgumentException for a type that is not {@link #supports supported}
     */
    static ValueDecoder of(DataType type, TextFormat format, ColumnValues column) {
        if (!supports(type)) {
            throw new IllegalArgumentException("texts are no values of type " + type.sql());
        }
        if (column instanceof DoubleValues doubles) {
            return new FloatingDecoder(
                    format, doubles, type instanceof FloatType ? new NearestFloat() : new NearestDouble());
        }
        if (type instanceof DecimalType decimal) {
            return new DecimalDecoder(decimal, format, column);
        }
        if (column instanceof LongValues longs) {
            return ofLongs(type, format, longs);
        }
        BytesValues texts = (BytesValues) column;
        return (text, offset, length) -> {
            texts.append(text, offset, length);
            return true;
        };
    }

    private static ValueDecoder ofLongs(DataType type, TextFormat format, LongValues column) {
        if (type instanceof BooleanType) {
            return new BooleanDecoder(column);
        }
        if (type instanceof ByteType) {
            return new WholeDecoder(format, column, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
        if (type instanceof ShortType) {
            return new WholeDecoder(format, column, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        if (type instanceof IntegerType) {
            return new WholeDecoder(format, column, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type instanceof LongType) {
            return new WholeDecoder(format, column, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        return type instanceof DateType
                ? new DateDecoder(format, column)
                : new TimestampDecoder(type instanceof TimestampNTZType, format, column);
    }
}
