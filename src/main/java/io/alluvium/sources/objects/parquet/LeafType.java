package io.alluvium.sources.objects.parquet;

import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * The type of a leaf, and how its values are read.
 *
 * @param type what holds all of them
 */
record LeafType(DataType type, LeafDecoder decoder) {
    private static final int MOST_DIGITS = 38;

    /** @throws UnknownTypeException where raw has no such type */
    static LeafType of(PrimitiveType leaf) throws UnknownTypeException {
        LogicalTypeAnnotation annotation = leaf.getLogicalTypeAnnotation();
        if (annotation != null && annotation.toString().equals("UNKNOWN")) {
            return new LeafType(DataTypes.NullType, (in, to) -> false);
        }
        if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
            return decimal(leaf, decimal);
        }
        return switch (leaf.getPrimitiveTypeName()) {
            case BOOLEAN -> plain(leaf, DataTypes.BooleanType, (in, to) -> to.append(in.getBoolean() ? 1L : 0L));
            case FLOAT -> plain(leaf, DataTypes.FloatType, (in, to) -> to.append((double) in.getFloat()));
            case DOUBLE -> plain(leaf, DataTypes.DoubleType, (in, to) -> to.append(in.getDouble()));
            case INT96 -> plain(leaf, DataTypes.TimestampType, new LegacyTimestamps());
            case INT32, INT64 -> whole(leaf, annotation);
            case BINARY -> bytes(leaf, annotation);
            case FIXED_LEN_BYTE_ARRAY -> fixed(leaf, annotation);
        };
    }

    /** An annotation would mean something else, which nobody here knows. */
    private static LeafType plain(PrimitiveType leaf, DataType type, LeafDecoder decoder) throws UnknownTypeException {
        if (leaf.getLogicalTypeAnnotation() != null) {
            throw unknown(leaf);
        }
        return new LeafType(type, decoder);
    }

    private static UnknownTypeException unknown(PrimitiveType leaf) {
        LogicalTypeAnnotation annotation = leaf.getLogicalTypeAnnotation();
        return new UnknownTypeException(
                annotation == null ? leaf.getPrimitiveTypeName().name() : annotation.toString());
    }

    private static LeafType decimal(PrimitiveType leaf, DecimalLogicalTypeAnnotation decimal)
            throws UnknownTypeException {
        int precision = decimal.getPrecision();
        int scale = decimal.getScale();
        if (precision < 1 || precision > MOST_DIGITS || scale < 0 || scale > precision) {
            throw unknown(leaf);
        }
        DecimalType type = DataTypes.createDecimalType(precision, scale);
        return switch (leaf.getPrimitiveTypeName()) {
            case INT32 -> new LeafType(type, (in, to) -> to.append((long) in.getInteger()));
            case INT64 -> new LeafType(type, (in, to) -> to.append(in.getLong()));
            case BINARY, FIXED_LEN_BYTE_ARRAY -> new LeafType(type, LeafDecoder.BYTES);
            case BOOLEAN, FLOAT, DOUBLE, INT96 -> throw unknown(leaf);
        };
    }

    private static LeafType whole(PrimitiveType leaf, LogicalTypeAnnotation annotation) throws UnknownTypeException {
        boolean wide = leaf.getPrimitiveTypeName() == PrimitiveTypeName.INT64;
        if (annotation instanceof IntLogicalTypeAnnotation integer && integer.getBitWidth() > 32 == wide) {
            return whole(integer);
        }
        if (annotation instanceof DateLogicalTypeAnnotation && !wide) {
            return new LeafType(DataTypes.DateType, LeafDecoder.INTS);
        }
        if (annotation instanceof TimestampLogicalTypeAnnotation timestamp && wide) {
            return new LeafType(
                    timestamp.isAdjustedToUTC() ? DataTypes.TimestampType : DataTypes.TimestampNTZType,
                    switch (timestamp.getUnit()) {
                        case MILLIS -> (in, to) -> to.appendMillis(in.getLong());
                        case MICROS -> LeafDecoder.LONGS;
                        case NANOS -> (in, to) -> to.appendNanos(in.getLong());
                    });
        }
        if (annotation instanceof TimeLogicalTypeAnnotation time) {
            return new LeafType(
                    DataTypes.StringType,
                    switch (time.getUnit()) {
                        case MILLIS -> (in, to) -> to.appendTimeOfDay(in.getInteger(), 1_000_000L);
                        case MICROS -> (in, to) -> to.appendTimeOfDay(in.getLong(), 1_000L);
                        case NANOS -> (in, to) -> to.appendTimeOfDay(in.getLong(), 1L);
                    });
        }
        return wide
                ? plain(leaf, DataTypes.LongType, LeafDecoder.LONGS)
                : plain(leaf, DataTypes.IntegerType, LeafDecoder.INTS);
    }

    private static LeafType whole(IntLogicalTypeAnnotation integer) {
        if (integer.isSigned()) {
            return switch (integer.getBitWidth()) {
                case 8 -> new LeafType(DataTypes.ByteType, LeafDecoder.INTS);
                case 16 -> new LeafType(DataTypes.ShortType, LeafDecoder.INTS);
                case 32 -> new LeafType(DataTypes.IntegerType, LeafDecoder.INTS);
                default -> new LeafType(DataTypes.LongType, LeafDecoder.LONGS);
            };
        }
        return switch (integer.getBitWidth()) {
            case 8 -> new LeafType(DataTypes.ShortType, (in, to) -> to.append(in.getInteger() & 0xFFL));
            case 16 -> new LeafType(DataTypes.IntegerType, (in, to) -> to.append(in.getInteger() & 0xFFFFL));
            case 32 -> new LeafType(DataTypes.LongType, (in, to) -> to.append(in.getInteger() & 0xFFFFFFFFL));
            default -> new LeafType(DataTypes.createDecimalType(20, 0), new UnsignedLongs());
        };
    }

    private static LeafType bytes(PrimitiveType leaf, LogicalTypeAnnotation annotation) throws UnknownTypeException {
        if (annotation == null) {
            return new LeafType(DataTypes.BinaryType, LeafDecoder.BYTES);
        }
        // By name: which of these there are differs from version to version of the library.
        return switch (annotation.toString().replaceAll("\\(.*", "")) {
            case "STRING", "ENUM", "JSON" -> new LeafType(DataTypes.StringType, LeafDecoder.BYTES);
            case "BSON", "GEOMETRY", "GEOGRAPHY" -> new LeafType(DataTypes.BinaryType, LeafDecoder.BYTES);
            default -> throw unknown(leaf);
        };
    }

    private static LeafType fixed(PrimitiveType leaf, LogicalTypeAnnotation annotation) throws UnknownTypeException {
        if (annotation instanceof UUIDLogicalTypeAnnotation && leaf.getTypeLength() == Uuids.BYTES) {
            return new LeafType(DataTypes.StringType, new Uuids());
        }
        if (annotation instanceof Float16LogicalTypeAnnotation && leaf.getTypeLength() == Short.BYTES) {
            return new LeafType(DataTypes.FloatType, (in, to) -> to.append(Half.decode(in.getBinary())));
        }
        return plain(leaf, DataTypes.BinaryType, LeafDecoder.BYTES);
    }
}
