package io.alluvium.sources.objects.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Decoders against Java's own BigDecimal and time, on texts made by chance. */
class ValueDecoderTest {
    private static final int TEXTS = 60_000;
    private static final long SEED = 15;

    @Test
    void wholeNumbersAreThoseOfBigDecimal() {
        Random random = new Random(SEED);
        compare("tinyint", () -> number(random), text -> whole(text, 8));
        compare("smallint", () -> number(random), text -> whole(text, 16));
        compare("int", () -> number(random), text -> whole(text, 32));
        compare("bigint", () -> number(random), text -> whole(text, 64));
    }

    @Test
    void decimalsAreThoseOfBigDecimal() {
        Random random = new Random(SEED);
        for (int[] type : new int[][] {{12, 2}, {18, 0}, {18, 18}, {19, 4}, {38, 10}, {38, 38}, {5, 0}}) {
            compare(
                    "decimal(" + type[0] + "," + type[1] + ")",
                    () -> number(random),
                    text -> decimal(text, type[0], type[1]));
        }
    }

    @Test
    void doublesHoldWhatIsWritten() {
        Random random = new Random(SEED);
        compare("double", () -> number(random), ValueDecoderTest::asDouble);
        compare("double", () -> floating(random), ValueDecoderTest::asDouble);
        compare("float", () -> number(random), ValueDecoderTest::asFloat);
        compare("float", () -> floating(random), ValueDecoderTest::asFloat);
    }

    @Test
    void everyDoubleIsHeldAsSeventeenDigitsWriteIt() {
        Random random = new Random(SEED);
        DecodedTexts doubles = new DecodedTexts("double", TextFormat.USUAL);
        DecodedTexts floats = new DecodedTexts("float", TextFormat.USUAL);
        for (int i = 0; i < TEXTS; i++) {
            double number = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextGaussian() * 1000;
            if (Double.isFinite(number)) {
                String written =
                        new BigDecimal(number).round(new MathContext(17)).toString();
                assertThat(doubles.of(written)).as(written).isEqualTo(Double.toString(number));
            }
            float single = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(single)) {
                String written =
                        new BigDecimal(single).round(new MathContext(9)).toString();
                assertThat(floats.of(written)).as(written).isEqualTo(Double.toString(single));
            }
        }
    }

    @Test
    void datesAreThoseOfJava() {
        Random random = new Random(SEED);
        compare("date", () -> date(random), ValueDecoderTest::asDate);
    }

    @Test
    void timestampsAreThoseOfJava() {
        Random random = new Random(SEED);
        for (String zone : List.of("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")) {
            TextFormat format = new TextFormat('.', TextFormat.NO_GROUPING, List.of(), List.of(), ZoneId.of(zone));
            DecodedTexts decoded = new DecodedTexts("timestamp", format);
            for (int i = 0; i < TEXTS / 5; i++) {
                String text = timestamp(random);
                assertThat(decoded.of(text)).as(text + " in " + zone).isEqualTo(asTimestamp(text, ZoneId.of(zone)));
            }
        }
    }

    @Test
    void aNumberOfAMillionDigitsIsRefusedWithoutBeingReckonedOut() {
        String digits = "1".repeat(1_000_000);
        long start = System.nanoTime();
        for (String type : List.of("int", "decimal(38,10)", "double", "float")) {
            DecodedTexts decoded = new DecodedTexts(type, TextFormat.USUAL);
            for (String text :
                    List.of(digits, "0." + digits, digits + "e-1000000", "0." + digits + "e999999999", "1e" + digits)) {
                assertThat(decoded.of(text)).isEqualTo(DecodedTexts.CORRUPT);
            }
        }
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    @Test
    void textsAreNoValuesOfOtherTypes() {
        assertThat(ValueDecoder.supports(DataTypes.BinaryType)).isFalse();
        assertThat(ValueDecoder.supports(new StructType())).isFalse();
        assertThat(ValueDecoder.supports(DataTypes.createArrayType(DataTypes.LongType)))
                .isFalse();
        assertThatThrownBy(() -> new DecodedTexts("binary", TextFormat.USUAL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("texts are no values of type BINARY");
    }

    private static void compare(String type, Supplier<String> texts, Function<String, String> oracle) {
        DecodedTexts decoded = new DecodedTexts(type, TextFormat.USUAL);
        int held = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = texts.get();
            String found = decoded.of(text);
            assertThat(found).as("%s as %s", text, type).isEqualTo(oracle.apply(text));
            held += found.equals(DecodedTexts.CORRUPT) ? 0 : 1;
        }
        assertThat(held).as(type).isBetween(TEXTS / 200, TEXTS - TEXTS / 200);
    }

    /** Digits with marks, signs and exponents, sometimes where they do not belong. */
    private static String number(Random random) {
        StringBuilder text = new StringBuilder();
        text.append(pick(random, "", "", "", "-", "+", " ", "\t-"));
        digits(random, text, random.nextInt(random.nextInt(4) == 0 ? 40 : 12));
        if (random.nextBoolean()) {
            text.append('.');
            digits(random, text, random.nextInt(random.nextInt(4) == 0 ? 25 : 5));
            text.append("0".repeat(random.nextInt(4) == 0 ? random.nextInt(12) : 0));
        }
        if (random.nextInt(6) == 0) {
            text.append(pick(random, "e", "E", "e-", "E+")).append(random.nextInt(random.nextInt(4) == 0 ? 400 : 12));
        }
        if (random.nextInt(12) == 0) {
            text.insert(random.nextInt(text.length() + 1), pick(random, " ", ".", "-", "x", ",", "\u0660", "e", "\0"));
        }
        // Java's BigDecimal works such exponents out.
        return text.append(pick(random, "", "", "", "", " "))
                .toString()
                .replaceAll("([eE][+-]?[0-9]{1,4})[0-9]*", "$1");
    }

    /** Numbers near those that floating-point numbers hold, on either side. */
    private static String floating(Random random) {
        double near = switch (random.nextInt(4)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> Float.intBitsToFloat(random.nextInt());
            case 2 -> random.nextDouble() * Math.pow(10, random.nextInt(18));
            default -> Math.scalb(1.0, random.nextInt(140) - 70) * (1 + random.nextInt(3));
        };
        if (!Double.isFinite(near)) {
            return "1e999";
        }
        BigDecimal written = new BigDecimal(near).round(new MathContext(1 + random.nextInt(20)));
        BigDecimal moved = written.add(written.ulp().multiply(BigDecimal.valueOf(random.nextInt(3) - 1)));
        return random.nextBoolean() ? moved.toString() : moved.toPlainString();
    }

    private static void digits(Random random, StringBuilder text, int count) {
        int zeros = random.nextInt(4) == 0 ? count : 0;
        for (int i = 0; i < count; i++) {
            text.append(zeros > 0 && random.nextInt(3) > 0 ? 0 : random.nextInt(10));
        }
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static BigDecimal parsed(String text) {
        String own = text.replaceAll("^[ \t]+|[ \t]+$", "");
        return own.matches("[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?") ? new BigDecimal(own) : null;
    }

    /** With the scale lessened to zero where zeros stand at the end; null where an exponent stands for digits. */
    private static BigDecimal writtenOut(String text) {
        BigDecimal number = parsed(text);
        if (number == null || number.signum() == 0) {
            return number == null ? null : BigDecimal.ZERO;
        }
        return number.scale() < 0 ? null : withoutZeros(number);
    }

    private static BigDecimal withoutZeros(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 && number.scale() >= 0
                ? stripped.setScale(0)
                : stripped.scale() < number.scale() ? stripped : number;
    }

    private static String whole(String text, int bits) {
        BigDecimal number = writtenOut(text);
        if (number == null || number.scale() > 0) {
            return DecodedTexts.CORRUPT;
        }
        BigInteger value = number.toBigIntegerExact();
        return value.bitLength() < bits ? value.toString() : DecodedTexts.CORRUPT;
    }

    private static String decimal(String text, int precision, int scale) {
        BigDecimal number = writtenOut(text);
        if (number == null || number.scale() > scale) {
            return DecodedTexts.CORRUPT;
        }
        BigDecimal scaled = number.setScale(scale);
        return scaled.unscaledValue().abs().compareTo(BigInteger.TEN.pow(precision)) < 0
                ? scaled.toPlainString()
                : DecodedTexts.CORRUPT;
    }

    private static String asDouble(String text) {
        BigDecimal number = parsed(text);
        if (number == null) {
            return DecodedTexts.CORRUPT;
        }
        double nearest = Double.parseDouble(text.strip());
        return holds(nearest, number) ? Double.toString(nearest) : DecodedTexts.CORRUPT;
    }

    private static String asFloat(String text) {
        BigDecimal number = parsed(text);
        if (number == null) {
            return DecodedTexts.CORRUPT;
        }
        float nearest = Float.parseFloat(text.strip());
        return holds(nearest, number) ? Double.toString(nearest) : DecodedTexts.CORRUPT;
    }

    private static boolean holds(double nearest, BigDecimal number) {
        if (!Double.isFinite(nearest) || number.signum() == 0) {
            return number.signum() == 0;
        }
        BigDecimal written = number.scale() > 0 ? withoutZeros(number) : number;
        BigDecimal off = new BigDecimal(nearest).subtract(written).abs();
        return off.add(off).compareTo(written.ulp()) <= 0;
    }

    private static String date(Random random) {
        String text = "%04d-%02d-%02d"
                .formatted(
                        random.nextInt(4) == 0 ? random.nextInt(10_001) : 1890 + random.nextInt(200),
                        random.nextInt(14),
                        random.nextInt(33));
        return random.nextInt(20) == 0 ? text.replace("-", pick(random, "/", "", "--", " ")) : text;
    }

    private static String asDate(String text) {
        try {
            boolean iso = text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") && !text.startsWith("0000");
            return iso ? LocalDate.parse(text).toString() : DecodedTexts.CORRUPT;
        } catch (DateTimeException e) {
            return DecodedTexts.CORRUPT;
        }
    }

    private static String timestamp(Random random) {
        LocalDateTime near =
                LocalDateTime.of(1850, 1, 1, 0, 0).plusMinutes(random.nextInt(300 * 365 * 24 * 60 / 2) * 2L);
        if (random.nextBoolean()) {
            // Around the changes of the clocks.
            near = LocalDateTime.of(2000 + random.nextInt(30), pick(random, 3, 4, 10, 11), 1, 0, 0)
                    .plusMinutes(random.nextInt(31 * 24 * 60));
        }
        String offset = pick(random, "", "", "", "Z", "+02:00", "-0330", "+05");
        String text = near.truncatedTo(ChronoUnit.MINUTES).toString() + ":" + pick(random, "00", "59", "60", "07");
        return text + pick(random, "", ".5", ".123456", ".1234560", ".1234567") + offset;
    }

    private static int pick(Random random, Integer... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String asTimestamp(String text, ZoneId zone) {
        String offset = text.replaceFirst("^.{19}([.][0-9]*)?", "");
        try {
            LocalDateTime local = LocalDateTime.parse(text.substring(0, text.length() - offset.length()));
            List<ZoneOffset> offsets =
                    offset.isEmpty() ? zone.getRules().getValidOffsets(local) : List.of(ZoneOffset.of(offset));
            if (offsets.size() != 1 || local.getNano() % 1000 != 0) {
                return DecodedTexts.CORRUPT;
            }
            return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, local.toInstant(offsets.get(0))));
        } catch (DateTimeException e) {
            return DecodedTexts.CORRUPT;
        }
    }
}
