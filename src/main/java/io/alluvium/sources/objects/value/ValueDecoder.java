package io.alluvium.sources.objects.value;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Puts texts into one column, each exactly or not at all. For one thread at a time. */
public interface ValueDecoder {
    /**
     * Appends what a text stands for; appends nothing where the column's type cannot hold that without loss.
     *
     * @param text valid UTF-8 from the offset on, for that length
     * @return whether it was appended
     */
    boolean append(byte[] text, int offset, int length);

    /** Whether there is a decoder for the type. */
    static boolean supports(DataType type) {
        return DataTypes.StringType.equals(type);
    }

    /**
     * A decoder of texts into values of a type.
     *
     * @param column room for values of the type
     * @throws IllegalArgumentException for a type that is not {@link #supports supported}
     */
    static ValueDecoder of(DataType type, TextFormat format, ColumnValues column) {
        if (DataTypes.StringType.equals(type)) {
            BytesValues texts = (BytesValues) column;
            return (text, offset, length) -> {
                texts.append(text, offset, length);
                return true;
            };
        }
        throw new IllegalArgumentException("texts are no values of type " + type.sql());
    }
}
