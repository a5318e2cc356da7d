package io.alluvium.sources.objects.avro;

import io.alluvium.sources.objects.typed.ExactValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.util.Utf8;

/** Gives a value of Avro that is not nested to a column. */
interface AvroValue {
    /** False where the column cannot hold the value; nothing is appended then. */
    boolean append(Object value, ExactValues to);

    static AvroValue of(Schema schema) {
        return switch (schema.getType()) {
            case BOOLEAN -> (value, to) -> to.append((Boolean) value ? 1L : 0L);
            case INT ->
                schema.getLogicalType() instanceof LogicalTypes.TimeMillis
                        ? (value, to) -> to.appendTimeOfDay((Integer) value, 1_000_000L)
                        : (value, to) -> to.append((long) (Integer) value);
            case LONG -> whole(AvroTree.name(schema));
            case FLOAT, DOUBLE -> (value, to) -> to.append(((Number) value).doubleValue());
            case STRING -> (value, to) -> appendText((Utf8) value, to);
            case ENUM -> (value, to) -> appendText(new Utf8(value.toString()), to);
            case BYTES -> (value, to) -> appendBytes((ByteBuffer) value, to);
            case FIXED ->
                AvroTree.name(schema).equals("uuid")
                        ? (value, to) -> appendUuid(((GenericFixed) value).bytes(), to)
                        : (value, to) -> appendBytes(ByteBuffer.wrap(((GenericFixed) value).bytes()), to);
            case NULL, UNION, RECORD, ARRAY, MAP -> (value, to) -> false;
        };
    }

    private static AvroValue whole(String logical) {
        return switch (logical) {
            case "timestamp-millis", "local-timestamp-millis" -> (value, to) -> to.appendMillis((Long) value);
            case "timestamp-nanos", "local-timestamp-nanos" -> (value, to) -> to.appendNanos((Long) value);
            case "time-micros" -> (value, to) -> to.appendTimeOfDay((Long) value, 1_000L);
            default -> (value, to) -> to.append(((Number) value).longValue());
        };
    }

    private static boolean appendText(Utf8 text, ExactValues to) {
        return to.append(text.getBytes(), 0, text.getByteLength());
    }

    private static boolean appendBytes(ByteBuffer bytes, ExactValues to) {
        return to.append(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    }

    private static boolean appendUuid(byte[] bytes, ExactValues to) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] text = new UUID(buffer.getLong(), buffer.getLong()).toString().getBytes(StandardCharsets.US_ASCII);
        return to.append(text, 0, text.length);
    }
}
