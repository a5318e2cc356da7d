package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.source.image.UnfitValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalFormTest {
    /** As the server stores and sends a number: no zero digits at either end. */
    private static byte[] sent(BigDecimal value) {
        BigDecimal plain = value.abs();
        int shown = Math.max(0, plain.scale());
        int groups = (shown + 3) / 4;
        BigInteger scaled = plain.movePointRight(groups * 4).toBigIntegerExact();
        List<Integer> digits = new ArrayList<>();
        int weight = -groups - 1;
        for (; scaled.signum() > 0; scaled = scaled.divide(BigInteger.valueOf(10_000))) {
            digits.add(0, scaled.mod(BigInteger.valueOf(10_000)).intValue());
            weight++;
        }
        while (!digits.isEmpty() && digits.get(digits.size() - 1) == 0) {
            digits.remove(digits.size() - 1);
        }
        return sent(digits.isEmpty() ? 0 : weight, value.signum() < 0 ? 0x4000 : 0, shown, digits);
    }

    private static byte[] sent(int weight, int sign, int shown, List<Integer> digits) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + 2 * digits.size())
                .putShort((short) digits.size())
                .putShort((short) weight)
                .putShort((short) sign)
                .putShort((short) shown);
        digits.forEach(digit -> bytes.putShort((short) digit.intValue()));
        return bytes.array();
    }

    /** The decoded value, from the middle of an array. */
    private static BigDecimal decoded(int precision, int scale, byte[] sent) {
        ColumnBatch batch =
                new ColumnBatch(new StructType().add("d", DataTypes.createDecimalType(precision, scale)), 1);
        byte[] framed = new byte[sent.length + 6];
        Arrays.fill(framed, (byte) 0x11);
        System.arraycopy(sent, 0, framed, 3, sent.length);
        new DecimalForm(precision, scale).into(batch.column(0)).append(framed, 3, sent.length);
        return batch.column(0) instanceof LongValues longs
                ? BigDecimal.valueOf(longs.value(0), scale)
                : new BigDecimal(
                        new BigInteger(Arrays.copyOf(
                                ((BytesValues) batch.column(0)).array(), ((BytesValues) batch.column(0)).end(0))),
                        scale);
    }

    @Test
    void anyValueOfTheTypeArrivesExactly() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            int precision = 1 + random.nextInt(38);
            int scale = random.nextInt(precision + 1);
            BigInteger unscaled = new BigInteger(1 + random.nextInt(126), random)
                    .mod(BigInteger.TEN.pow(1 + random.nextInt(precision)));
            BigDecimal value = new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);

            assertThat(decoded(precision, scale, sent(value)))
                    .as("seed %d, decimal(%d,%d)", seed, precision, scale)
                    .isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 17, 18, 19, 20, 37, 38})
    void theLargestAndSmallestFitAndTheNextDoNot(int precision) {
        for (int scale = 0; scale <= precision; scale++) {
            BigDecimal largest = new BigDecimal(BigInteger.TEN.pow(precision).subtract(BigInteger.ONE), scale);
            BigDecimal tooLarge = new BigDecimal(BigInteger.TEN.pow(precision), scale);
            int within = scale;
            assertThat(decoded(precision, scale, sent(largest))).isEqualTo(largest);
            assertThat(decoded(precision, scale, sent(largest.negate()))).isEqualTo(largest.negate());
            assertThatThrownBy(() -> decoded(precision, within, sent(tooLarge))).isInstanceOf(UnfitValue.class);
            assertThatThrownBy(() -> decoded(precision, within, sent(tooLarge.negate())))
                    .isInstanceOf(UnfitValue.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"5,2,0.001", "5,2,-1.0001", "5,0,0.5", "38,10,0.00000000001", "18,18,1", "3,3,1000000000000000000000"})
    void aValueWithMoreDigitsThanTheTypeHasIsRefused(int precision, int scale, String value) {
        assertThatThrownBy(() -> decoded(precision, scale, sent(new BigDecimal(value))))
                .isInstanceOf(UnfitValue.class)
                .hasMessageNotContaining("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC000, 0xD000, 0xF000, 0x1234})
    void nanAndInfinitiesAreRefused(int sign) {
        for (int precision : new int[] {18, 38}) {
            assertThatThrownBy(() -> decoded(precision, 0, sent(0, sign, 0, List.of())))
                    .isInstanceOf(UnfitValue.class)
                    .hasMessage("NaN or infinity");
        }
    }

    @Test
    void zeroesAtTheEndsMakeNoDifference() {
        for (int precision : new int[] {18, 38}) {
            assertThat(decoded(precision, 2, sent(3, 0x4000, 2, List.of(0, 0, 12, 3400, 5600, 0))))
                    .isEqualTo(new BigDecimal("-123400.56"));
            assertThat(decoded(precision, 2, sent(0, 0, 2, List.of()))).isEqualTo(new BigDecimal("0.00"));
            assertThat(decoded(precision, 2, sent(5, 0, 2, List.of(0)))).isEqualTo(new BigDecimal("0.00"));
        }
    }

    @Test
    void bytesThatAreNoNumberAreRefused() {
        byte[] sent = sent(new BigDecimal("12345.67"));
        for (int precision : new int[] {18, 38}) {
            for (int length = 0; length < sent.length; length++) {
                byte[] cut = Arrays.copyOf(sent, length);
                assertThatThrownBy(() -> decoded(precision, 2, cut)).isInstanceOf(UnfitValue.class);
            }
            assertThatThrownBy(() -> decoded(precision, 2, sent(0, 0, 0, List.of(10_000))))
                    .isInstanceOf(UnfitValue.class);
            assertThatThrownBy(() -> decoded(precision, 2, sent(0, 0, 0, List.of(40_000))))
                    .isInstanceOf(UnfitValue.class);
        }
    }
}
