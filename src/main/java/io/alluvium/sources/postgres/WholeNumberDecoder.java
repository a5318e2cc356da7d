package io.alluvium.sources.postgres;

import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.image.UnfitValue;

/**
 * Whole numbers of one width, and what the server counts by them.
 *
 * @param width bytes
 * @param mask of the bits that count, once the sign was extended to 64 bits
 * @param least the least number that fits, as sent
 * @param most the greatest one
 * @param misfit what others are, for people
 * @param origin added to each
 */
record WholeNumberDecoder(LongValues column, int width, long mask, long least, long most, String misfit, long origin)
        implements BinaryForm.Decoder {

    @Override
    public void append(byte[] bytes, int at, int length) {
        if (length != width) {
            throw UnfitValue.ofOtherType();
        }
        long number = number(bytes, at) & mask;
        if (number < least || number > most) {
            throw new UnfitValue(misfit);
        }
        column.append(number + origin);
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

    private long number(byte[] bytes, int at) {
        return switch (width) {
            case Long.BYTES -> BigEndian.int64(bytes, at);
            case Integer.BYTES -> BigEndian.int32(bytes, at);
            case Short.BYTES -> BigEndian.int16(bytes, at);
            default -> bytes[at];
        };
    }
}
