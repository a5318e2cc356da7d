package io.alluvium.sources.mysql;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.image.UnfitValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.spark.sql.types.DecimalType;

/**
 * The form in which the server sends the values of a column, in its text protocol: numbers by the driver, all else as the
 * bytes that came.
 */
interface ValueForm {

    /** Takes the values of one column of a result, row by row. */
    interface Decoder {
        /** @throws UnfitValue where Delta has no image of it */
        void take(ResultSet row, int column) throws SQLException;
    }

    /** @param values empty, of the column's type */
    Decoder into(ColumnValues values);

    /** SQL that is true of values that Delta has no image of; empty where there are none such. */
    default Optional<String> unfit(String value) {
        return Optional.empty();
    }

    /** Whole numbers of up to 64 bits with a sign. */
    ValueForm WHOLE = values -> {
        LongValues numbers = (LongValues) values;
        return (row, column) -> {
            long value = row.getLong(column);
            if (row.wasNull()) {
                numbers.appendNull();
            } else {
                numbers.append(value);
            }
        };
    };

    /** Numbers with a binary point, of either size: one of 32 bits comes as the same number of 64. */
    ValueForm FLOATING = values -> {
        DoubleValues numbers = (DoubleValues) values;
        return (row, column) -> {
            double value = row.getDouble(column);
            if (row.wasNull()) {
                numbers.appendNull();
            } else {
                numbers.append(value);
            }
        };
    };

    /** Text in UTF-8, and bytes. */
    ValueForm BYTES = values -> {
        BytesValues texts = (BytesValues) values;
        return (row, column) -> {
            byte[] value = row.getBytes(column);
            if (value == null) {
                texts.appendNull();
            } else {
                texts.append(value);
            }
        };
    };

    /** Text of which only a keyed hash is kept, in hexadecimal digits. */
    record Hash(MaskKey key) implements ValueForm {
        @Override
        public Decoder into(ColumnValues values) {
            BytesValues texts = (BytesValues) values;
            MaskKey.Hashing hashing = key.hashing();
            return (row, column) -> {
                byte[] value = row.getBytes(column);
                if (value == null) {
                    texts.appendNull();
                } else {
                    texts.append(hashing.of(value, 0, value.length));
                }
            };
        }
    }

    /** Null for values that have no image, as the user asked for. */
    record Nulling(ValueForm form) implements ValueForm {
        @Override
        public Decoder into(ColumnValues values) {
            Decoder decoder = form.into(values);
            return (row, column) -> {
                try {
                    decoder.take(row, column);
                } catch (UnfitValue e) {
                    values.appendNull();
                }
            };
        }
    }

    /** Decimals, as text. */
    static ValueForm decimal(DecimalType type) {
        return new DecimalForm(type.precision(), type.scale());
    }
}
