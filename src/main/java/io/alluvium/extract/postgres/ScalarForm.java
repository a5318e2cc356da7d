package io.alluvium.extract.postgres;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
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
            case TEXT -> text((BytesValues) column);
            case UUID -> uuid((BytesValues) column);
        };
    }

    private Decoder number(LongValues column) {
        return switch (this) {
            case BOOL -> (bytes, at, length) -> column.append(bytes[sized(at, length, Byte.BYTES)] == 0 ? 0 : 1);
            case INT2 -> (bytes, at, length) -> column.append(BigEndian.int16(bytes, sized(at, length, Short.BYTES)));
            case INT4 -> (bytes, at, length) -> column.append(BigEndian.int32(bytes, sized(at, length, Integer.BYTES)));
            case INT8 -> (bytes, at, length) -> column.append(BigEndian.int64(bytes, sized(at, length, Long.BYTES)));
            case OID ->
                (bytes, at, length) ->
                        column.append(BigEndian.int32(bytes, sized(at, length, Integer.BYTES)) & 0xFFFF_FFFFL);
            case DATE ->
                (bytes, at, length) -> column.append(days(BigEndian.int32(bytes, sized(at, length, Integer.BYTES))));
            case TIMESTAMP ->
                (bytes, at, length) -> column.append(micros(BigEndian.int64(bytes, sized(at, length, Long.BYTES))));
            case FLOAT4, FLOAT8, BYTES, TEXT, UUID -> throw new IllegalStateException(name());
        };
    }

    private Decoder real(DoubleValues column) {
        return this == FLOAT4
                ? (bytes, at, length) ->
                        column.append(Float.intBitsToFloat(BigEndian.int32(bytes, sized(at, length, Float.BYTES))))
                : (bytes, at, length) ->
                        column.append(Double.longBitsToDouble(BigEndian.int64(bytes, sized(at, length, Double.BYTES))));
    }

    private static Decoder text(BytesValues column) {
        return (bytes, at, length) -> {
            if (!Utf8.isValid(bytes, at, at + length)) {
                throw new UnfitValue("text that is not UTF-8");
            }
            column.append(bytes, at, length);
        };
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

    private static long days(int since2000) {
        if (since2000 < YEAR_1 || since2000 >= YEAR_10000) {
            throw new UnfitValue("dates outside the years 1 to 9999");
        }
        return (long) since2000 + DAYS_TO_2000;
    }

    private static long micros(long since2000) {
        if (since2000 < YEAR_1 * DAY || since2000 >= YEAR_10000 * DAY) {
            throw new UnfitValue("times outside the years 1 to 9999");
        }
        return since2000 + DAYS_TO_2000 * DAY;
    }
}
