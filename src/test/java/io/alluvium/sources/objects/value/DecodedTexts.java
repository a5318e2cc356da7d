package io.alluvium.sources.objects.value;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** What a decoder makes of texts, spelled as Python would. */
final class DecodedTexts {
    static final String CORRUPT = "corrupt";

    private final DataType type;
    private final ColumnBatch batch;
    private final ValueDecoder decoder;

    DecodedTexts(String type, TextFormat format) {
        this.type = DataType.fromDDL(type);
        this.batch = new ColumnBatch(new StructType().add("value", this.type), 4);
        this.decoder = ValueDecoder.of(this.type, format, batch.column(0));
    }

    /** The text is given between other bytes, which are not its own. */
    String of(String text) {
        byte[] own = text.getBytes(StandardCharsets.UTF_8);
        byte[] around = new byte[own.length + 6];
        Arrays.fill(around, (byte) '7');
        System.arraycopy(own, 0, around, 3, own.length);
        batch.clear();
        ColumnValues column = batch.column(0);
        if (!decoder.append(around, 3, own.length)) {
            if (column.rows() != 0) {
                throw new AssertionError("refused, and appended all the same: " + text);
            }
            return CORRUPT;
        }
        if (column.rows() != 1) {
            throw new AssertionError("not exactly one value of " + text);
        }
        return value(column);
    }

    private String value(ColumnValues column) {
        if (column instanceof DoubleValues doubles) {
            return Double.toString(doubles.value(0));
        }
        if (type instanceof DecimalType decimal) {
            return new BigDecimal(unscaled(column), decimal.scale()).toPlainString();
        }
        if (type instanceof StringType) {
            return text((BytesValues) column);
        }
        long value = ((LongValues) column).value(0);
        if (type instanceof BooleanType) {
            return value == 1 ? "true" : value == 0 ? "false" : "neither " + value;
        }
        return type instanceof DateType ? LocalDate.ofEpochDay(value).toString() : Long.toString(value);
    }

    private static BigInteger unscaled(ColumnValues column) {
        if (column instanceof LongValues longs) {
            return BigInteger.valueOf(longs.value(0));
        }
        BytesValues bytes = (BytesValues) column;
        if (bytes.length() != 16) {
            throw new AssertionError("a long decimal of " + bytes.length() + " bytes");
        }
        return new BigInteger(Arrays.copyOf(bytes.array(), 16));
    }

    private static String text(BytesValues column) {
        return new String(column.array(), 0, column.length(), StandardCharsets.UTF_8);
    }
}
