package io.alluvium.sources.postgres;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.image.UnfitValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The types whose values have a fixed length or are plain bytes. Dates and times are counted from 2000 by the server and
 * from 1970 by us; its infinities, and all else outside the years 1 to 9999, do not fit.
 */
enum ScalarForm implements BinaryForm {
    BOOL,
    INT2,
    INT4,
    INT8,
    /** 32 bits without a sign: object and transaction numbers. */
    OID,
    FLOAT4,
    FLOAT8,
    DATE,
    /** With or without a zone: microseconds. */
    TIMESTAMP,
    BYTES,
    TEXT,
    UUID;

    private static final int DAYS_TO_2000 = 10_957;
    private static final int YEAR_1 = -719_162 - DAYS_TO_2000;
    private static final int YEAR_10000 = 2_932_897 - DAYS_TO_2000;
    private static final long UNSIGNED = 0xFFFF_FFFFL;
    private static final long DAY = 86_400_000_000L;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int UUID_TEXT = 36;

    @Override
    public Optional<String> unfit(String column) {
        return this == DATE || this == TIMESTAMP
                ? Optional.of(
                        "not isfinite(" + column + ") or extract(year from " + column + ") not between 1 and 9999")
                : Optional.empty();
    }

    @Override
    public Decoder into(ColumnValues column) {
        return switch (this) {
            case BOOL, INT2, INT4, INT8, OID, DATE, TIMESTAMP -> number((LongValues) column);
            case FLOAT4, FLOAT8 -> real((DoubleValues) column);
            case BYTES -> ((BytesValues) column)::append;
            case TEXT -> new TextDecoder((BytesValues) column);
            case UUID -> uuid((BytesValues) column);
        };
    }

    private Decoder number(LongValues column) {
        return switch (this) {
            case BOOL -> number(column, Byte.BYTES, 0, 1);
            case INT2 -> number(column, Short.BYTES, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT4 -> number(column, Integer.BYTES, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT8 -> number(column, Long.BYTES, Long.MIN_VALUE, Long.MAX_VALUE);
            case OID -> new WholeNumberDecoder(column, Integer.BYTES, UNSIGNED, 0, UNSIGNED, "", 0);
            case DATE ->
                new WholeNumberDecoder(
                        column,
                        Integer.BYTES,
                        -1,
                        YEAR_1,
                        YEAR_10000 - 1,
                        "dates outside the years 1 to 9999",
                        DAYS_TO_2000);
            case TIMESTAMP ->
                new WholeNumberDecoder(
                        column,
                        Long.BYTES,
                        -1,
                        YEAR_1 * DAY,
                        YEAR_10000 * DAY - 1,
                        "times outside the years 1 to 9999",
                        DAYS_TO_2000 * DAY);
            case FLOAT4, FLOAT8, BYTES, TEXT, UUID -> throw new IllegalStateException(name());
        };
    }

    private static Decoder number(LongValues column, int width, long least, long most) {
        return new WholeNumberDecoder(column, width, -1, least, most, "values of another type", 0);
    }

    private Decoder real(DoubleValues column) {
        return this == FLOAT4
                ? (bytes, at, length) ->
                        column.append(Float.intBitsToFloat(BigEndian.int32(bytes, sized(at, length, Float.BYTES))))
                : (bytes, at, length) ->
                        column.append(Double.longBitsToDouble(BigEndian.int64(bytes, sized(at, length, Double.BYTES))));
    }

    private static Decoder uuid(BytesValues column) {
        byte[] text = new byte[UUID_TEXT];
        return (bytes, at, length) -> {
            int from = sized(at, length, 2 * Long.BYTES);
            int to = 0;
            for (int i = 0; i < 2 * Long.BYTES; i++) {
                if (i == 4 || i == 6 || i == 8 || i == 10) {
                    text[to++] = '-';
                }
                text[to++] = DIGITS[bytes[from + i] >> 4 & 0xF];
                text[to++] = DIGITS[bytes[from + i] & 0xF];
            }
            column.append(text, 0, UUID_TEXT);
        };
    }

    private static int sized(int at, int length, int wanted) {
        if (length != wanted) {
            throw UnfitValue.ofOtherType();
        }
        return at;
    }
}
