package io.alluvium.source.keys;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** How the texts of a key column's values are ordered where source and raw have to agree on it. */
public enum KeyOrder implements Comparator<String> {
    /** Decimal numbers, by value. */
    NUMBER {
        @Override
        public int compare(String one, String other) {
            return new BigDecimal(one).compareTo(new BigDecimal(other));
        }
    },
    /** Any text, by the bytes of its UTF-8 form. */
    TEXT {
        @Override
        public int compare(String one, String other) {
            return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        }
    }
}
