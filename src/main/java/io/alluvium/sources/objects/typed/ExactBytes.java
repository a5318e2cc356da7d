package io.alluvium.sources.objects.typed;

import io.alluvium.column.BytesValues;
import io.alluvium.column.Utf8;

/** Texts, which must be UTF-8, and byte strings. */
final class ExactBytes extends ExactValues {
    private final BytesValues column;
    private final boolean text;

    ExactBytes(BytesValues column, boolean text) {
        super(column);
        this.column = column;
        this.text = text;
    }

    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        if (text && !Utf8.isValid(bytes, offset, offset + length)) {
            return false;
        }
        column.append(bytes, offset, length);
        return true;
    }
}
