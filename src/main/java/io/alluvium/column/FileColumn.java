package io.alluvium.column;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Where the values of a file's column come from. */
public sealed interface FileColumn extends Serializable {
    /** From the next column of each batch. */
    record FromBatch() implements FileColumn {}

    /**
     * One value in every row of the file, at no cost per row.
     *
     * @param value null, or a value as its column's {@link ColumnValues} holds it: a {@link Number} for what lies in
     *     {@link LongValues} or {@link DoubleValues}, a string or {@code byte[]} for what lies in {@link BytesValues};
     *     no boolean, list or struct
     */
    record Constant(@Nullable Object value) implements FileColumn {}
}
