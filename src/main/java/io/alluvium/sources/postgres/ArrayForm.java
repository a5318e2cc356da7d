package io.alluvium.sources.postgres;

import io.alluvium.column.ColumnValues;
import io.alluvium.column.ListValues;
import io.alluvium.source.image.UnfitValue;
import java.util.Objects;
import java.util.Optional;

/**
 * Arrays of at most one dimension; their lower bound is not kept.
 *
 * <p>On the wire, each in 32 bits: number of dimensions, whether there are nulls, type; for each dimension size and lower
 * bound; for each element its length, -1 for null, and its bytes.
 */
record ArrayForm(BinaryForm element) implements BinaryForm {
    private static final int HEADER = 12;
    private static final int DIMENSION = 8;

    ArrayForm {
        Objects.requireNonNull(element, "element");
    }

    @Override
    public Optional<String> unfit(String column) {
        String shape = "array_ndims(" + column + ") > 1";
        return Optional.of(element.unfit("e")
                .map(bad -> shape + " or exists (select from unnest(" + column + ") e where " + bad + ")")
                .orElse(shape));
    }

    @Override
    public Decoder into(ColumnValues column) {
        ListValues lists = (ListValues) column;
        Decoder elements = element.into(lists.elements());
        return (bytes, at, length) -> {
            append(bytes, at, at + length, lists.elements(), elements);
            lists.append();
        };
    }

    private static void append(byte[] bytes, int from, int to, ColumnValues column, Decoder decoder) {
        int dimensions = to - from < HEADER ? -1 : BigEndian.int32(bytes, from);
        if (dimensions == 0) {
            return;
        }
        if (dimensions > 1) {
            throw new UnfitValue("arrays of several dimensions");
        }
        int at = from + HEADER + DIMENSION;
        require(dimensions == 1 && at <= to);
        int size = BigEndian.int32(bytes, from + HEADER);
        for (int i = 0; i < size; i++) {
            require(at <= to - Integer.BYTES);
            int length = BigEndian.int32(bytes, at);
            at += Integer.BYTES;
            if (length < 0) {
                column.appendNull();
            } else {
                require(length <= to - at);
                decoder.append(bytes, at, length);
                at += length;
            }
        }
        require(at == to);
    }

    private static void require(boolean isArray) {
        if (!isArray) {
            throw UnfitValue.ofOtherType();
        }
    }
}
