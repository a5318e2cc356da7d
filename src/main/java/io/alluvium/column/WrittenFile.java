package io.alluvium.column;

/**
 * A finished Parquet file.
 *
 * @param bytes its length
 * @param rows its rows
 * @param statistics what Delta keeps about them, as the JSON text of an {@code add} action's {@code stats}
 */
public record WrittenFile(long bytes, long rows, String statistics) {}
