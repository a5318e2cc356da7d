package io.alluvium.source.image;

import java.util.function.Supplier;

/** What becomes of values that the column's type in Delta cannot hold. */
public enum UnfitValues {
    /** The table is refused, with nothing committed. */
    FAIL,
    /** They become null, but for those of key columns, which are refused. */
    NULL,
    /** Columns whose type has such values are kept as the text that the database makes of them. */
    TEXT;

    /** The policy for a column of the key: one that was made null would not tell rows apart. */
    public UnfitValues ofKey() {
        return this == NULL ? FAIL : this;
    }

    /**
     * How a column with such values is read.
     *
     * @param exact refuses them
     * @param nulling takes null for them
     * @param text has the database's text of every value
     */
    public <I> I choose(I exact, Supplier<I> nulling, Supplier<I> text) {
        return switch (this) {
            case FAIL -> exact;
            case NULL -> nulling.get();
            case TEXT -> text.get();
        };
    }
}
