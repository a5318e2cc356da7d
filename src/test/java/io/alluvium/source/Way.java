package io.alluvium.source;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.ListValues;
import io.alluvium.column.LongValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/** The two ways to a window's rows; what they give must not differ. */
public enum Way {
    ROWS,
    COLUMNS;

    private static final int CAPACITY = 7;

    public Dataset<Row> rows(TableRead extracted, SparkSession spark) {
        return this == ROWS ? extracted.rows(spark) : columns(extracted, spark);
    }

    /** Read through columns, in batches of a few rows, one part after the other. */
    public static Dataset<Row> columns(TableRead extracted, SparkSession spark) {
        ColumnReader reader = extracted.columns().orElseThrow();
        List<Row> rows = new ArrayList<>();
        ColumnBatch batch = new ColumnBatch(reader.schema(), CAPACITY);
        try {
            for (int part = 0; part < reader.parts(); part++) {
                reader.read(part, batch, full -> rows.addAll(rows(full)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return spark.createDataFrame(rows, reader.schema());
    }

    public static List<Row> rows(ColumnBatch batch) {
        Object[][] values = new Object[batch.rows()][batch.schema().length()];
        for (int column = 0; column < batch.schema().length(); column++) {
            List<Object> all = values(batch.schema().fields()[column].dataType(), batch.column(column), batch.rows());
            for (int row = 0; row < batch.rows(); row++) {
                values[row][column] = all.get(row);
            }
        }
        return Arrays.stream(values).map(RowFactory::create).toList();
    }

    private static List<Object> values(DataType type, ColumnValues column, int rows) {
        List<Object> elements = type instanceof ArrayType array && column instanceof ListValues lists
                ? values(array.elementType(), lists.elements(), lists.elements().rows())
                : List.of();
        List<Object> values = new ArrayList<>();
        int dense = 0;
        for (int row = 0; row < rows; row++) {
            if (column.isNull(row)) {
                values.add(null);
            } else if (column instanceof ListValues lists) {
                values.add(new ArrayList<>(elements.subList(lists.start(dense), lists.end(dense))));
                dense++;
            } else {
                values.add(value(type, column, dense++));
            }
        }
        return values;
    }

    private static Object value(DataType type, ColumnValues column, int index) {
        if (column instanceof LongValues longs) {
            return number(type, longs.value(index));
        }
        if (column instanceof DoubleValues doubles) {
            return type.equals(DataTypes.FloatType) ? (Object) (float) doubles.value(index) : doubles.value(index);
        }
        BytesValues bytes = (BytesValues) column;
        byte[] value = Arrays.copyOfRange(bytes.array(), bytes.start(index), bytes.end(index));
        if (type instanceof DecimalType decimal) {
            return new BigDecimal(new BigInteger(value), decimal.scale());
        }
        return type.equals(DataTypes.BinaryType) ? value : UTF8String.fromBytes(value);
    }

    private static Object number(DataType type, long value) {
        if (type instanceof DecimalType decimal) {
            return BigDecimal.valueOf(value, decimal.scale());
        }
        return switch (type.typeName()) {
            case "boolean" -> value == 1;
            case "short" -> (short) value;
            case "integer" -> (int) value;
            case "date" -> LocalDate.ofEpochDay(value);
            case "timestamp" -> Instant.EPOCH.plus(value, ChronoUnit.MICROS);
            case "timestamp_ntz" ->
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(value, 1_000_000L),
                        (int) Math.floorMod(value, 1_000_000L) * 1_000,
                        ZoneOffset.UTC);
            default -> value;
        };
    }
}
