package io.alluvium.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.AuditedTable.TextForm;
import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.keys.KeyRanges;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that loaders keep in other types have the source's text, and values that it cannot have have none of its texts. */
class ReadingsTest {
    private static final DataType MONEY = DataTypes.createDecimalType(15, 2);
    private static final long SEED = 20261127;

    private static AuditedTable.Column column(DataType type) {
        return new AuditedTable.Column("c", type.simpleString(), Optional.of(type), TextForm.EXACT, Optional.empty());
    }

    private static String text(DataType source, DataType target, Consumer<ColumnValues> value) {
        ColumnBatch batch = new ColumnBatch(new StructType().add("c", target), 1);
        value.accept(batch.column(0));
        TextBuffer text = new TextBuffer();
        Reading reading = Readings.of(column(source), target, false);
        reading.text().orElseThrow(() -> new AssertionError(reading.words())).append(batch.column(0), 0, text);
        return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
    }

    private static String ofLong(DataType source, DataType target, long value) {
        return text(source, target, values -> ((LongValues) values).append(value));
    }

    private static String ofDouble(DataType source, DataType target, double value) {
        return text(source, target, values -> ((DoubleValues) values).append(value));
    }

    private static String ofText(DataType source, String value) {
        return text(
                source,
                DataTypes.StringType,
                values -> ((BytesValues) values).append(value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aDecimalHasOneTextInEveryTypeThatHoldsIt() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            long cents = random.nextLong() % (long) Math.pow(10, 1 + random.nextInt(15));
            BigDecimal value = BigDecimal.valueOf(cents, 2);
            String expected = "V" + value.toPlainString() + ";";
            assertThat(ofLong(MONEY, MONEY, cents)).as("seed " + SEED).isEqualTo(expected);
            assertThat(ofDouble(MONEY, DataTypes.DoubleType, value.doubleValue()))
                    .isEqualTo(expected);
            assertThat(ofText(MONEY, value.stripTrailingZeros().toPlainString()))
                    .isEqualTo(expected);
            assertThat(ofText(MONEY, value.stripTrailingZeros().toString())).isEqualTo(expected);
            BigInteger wide = value.setScale(9).unscaledValue();
            byte[] bytes = new byte[16];
            byte[] shortest = wide.toByteArray();
            Arrays.fill(bytes, (byte) (wide.signum() < 0 ? -1 : 0));
            System.arraycopy(shortest, 0, bytes, 16 - shortest.length, shortest.length);
            assertThat(text(MONEY, DataTypes.createDecimalType(38, 9), values -> ((BytesValues) values).append(bytes)))
                    .isEqualTo(expected);
            assertThat(ofDouble(MONEY, DataTypes.DoubleType, Math.nextUp(value.doubleValue())))
                    .isNotEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-27T03:04:05.123456Z,true",
        "2026-11-27 03:04:05.123456,true",
        "2026-11-27T04:04:05.123456+01:00,true",
        "2026-11-27 03:04:05.123456 UTC,true",
        "2026-11-27 03:04:05.123456+00,true",
        "2026-11-27T03:04:05.123456000Z,true",
        "2026-11-27T03:04:05.1234567Z,false",
        "2026-11-27,false",
        "27.11.2026,false",
        "2026-13-27T03:04:05Z,false"
    })
    void aTimeThatIsWrittenOutIsTheMomentThatItIs(String written, boolean same) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2026-11-27T03:04:05.123456Z"));
        assertThat(ofText(DataTypes.TimestampType, written).equals("V" + micros + ";"))
                .isEqualTo(same);
    }

    @Test
    void daysTruthsAndFloatsHaveTheirTextInOtherTypes() {
        long day = LocalDate.parse("1969-12-25").toEpochDay();
        assertThat(ofText(DataTypes.DateType, "1969-12-25")).isEqualTo("V" + day + ";");
        assertThat(ofLong(DataTypes.DateType, DataTypes.TimestampNTZType, day * 86_400_000_000L))
                .isEqualTo("V" + day + ";");
        assertThat(ofLong(DataTypes.DateType, DataTypes.TimestampNTZType, day * 86_400_000_000L + 1))
                .startsWith("U");
        assertThat(ofText(DataTypes.BooleanType, "True")).isEqualTo("V1;");
        assertThat(ofText(DataTypes.BooleanType, "yes")).startsWith("U");
        assertThat(ofLong(DataTypes.BooleanType, DataTypes.IntegerType, 1)).isEqualTo("V1;");
        String tenth = "V3dcccccd;";
        assertThat(ofDouble(DataTypes.FloatType, DataTypes.FloatType, 0.1f)).isEqualTo(tenth);
        assertThat(ofDouble(DataTypes.FloatType, DataTypes.DoubleType, 0.1f)).isEqualTo(tenth);
        assertThat(ofDouble(DataTypes.FloatType, DataTypes.DoubleType, 0.1)).isEqualTo(tenth);
        assertThat(ofDouble(DataTypes.FloatType, DataTypes.DoubleType, 0.123456789012))
                .startsWith("U");
        assertThat(ofLong(DataTypes.createDecimalType(9, 3), DataTypes.LongType, -7))
                .isEqualTo("V-7.000;");
        assertThat(ofText(DataTypes.LongType, "1.5")).startsWith("U");
        assertThat(ofText(DataTypes.StringType, "ñ")).isEqualTo("V2:ñ");
    }

    @Test
    void whatIsNotExactIsNotCompared() {
        assertThat(Readings.of(column(DataTypes.createDecimalType(16, 2)), DataTypes.DoubleType, true)
                        .text())
                .isEmpty();
        assertThat(Readings.of(column(DataTypes.LongType), DataTypes.DoubleType, true)
                        .text())
                .isEmpty();
        assertThat(Readings.of(column(DataTypes.DoubleType), DataTypes.FloatType, true)
                        .text())
                .isEmpty();
        assertThat(Readings.of(column(DataTypes.TimestampType), DataTypes.DateType, true)
                        .text())
                .isEmpty();
        assertThat(Readings.of(column(DataTypes.BinaryType), DataTypes.StringType, true)
                        .text())
                .isEmpty();
    }

    @Test
    void rangesOfWholeNumbersAreFoundAsByTheirTexts() {
        Random random = new Random(SEED);
        KeyRanges ranges = new KeyRanges(KeyOrder.NUMBER, List.of("-1000", "-3", "0", "17", "123456789012345678"));
        RangeFinder finder = new RangeFinder(ranges, false);
        for (int i = 0; i < 10_000; i++) {
            String value = random.nextInt(4) == 0
                    ? Long.toString(random.nextLong())
                    : Integer.toString(random.nextInt(50) - 25) + (random.nextBoolean() ? "" : ".5");
            byte[] text = ("V" + value + ";").getBytes(StandardCharsets.US_ASCII);
            assertThat(finder.of(text, text.length)).as(value).isEqualTo(ranges.of(value));
        }
        byte[] word = "V5:ab:;c".getBytes(StandardCharsets.US_ASCII);
        KeyRanges words = new KeyRanges(KeyOrder.TEXT, List.of("ab", "ab:;c", "b"));
        assertThat(new RangeFinder(words, true).of(word, word.length)).isEqualTo(2);
        assertThat(new RangeFinder(words, true).of(new byte[] {'N'}, 1)).isZero();
    }
}
