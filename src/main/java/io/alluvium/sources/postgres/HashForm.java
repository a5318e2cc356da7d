package io.alluvium.sources.postgres;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.source.columns.MaskKey;
import java.util.Objects;

/** Text of which only a keyed hash is kept, in hexadecimal digits. */
record HashForm(MaskKey key) implements BinaryForm {
    private static final long serialVersionUID = 1L;

    HashForm {
        Objects.requireNonNull(key, "key");
    }

    @Override
    public Decoder into(ColumnValues column) {
        BytesValues texts = (BytesValues) column;
        MaskKey.Hashing hashing = key.hashing();
        return (bytes, at, length) -> texts.append(hashing.of(bytes, at, length));
    }
}
