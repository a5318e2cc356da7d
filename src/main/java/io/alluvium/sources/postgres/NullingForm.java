package io.alluvium.sources.postgres;

import io.alluvium.column.ColumnValues;
import io.alluvium.source.image.UnfitValue;
import java.util.Objects;

/** Takes null for values that do not fit, as the user asked for. */
record NullingForm(BinaryForm form) implements BinaryForm {
    private static final long serialVersionUID = 1L;

    NullingForm {
        Objects.requireNonNull(form, "form");
    }

    @Override
    public Decoder into(ColumnValues column) {
        Decoder decoder = form.into(column);
        return (bytes, at, length) -> {
            try {
                decoder.append(bytes, at, length);
            } catch (UnfitValue e) {
                // What is not even of the type is a broken protocol, not a value.
                if (e.isOtherType()) {
                    throw e;
                }
                column.appendNull();
            }
        };
    }
}
