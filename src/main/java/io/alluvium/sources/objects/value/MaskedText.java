package io.alluvium.sources.objects.value;

import io.alluvium.column.BytesValues;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.columns.StoredColumns;
import java.nio.charset.StandardCharsets;

/** Puts what stands for a value into a column instead of the value. */
final class MaskedText {
    private static final byte[] REDACTED = StoredColumns.REDACTED.getBytes(StandardCharsets.UTF_8);

    private MaskedText() {}

    static ValueDecoder of(StoredColumns.Mask mask, ValueDecoder.Masks masks, BytesValues column) {
        MaskKey key = masks.key();
        if (mask == StoredColumns.Mask.REDACT || key == null) {
            return (text, offset, length) -> {
                column.append(REDACTED);
                return true;
            };
        }
        MaskKey.Hashing hashing = key.hashing();
        return (text, offset, length) -> {
            column.append(hashing.of(text, offset, length));
            return true;
        };
    }
}
