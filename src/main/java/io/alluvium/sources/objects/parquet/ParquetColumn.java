package io.alluvium.sources.objects.parquet;

import io.alluvium.sources.objects.typed.UnfitRows;
import java.io.IOException;

/** A column of a batch, or a part of one, filled from a file's. */
sealed interface ParquetColumn permits LeafColumn, StructColumn, ListColumn {
    /** Appends the next value, or null; one that does not fit is told, and null. */
    void take(UnfitRows unfit) throws IOException;
}
