package io.alluvium.column;

import java.math.BigInteger;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.LogicalTypes;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.jspecify.annotations.Nullable;

/**
 * How a Spark type that is not nested lies in a Parquet file: as Spark's writer does it without
 * {@code spark.sql.parquet.writeLegacyFormat}.
 *
 * @param spark the type
 * @param physical what the bytes are
 * @param length bytes of a value, 0 if they differ or are bits
 * @param logical what they mean
 * @param converted the same for readers from before logical types
 */
record LeafType(
        DataType spark,
        Type physical,
        int length,
        @Nullable LogicalType logical,
        @Nullable ConvertedType converted) {

    /** @throws IllegalArgumentException for a type that {@link ColumnValues} has no room for */
    static LeafType of(DataType type) {
        if (type instanceof BooleanType) {
            return new LeafType(type, Type.BOOLEAN, 0, null, null);
        }
        if (type instanceof ByteType) {
            return new LeafType(type, Type.INT32, 4, LogicalTypes.INT_8, ConvertedType.INT_8);
        }
        if (type instanceof ShortType) {
            return new LeafType(type, Type.INT32, 4, LogicalTypes.INT_16, ConvertedType.INT_16);
        }
        if (type instanceof IntegerType) {
            return new LeafType(type, Type.INT32, 4, null, null);
        }
        if (type instanceof LongType) {
            return new LeafType(type, Type.INT64, 8, null, null);
        }
        if (type instanceof FloatType) {
            return new LeafType(type, Type.FLOAT, 4, null, null);
        }
        if (type instanceof DoubleType) {
            return new LeafType(type, Type.DOUBLE, 8, null, null);
        }
        if (type instanceof StringType) {
            return new LeafType(type, Type.BYTE_ARRAY, 0, LogicalTypes.UTF8, ConvertedType.UTF8);
        }
        if (type instanceof BinaryType) {
            return new LeafType(type, Type.BYTE_ARRAY, 0, null, null);
        }
        return type instanceof DecimalType decimal ? ofDecimal(decimal) : ofTime(type);
    }

    private static LeafType ofTime(DataType type) {
        if (type instanceof DateType) {
            return new LeafType(type, Type.INT32, 4, LogicalTypes.DATE, ConvertedType.DATE);
        }
        if (type instanceof org.apache.spark.sql.types.TimestampType) {
            return new LeafType(type, Type.INT64, 8, LogicalTypes.TIMESTAMP_MICROS, ConvertedType.TIMESTAMP_MICROS);
        }
        if (type instanceof TimestampNTZType) {
            // The older annotation means an instant, so there is none for a local time.
            LogicalType local = LogicalType.TIMESTAMP(new TimestampType(false, LogicalTypes.TimeUnits.MICROS));
            return new LeafType(type, Type.INT64, 8, local, null);
        }
        throw new IllegalArgumentException("no columns of type " + type.sql());
    }

    private static LeafType ofDecimal(DecimalType type) {
        LogicalType logical = LogicalTypes.DECIMAL(type.scale(), type.precision());
        if (type.precision() <= 9) {
            return new LeafType(type, Type.INT32, 4, logical, ConvertedType.DECIMAL);
        }
        if (ColumnValues.isShort(type)) {
            return new LeafType(type, Type.INT64, 8, logical, ConvertedType.DECIMAL);
        }
        int bits = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE).bitLength() + 1;
        return new LeafType(type, Type.FIXED_LEN_BYTE_ARRAY, (bits + 7) / 8, logical, ConvertedType.DECIMAL);
    }
}
