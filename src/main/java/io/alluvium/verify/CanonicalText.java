package io.alluvium.verify;

import io.alluvium.domain.KeyIdentity;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * The canonical text of {@link io.alluvium.source.SourceContent} for values as Spark's rows hold them, dates and
 * instants as numbers already. For one thread.
 */
final class CanonicalText {
    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

    private final MessageDigest sha256;

    CanonicalText() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The first 8 bytes of the text's digest. */
    long digest(CharSequence text) {
        byte[] digest = sha256.digest(text.toString().getBytes(StandardCharsets.UTF_8));
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << Byte.SIZE | digest[i] & 0xFF;
        }
        return number;
    }

    static void append(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append('N');
        } else if (value instanceof String string) {
            text.append('V')
                    .append(string.getBytes(StandardCharsets.UTF_8).length)
                    .append(':')
                    .append(string);
        } else if (value instanceof Seq<?> list) {
            text.append('A').append(list.length()).append(':');
            for (Iterator<?> elements = list.iterator(); elements.hasNext(); ) {
                append(text, elements.next());
            }
        } else {
            text.append('V').append(plain(value)).append(';');
        }
    }

    /** The value that stands for all that are the same in a key. */
    static @Nullable Object inKey(@Nullable Object value) {
        if (value instanceof Float number) {
            return KeyIdentity.of(number);
        }
        if (value instanceof Double number) {
            return KeyIdentity.of(number);
        }
        return value instanceof Seq<?> list ? list.map(CanonicalText::inKey) : value;
    }

    /** The text by which a value of the first key column is ordered. */
    static String first(Object value) {
        if (value instanceof Seq<?>) {
            StringBuilder text = new StringBuilder();
            append(text, value);
            return text.toString();
        }
        return plain(value);
    }

    /** The text of a value that is no list, without length. */
    private static String plain(Object value) {
        if (value instanceof Boolean truth) {
            return truth ? "1" : "0";
        }
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Float number) {
            return number.isNaN() ? "NaN" : HexFormat.of().toHexDigits(Float.floatToRawIntBits(number));
        }
        if (value instanceof Double number) {
            return number.isNaN() ? "NaN" : HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number));
        }
        if (value instanceof LocalDateTime time) {
            return Long.toString(ChronoUnit.MICROS.between(EPOCH, time));
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value.toString();
    }
}
