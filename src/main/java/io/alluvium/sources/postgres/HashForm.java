package io.alluvium.sources.postgres;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.crypto.Mac;

/** Text of which only a keyed hash is kept, in hexadecimal digits. */
record HashForm(MaskKey key) implements BinaryForm {
    private static final long serialVersionUID = 1L;
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    HashForm {
        Objects.requireNonNull(key, "key");
    }

    @Override
    public Decoder into(ColumnValues column) {
        BytesValues texts = (BytesValues) column;
        Mac mac = key.mac();
        byte[] text = new byte[MaskKey.DIGITS];
        return (bytes, at, length) -> {
            mac.update(bytes, at, length);
            byte[] hash = mac.doFinal();
            for (int i = 0; i < hash.length; i++) {
                text[2 * i] = HEXADECIMAL[hash[i] >> 4 & 0xF];
                text[2 * i + 1] = HEXADECIMAL[hash[i] & 0xF];
            }
            texts.append(text);
        };
    }
}
