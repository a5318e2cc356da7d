package io.alluvium.lake;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.ListValues;
import io.alluvium.column.LongValues;
import io.alluvium.column.StructValues;
import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.FilteredColumnarBatch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** Copies rows from Kernel's vectors to our columns. */
final class VectorCopy {
    private static final int LONG_DECIMAL_BYTES = 16;

    private final Values[] columns;

    /** Copies one value that is not null. */
    private interface Values {
        void copy(ColumnVector from, int row, ColumnValues to);
    }

    VectorCopy(StructType schema) {
        columns = Arrays.stream(schema.fields())
                .map(field -> values(field.dataType()))
                .toArray(Values[]::new);
    }

    /** Appends the selected rows to the batch, which goes to the sink and is cleared whenever it is full. */
    void rows(FilteredColumnarBatch from, ColumnBatch to, Consumer<ColumnBatch> sink) {
        int size = from.getData().getSize();
        ColumnVector[] vectors = new ColumnVector[columns.length];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = from.getData().getColumnVector(i);
        }
        for (int row = 0; row < size; row++) {
            if (isSelected(from, row)) {
                for (int i = 0; i < vectors.length; i++) {
                    copy(columns[i], vectors[i], row, to.column(i));
                }
                to.endRow();
                if (to.isFull()) {
                    sink.accept(to);
                    to.clear();
                }
            }
        }
    }

    private static boolean isSelected(FilteredColumnarBatch batch, int row) {
        return batch.getSelectionVector()
                .map(selected -> !selected.isNullAt(row) && selected.getBoolean(row))
                .orElse(true);
    }

    private static void copy(Values values, ColumnVector from, int row, ColumnValues to) {
        if (from.isNullAt(row)) {
            to.appendNull();
        } else {
            values.copy(from, row, to);
        }
    }

    private static Values values(DataType type) {
        if (type instanceof BooleanType) {
            return (from, row, to) -> ((LongValues) to).append(from.getBoolean(row) ? 1 : 0);
        }
        if (type instanceof ByteType) {
            return (from, row, to) -> ((LongValues) to).append(from.getByte(row));
        }
        if (type instanceof ShortType) {
            return (from, row, to) -> ((LongValues) to).append(from.getShort(row));
        }
        if (type instanceof IntegerType || type instanceof DateType) {
            return (from, row, to) -> ((LongValues) to).append(from.getInt(row));
        }
        if (type instanceof FloatType) {
            return (from, row, to) -> ((DoubleValues) to).append(from.getFloat(row));
        }
        if (type instanceof DoubleType) {
            return (from, row, to) -> ((DoubleValues) to).append(from.getDouble(row));
        }
        if (type instanceof StringType) {
            return (from, row, to) ->
                    ((BytesValues) to).append(from.getString(row).getBytes(StandardCharsets.UTF_8));
        }
        if (type instanceof BinaryType) {
            return (from, row, to) -> ((BytesValues) to).append(from.getBinary(row));
        }
        if (type instanceof DecimalType decimal) {
            return decimal(decimal);
        }
        if (type instanceof ArrayType array) {
            return list(values(array.elementType()));
        }
        if (type instanceof StructType struct) {
            return struct(Arrays.stream(struct.fields())
                    .map(field -> values(field.dataType()))
                    .toArray(Values[]::new));
        }
        // bigint and both timestamps, in microseconds
        return (from, row, to) -> ((LongValues) to).append(from.getLong(row));
    }

    private static Values decimal(DecimalType type) {
        return ColumnValues.isShort(type)
                ? (from, row, to) -> ((LongValues) to)
                        .append(unscaled(from.getDecimal(row), type).longValueExact())
                : (from, row, to) -> ((BytesValues) to).append(sixteenBytes(unscaled(from.getDecimal(row), type)));
    }

    private static BigInteger unscaled(BigDecimal value, DecimalType type) {
        return value.setScale(type.scale()).unscaledValue();
    }

    private static byte[] sixteenBytes(BigInteger value) {
        byte[] shortest = value.toByteArray();
        byte[] bytes = new byte[LONG_DECIMAL_BYTES];
        Arrays.fill(bytes, 0, LONG_DECIMAL_BYTES - shortest.length, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, bytes, LONG_DECIMAL_BYTES - shortest.length, shortest.length);
        return bytes;
    }

    private static Values list(Values elements) {
        return (from, row, to) -> {
            ListValues lists = (ListValues) to;
            ArrayValue array = from.getArray(row);
            for (int i = 0; i < array.getSize(); i++) {
                copy(elements, array.getElements(), i, lists.elements());
            }
            lists.append();
        };
    }

    private static Values struct(Values[] fields) {
        return (from, row, to) -> {
            StructValues structs = (StructValues) to;
            for (int i = 0; i < fields.length; i++) {
                copy(fields[i], from.getChild(i), row, structs.field(i));
            }
            structs.append();
        };
    }
}
