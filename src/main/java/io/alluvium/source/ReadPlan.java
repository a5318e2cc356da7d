package io.alluvium.source;

import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * Says how the rows of a raw table's next batch will be read and written.
 *
 * @param mode as a project spells it
 * @param connections that read side by side, at most; 0 where none is held
 * @param spark why it is Spark's work; absent where this process does it by column
 * @param overlap as {@link TableRead#overlap()} will be
 * @param schema the columns of the rows, those of the load that the source gives included; absent where only reading
 *     tells
 */
public record ReadPlan(
        String mode, int connections, Optional<String> spark, Overlap overlap, Optional<StructType> schema) {

    /** The same by Spark, where there is a reason. */
    public ReadPlan bySpark(Optional<String> reason) {
        return new ReadPlan(mode, connections, spark.or(() -> reason), overlap, schema);
    }
}
