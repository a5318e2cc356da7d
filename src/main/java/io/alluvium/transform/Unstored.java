package io.alluvium.transform;

import io.alluvium.lake.Staged;
import io.alluvium.lake.TableVersion;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rows of a view, which are looked at and stay nowhere. */
record Unstored(Dataset<Row> rows) implements Staged {
    @Override
    public Effect effect() {
        return Effect.NONE;
    }

    @Override
    public Dataset<Row> tableAfter() {
        return rows;
    }

    @Override
    public long rowCount() {
        return rows.count();
    }

    @Override
    public TableVersion commit() {
        throw new IllegalStateException("a view has no table to commit to");
    }

    @Override
    public void drop() {
        // Nothing was written.
    }
}
