package io.alluvium.source;

import io.alluvium.column.ColumnBatch;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.types.StructType;

/** Rows that another tool wrote, as they lie there, read by column without a Spark session. */
public interface LandedTable {
    /** For people: the format, and which of several states. */
    String what();

    /** The columns that can be read. */
    StructType columns();

    /** The others: why not, for people, by name. */
    Map<String, String> unreadable();

    /**
     * Reads all rows. The batch is cleared when the sink has had it.
     *
     * @param wanted some of {@link #columns}, at least one
     * @throws io.alluvium.failure.AlluviumException where the files cannot be read
     */
    void read(StructType wanted, Consumer<ColumnBatch> sink);
}
