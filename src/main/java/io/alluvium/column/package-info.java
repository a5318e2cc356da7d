/**
 * Rows as columns of primitive values, and their image as a Parquet file with the statistics that Delta keeps. No row
 * objects, no Spark session. Start at {@link io.alluvium.column.ColumnBatch}, which a reader fills, and
 * {@link io.alluvium.column.ParquetFile}, which writes it.
 */
@NullMarked
package io.alluvium.column;

import org.jspecify.annotations.NullMarked;
