package io.alluvium.sources.postgres;

import io.alluvium.column.ColumnValues;
import java.util.Objects;
import java.util.Optional;

/** Numbers of any digits as decimals of a fixed scale, where they fit. */
record FittedForm(DecimalForm decimal) implements BinaryForm {
    private static final long serialVersionUID = 1L;

    FittedForm {
        Objects.requireNonNull(decimal, "decimal");
    }

    @Override
    public Optional<String> unfit(String column) {
        return Optional.of("not " + DecimalFit.of(column, decimal.precision(), decimal.scale()));
    }

    @Override
    public Decoder into(ColumnValues column) {
        return decimal.into(column);
    }
}
