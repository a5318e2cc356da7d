package io.alluvium.sources.objects.typed;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The values of a column as texts, as PostgreSQL writes them: a value has one text, and so one hash, wherever it is read. */
interface ValueTexts {
    DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    /** The text of the {@code index}-th value, nulls not counted. */
    byte[] text(int index);

    private static ValueTexts of(Words words) {
        return index -> words.text(index).getBytes(StandardCharsets.UTF_8);
    }

    /** The same in characters. */
    interface Words {
        String text(int index);
    }

    /** @param column values of the type; those of lists and structs have a text that is always the same */
    static ValueTexts of(DataType type, ColumnValues column) {
        if (column instanceof LongValues longs) {
            return of(ofLongs(type, longs));
        }
        if (column instanceof DoubleValues doubles) {
            boolean single = type instanceof FloatType;
            return of(index -> ShortestDigits.text(doubles.value(index), single));
        }
        if (column instanceof BytesValues bytes) {
            return ofBytes(type, bytes);
        }
        return index -> new byte[0];
    }

    private static Words ofLongs(DataType type, LongValues longs) {
        if (type instanceof BooleanType) {
            return index -> longs.value(index) == 0 ? "false" : "true";
        }
        if (type instanceof DateType) {
            return index -> LocalDate.ofEpochDay(longs.value(index)).toString();
        }
        if (type instanceof TimestampNTZType) {
            return index -> moment(longs.value(index));
        }
        if (type instanceof TimestampType) {
            return index -> moment(longs.value(index)) + "+00";
        }
        return type instanceof DecimalType decimal
                ? index ->
                        BigDecimal.valueOf(longs.value(index), decimal.scale()).toPlainString()
                : index -> Long.toString(longs.value(index));
    }

    private static ValueTexts ofBytes(DataType type, BytesValues bytes) {
        if (type instanceof DecimalType decimal) {
            return of(index -> new BigDecimal(new BigInteger(value(bytes, index)), decimal.scale()).toPlainString());
        }
        return type instanceof StringType
                ? index -> value(bytes, index)
                : of(index -> "\\x" + HexFormat.of().formatHex(value(bytes, index)));
    }

    private static byte[] value(BytesValues bytes, int index) {
        return Arrays.copyOfRange(bytes.array(), bytes.start(index), bytes.end(index));
    }

    private static String moment(long microseconds) {
        LocalDateTime moment = LocalDateTime.ofEpochSecond(
                Math.floorDiv(microseconds, 1_000_000L),
                (int) Math.floorMod(microseconds, 1_000_000L) * 1000,
                ZoneOffset.UTC);
        return MOMENT.format(moment);
    }
}
