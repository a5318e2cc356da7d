package io.alluvium.raw;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Tells which version of a row in raw is the last. That is the one of the last batch; within one batch a row that is there
 * comes after one that is gone, for a key that was written in another way was both.
 */
public final class LastVersion {
    private LastVersion() {}

    /**
     * What is greatest for the last version.
     *
     * @param columns of raw
     */
    public static Column order(List<String> columns) {
        return struct(col(RawColumns.BATCH), isThere(columns));
    }

    /**
     * False for a version that says that the row is gone; true where raw has no operations.
     *
     * @param columns of raw
     */
    public static Column isThere(List<String> columns) {
        return columns.contains(RawColumns.OPERATION)
                ? not(coalesce(col(RawColumns.OPERATION).equalTo(Operation.DELETE.letter()), lit(false)))
                : lit(true);
    }
}
