package io.alluvium.sources.objects;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Types that hold, without loss, all values of others. */
final class TypeUnion {
    private static final int MOST_DIGITS = 38;

    private TypeUnion() {}

    /** Whether each value of {@code seen} is one of {@code known} too; neither is a list or a struct. */
    static boolean holds(DataType known, DataType seen) {
        if (known.equals(seen) || seen instanceof NullType) {
            return true;
        }
        if (known instanceof DoubleType) {
            return seen instanceof FloatType || isWhole(seen) && !(seen instanceof LongType);
        }
        if (known instanceof FloatType) {
            return seen instanceof ByteType || seen instanceof ShortType;
        }
        if (known instanceof DecimalType decimal) {
            return (isWhole(seen) || seen instanceof DecimalType)
                    && scale(seen) <= decimal.scale()
                    && wholeDigits(seen) <= wholeDigits(decimal);
        }
        return isWhole(known) && isWhole(seen) && wholeDigits(seen) < wholeDigits(known);
    }

    private static boolean isWhole(DataType type) {
        return type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType;
    }

    private static int scale(DataType type) {
        return type instanceof DecimalType decimal ? decimal.scale() : 0;
    }

    private static int wholeDigits(DataType type) {
        if (type instanceof DecimalType decimal) {
            return decimal.precision() - decimal.scale();
        }
        return type instanceof ByteType ? 3 : type instanceof ShortType ? 5 : type instanceof IntegerType ? 10 : 19;
    }

    /** A type that holds all values of both; empty where there is none. Structs have the fields of both. */
    static Optional<DataType> of(DataType one, DataType other) {
        if (one instanceof ArrayType first && other instanceof ArrayType second) {
            return of(first.elementType(), second.elementType()).map(DataTypes::createArrayType);
        }
        if (one instanceof StructType first && other instanceof StructType second) {
            return ofFields(first, second);
        }
        if (one instanceof NullType || holds(other, one)) {
            return Optional.of(other);
        }
        if (holds(one, other)) {
            return Optional.of(one);
        }
        boolean digits =
                (isWhole(one) || one instanceof DecimalType) && (isWhole(other) || other instanceof DecimalType);
        if (digits) {
            int scale = Math.max(scale(one), scale(other));
            int precision = scale + Math.max(wholeDigits(one), wholeDigits(other));
            return precision <= MOST_DIGITS
                    ? Optional.of(DataTypes.createDecimalType(precision, scale))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<DataType> ofFields(StructType first, StructType second) {
        List<StructField> fields = new ArrayList<>();
        for (StructField field : first.fields()) {
            Optional<StructField> twin = RowShape.find(second, field.name());
            Optional<DataType> type = twin.isEmpty()
                    ? Optional.of(field.dataType())
                    : of(field.dataType(), twin.get().dataType());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            fields.add(DataTypes.createStructField(field.name(), type.get(), true));
        }
        Arrays.stream(second.fields())
                .filter(field -> RowShape.find(first, field.name()).isEmpty())
                .forEach(fields::add);
        return Optional.of(new StructType(fields.toArray(StructField[]::new)));
    }

    /** The same where a column without any value, of which nothing is known, is text. */
    static DataType known(DataType type) {
        if (type instanceof ArrayType array) {
            return DataTypes.createArrayType(known(array.elementType()));
        }
        if (type instanceof StructType struct) {
            StructType known = new StructType();
            for (StructField field : struct.fields()) {
                known = known.add(field.name(), known(field.dataType()));
            }
            return known;
        }
        return type instanceof NullType ? DataTypes.StringType : type;
    }
}
