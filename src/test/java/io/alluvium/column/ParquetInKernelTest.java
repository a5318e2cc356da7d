package io.alluvium.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our files as Delta Kernel's own reader sees them. */
final class ParquetInKernelTest {
    @TempDir
    private Path folder;

    private static @Nullable Object value(DataType type, ColumnVector column, int row) {
        if (column.isNullAt(row)) {
            return null;
        }
        if (type instanceof ArrayType array) {
            ColumnVector elements = column.getArray(row).getElements();
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < column.getArray(row).getSize(); i++) {
                list.add(value(array.elementType(), elements, i));
            }
            return list;
        }
        if (type instanceof DecimalType) {
            return column.getDecimal(row);
        }
        return switch (type.typeName()) {
            case "boolean" -> column.getBoolean(row) ? 1L : 0L;
            case "byte" -> (long) column.getByte(row);
            case "short" -> (long) column.getShort(row);
            case "integer", "date" -> (long) column.getInt(row);
            case "float" -> (double) column.getFloat(row);
            case "double" -> column.getDouble(row);
            case "string" -> ByteBuffer.wrap(column.getString(row).getBytes(StandardCharsets.UTF_8));
            case "binary" -> ByteBuffer.wrap(column.getBinary(row));
            default -> column.getLong(row);
        };
    }

    private static @Nullable Object expected(DataType type, @Nullable Object value) {
        if (value instanceof List<?> list && type instanceof ArrayType array) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(expected(array.elementType(), element)));
            return elements;
        }
        if (value != null && type instanceof DecimalType decimal) {
            BigInteger unscaled = value instanceof Long number
                    ? BigInteger.valueOf(number)
                    : new BigInteger(((ByteBuffer) value).array());
            return new BigDecimal(unscaled, decimal.scale());
        }
        return value;
    }

    @Test
    void everyTypeIsReadAsItWasWritten() throws Exception {
        long seed = System.nanoTime();
        StructType schema = SampleRows.everyType();
        List<List<@Nullable Object>> rows = new SampleRows(seed, 1_000_000, 20).rows(schema, 2_000);
        Path file = folder.resolve("rows.parquet");
        List<FileColumn> columns = Collections.nCopies(schema.length(), new FileColumn.FromBatch());
        try (ParquetFile parquet = new ParquetFile(
                schema, Files.newOutputStream(file), columns, new EncodingLimits(100_000, 2_000, 1_000))) {
            for (int from = 0; from < rows.size(); from += 500) {
                parquet.write(SampleRows.batch(schema, rows.subList(from, from + 500)));
            }
            parquet.finish();
        }
        int row = 0;
        FileStatus status = FileStatus.of(file.toString(), Files.size(file), 0);
        try (CloseableIterator<FileReadResult> results = DefaultEngine.create(new Configuration())
                .getParquetHandler()
                .readParquetFiles(
                        Utils.singletonCloseableIterator(status),
                        DataTypeJsonSerDe.deserializeStructType(schema.json()),
                        Optional.empty())) {
            while (results.hasNext()) {
                ColumnarBatch batch = results.next().getData();
                for (int i = 0; i < batch.getSize(); i++, row++) {
                    for (int c = 0; c < schema.length(); c++) {
                        DataType type = schema.fields()[c].dataType();
                        assertThat(value(type, batch.getColumnVector(c), i))
                                .as("seed %d, row %d, %s", seed, row, type.sql())
                                .isEqualTo(expected(type, rows.get(row).get(c)));
                    }
                }
            }
        }
        assertThat(row).isEqualTo(rows.size());
    }
}
