package io.alluvium.sources.objects.value;

import io.alluvium.column.LongValues;

/**
 * Truth values: {@code true} and {@code false} in any case; {@code t} and {@code f}, which PostgreSQL writes; {@code 1}
 * and {@code 0}, which databases without the type write. Nothing else: yes and no are words of a language.
 */
final class BooleanDecoder implements ValueDecoder {
    private final LongValues column;

    BooleanDecoder(LongValues column) {
        this.column = column;
    }

    @Override
    public boolean append(byte[] text, int offset, int length) {
        int start = Blanks.skip(text, offset, offset + length);
        int end = Blanks.trim(text, start, offset + length);
        boolean digit = end - start == 1 && (text[start] == '0' || text[start] == '1');
        boolean yes = Words.same(text, start, end, "true") || Words.same(text, start, end, "t");
        boolean no = Words.same(text, start, end, "false") || Words.same(text, start, end, "f");
        if (!digit && !yes && !no) {
            return false;
        }
        column.append(yes || digit && text[start] == '1' ? 1 : 0);
        return true;
    }
}
