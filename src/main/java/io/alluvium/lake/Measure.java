package io.alluvium.lake;

import com.fasterxml.jackson.databind.JsonNode;
import io.alluvium.lake.ColumnRange.Bound;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column and the bounds that statistics give are told so that they compare as Spark compares the
 * values. Types without a measure, floats among them, are never ruled out.
 */
public enum Measure {
    NUMBER,
    DAY,
    INSTANT,
    LOCAL_TIME,
    TEXT;

    private static final long MICROS = 1_000_000;

    /** Statistics cut times to milliseconds; what was cut off is less than one. */
    private static final long CUT_OFF = 999;

    /** Empty for a type whose bounds prove nothing. */
    public static Optional<Measure> of(DataType type) {
        if (type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType
                || type instanceof DecimalType) {
            return Optional.of(NUMBER);
        }
        if (type instanceof DateType) {
            return Optional.of(DAY);
        }
        if (type instanceof TimestampType) {
            return Optional.of(INSTANT);
        }
        if (type instanceof TimestampNTZType) {
            return Optional.of(LOCAL_TIME);
        }
        return type.equals(DataTypes.StringType) ? Optional.of(TEXT) : Optional.empty();
    }

    /** The value as it is to be collected for {@link #bound}: days, microseconds and bytes suffer no conversion. */
    public Column collected(Column value) {
        return switch (this) {
            case NUMBER, LOCAL_TIME -> value;
            case DAY -> functions.unix_date(value);
            case INSTANT -> functions.unix_micros(value);
            case TEXT -> value.cast(DataTypes.BinaryType);
        };
    }

    /** Whether a value is not above the bound; null where the value is. */
    public Column isUpTo(Column value, DataType type, Bound bound) {
        Column known = collected(value);
        return switch (this) {
            case NUMBER -> known.leq(functions.lit(bound.number()).cast(type));
            case LOCAL_TIME ->
                known.leq(functions.lit(LocalDateTime.ofEpochSecond(
                        Math.floorDiv(bound.number().longValueExact(), MICROS),
                        (int) Math.floorMod(bound.number().longValueExact(), MICROS) * 1000,
                        ZoneOffset.UTC)));
            case DAY, INSTANT -> known.leq(functions.lit(bound.number().longValueExact()));
            case TEXT -> known.leq(functions.lit(bound.bytes().getBytes(StandardCharsets.ISO_8859_1)));
        };
    }

    /** A value that was collected so. */
    public Bound bound(Object collected) {
        if (collected instanceof byte[] bytes) {
            return Bound.of(bytes);
        }
        return collected instanceof LocalDateTime time
                ? Bound.of(micros(time))
                : Bound.of(new BigDecimal(collected.toString()));
    }

    /** Of one value as a row has it; null is one. */
    static ColumnRange range(DataType type, @Nullable Object value) {
        if (value == null) {
            return ColumnRange.NULLS;
        }
        return Measure.of(type)
                .map(measure -> ColumnRange.of(measure.value(value)))
                .orElse(new ColumnRange(Optional.empty(), Optional.empty(), false, false));
    }

    /** Dates and instants come as {@code java.time} has them. */
    private Bound value(Object value) {
        return switch (this) {
            case DAY -> Bound.of(((LocalDate) value).toEpochDay());
            case INSTANT -> Bound.of(micros(LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC)));
            case TEXT -> Bound.of(((String) value).getBytes(StandardCharsets.UTF_8));
            case NUMBER, LOCAL_TIME -> bound(value);
        };
    }

    Optional<Bound> least(JsonNode written) {
        return bound(written, -CUT_OFF);
    }

    Optional<Bound> most(JsonNode written) {
        return bound(written, CUT_OFF);
    }

    /** Empty where another writer spelled it in a way that is not known here. */
    private Optional<Bound> bound(JsonNode written, long cutOff) {
        try {
            return switch (this) {
                case NUMBER -> written.isNumber() ? Optional.of(Bound.of(written.decimalValue())) : Optional.empty();
                case DAY ->
                    text(written).map(day -> Bound.of(LocalDate.parse(day).toEpochDay()));
                case INSTANT ->
                    text(written)
                            .map(time -> Bound.of(micros(OffsetDateTime.parse(time)
                                            .withOffsetSameInstant(ZoneOffset.UTC)
                                            .toLocalDateTime())
                                    + cutOff));
                case LOCAL_TIME -> text(written).map(time -> Bound.of(micros(LocalDateTime.parse(time)) + cutOff));
                case TEXT -> text(written).map(text -> Bound.of(text.getBytes(StandardCharsets.UTF_8)));
            };
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonNode written) {
        return written.isTextual() ? Optional.of(written.textValue()) : Optional.empty();
    }

    private static long micros(LocalDateTime time) {
        return Math.addExact(Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), MICROS), time.getNano() / 1000);
    }
}
