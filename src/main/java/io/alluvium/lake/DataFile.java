package io.alluvium.lake;

import java.io.Serializable;
import java.util.Objects;

/**
 * A Parquet file in its table's folder, complete and closed.
 *
 * @param name within the folder
 * @param bytes its size
 * @param rows how many it holds
 * @param statistics as JSON by Delta's protocol, the number of records included
 */
public record DataFile(String name, long bytes, long rows, String statistics) implements Serializable {
    public DataFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(statistics, "statistics");
    }
}
