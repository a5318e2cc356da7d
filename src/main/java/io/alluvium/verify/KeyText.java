package io.alluvium.verify;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Values of keys as a person writes them, from their canonical text. Times in UTC. */
public final class KeyText {
    private static final int HEXADECIMAL = 16;

    private final byte[] text;
    private int at;

    private KeyText(String text) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
    }

    /** @param value as {@link CanonicalText#first} gives it */
    static String shown(String value, DataType type) {
        return type instanceof ArrayType list ? new KeyText(value).list(list.elementType()) : single(value, type);
    }

    /**
     * The values of a whole key.
     *
     * @param text as {@link io.alluvium.source.keys.RowDigest#key()} has it; what the source cannot have is marked with
     *     {@code U} and shown as it is
     * @param types of the key's columns
     */
    public static List<Optional<String>> all(String text, List<DataType> types) {
        KeyText key = new KeyText(text);
        List<Optional<String>> values = new ArrayList<>();
        for (DataType type : types) {
            values.add(key.value(type));
        }
        return values;
    }

    private Optional<String> value(DataType type) {
        byte kind = text[at++];
        if (kind == 'N') {
            return Optional.empty();
        }
        if (kind == 'V') {
            at--;
            return Optional.of(element(type));
        }
        return Optional.of(kind == 'U' ? counted() : "?");
    }

    private static String single(String value, DataType type) {
        if (type instanceof DateType) {
            return LocalDate.ofEpochDay(Long.parseLong(value)).toString();
        }
        if (type instanceof TimestampType) {
            return moment(value).toString();
        }
        if (type instanceof TimestampNTZType) {
            return moment(value).atOffset(ZoneOffset.UTC).toLocalDateTime().toString();
        }
        boolean isBits = !value.equals("NaN");
        if (type instanceof FloatType && isBits) {
            return Float.toString(Float.intBitsToFloat(Integer.parseUnsignedInt(value, HEXADECIMAL)));
        }
        if (type instanceof DoubleType && isBits) {
            return Double.toString(Double.longBitsToDouble(Long.parseUnsignedLong(value, HEXADECIMAL)));
        }
        return value;
    }

    private static Instant moment(String microseconds) {
        return Instant.EPOCH.plus(Long.parseLong(microseconds), ChronoUnit.MICROS);
    }

    private String list(DataType elements) {
        at++;
        int size = Integer.parseInt(until(':'));
        StringJoiner shown = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < size; i++) {
            shown.add(element(elements));
        }
        return shown.toString();
    }

    private String element(DataType type) {
        byte kind = text[at++];
        if (kind != 'V') {
            return "null";
        }
        if (!(type instanceof StringType)) {
            return single(until(';'), type);
        }
        return counted();
    }

    private String counted() {
        int length = Integer.parseInt(until(':'));
        String string = new String(text, at, length, StandardCharsets.UTF_8);
        at += length;
        return string;
    }

    private String until(char end) {
        int from = at;
        while (text[at] != end) {
            at++;
        }
        return new String(text, from, at++ - from, StandardCharsets.UTF_8);
    }
}
