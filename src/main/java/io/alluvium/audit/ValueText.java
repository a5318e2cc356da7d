package io.alluvium.audit;

import io.alluvium.column.ColumnValues;

/**
 * Appends the canonical text of one value that is not null, as {@link io.alluvium.source.SourceContent} has it for the
 * source's column. A value that the source cannot have becomes a text that begins with {@code U}, and equals none.
 */
interface ValueText {
    /** @param index of the value, nulls not counted */
    void append(ColumnValues values, int index, TextBuffer to);
}
