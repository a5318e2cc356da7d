package io.alluvium.sources.postgres;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.image.WrittenDecimal;
import java.util.Optional;

/**
 * Numbers that a source keeps as text, as decimals of a fixed scale. A text is taken only where it is a number written
 * out, without exponent, that fits exactly.
 */
record TextDecimalForm(int precision, int scale) implements BinaryForm {
    private static final long serialVersionUID = 1L;

    private static final int LONG_DIGITS = 18;

    @Override
    public Optional<String> unfit(String column) {
        return Optional.of(column + " is not null and not " + DecimalFit.ofText(column, precision, scale));
    }

    @Override
    public Decoder into(ColumnValues column) {
        WrittenDecimal form = new WrittenDecimal(precision, scale);
        if (precision <= LONG_DIGITS) {
            LongValues numbers = (LongValues) column;
            return (bytes, at, length) -> numbers.append(form.unscaled(bytes, at, length));
        }
        BytesValues wide = (BytesValues) column;
        return (bytes, at, length) -> wide.append(form.wide(bytes, at, length));
    }
}
