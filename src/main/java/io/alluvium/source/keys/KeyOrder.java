package io.alluvium.source.keys;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Orders the texts of a key column's values, in source and raw alike. */
public enum KeyOrder implements Comparator<String> {
    /** Decimal numbers, by value. */
    NUMBER {
        @Override
        public int compare(String one, String other) {
            return new BigDecimal(one).compareTo(new BigDecimal(other));
        }
    },
    /** Any text, by the bytes of its UTF-8 form. */
    TEXT {
        @Override
        public int compare(String one, String other) {
            return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        }
    };

    /** The order of a key column's values, by the type that they have in raw. */
    public static KeyOrder of(DataType type) {
        boolean exact =
                type instanceof NumericType && !type.equals(DataTypes.FloatType) && !type.equals(DataTypes.DoubleType);
        return exact || type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType
                ? NUMBER
                : TEXT;
    }
}
