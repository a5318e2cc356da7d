package io.alluvium.sources.postgres;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.Utf8;
import io.alluvium.source.image.UnfitValue;

/** Text, which is UTF-8. */
record TextDecoder(BytesValues column) implements BinaryForm.Decoder {

    @Override
    public void append(byte[] bytes, int at, int length) {
        if (!Utf8.isValid(bytes, at, at + length)) {
            throw new UnfitValue("text that is not UTF-8");
        }
        column.append(bytes, at, length);
    }

    @Override
    public void appendAll(byte[] bytes, FieldSpans fields, ColumnValues same) {
        for (int i = 0; i < fields.count(); i++) {
            if (fields.isNull(i)) {
                column.appendNull();
            } else {
                append(bytes, fields.begin(i), fields.length(i));
            }
        }
    }
}
