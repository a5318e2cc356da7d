package io.alluvium.sources.objects.parquet;

import io.alluvium.sources.objects.typed.ExactValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.parquet.column.ColumnReader;

/** UUIDs as the text that everybody writes them as. */
final class Uuids implements LeafDecoder {
    static final int BYTES = 16;

    @Override
    public boolean append(ColumnReader in, ExactValues to) {
        ByteBuffer bytes = in.getBinary().toByteBuffer();
        UUID value = new UUID(bytes.getLong(bytes.position()), bytes.getLong(bytes.position() + Long.BYTES));
        byte[] text = value.toString().getBytes(StandardCharsets.US_ASCII);
        return to.append(text, 0, text.length);
    }
}
