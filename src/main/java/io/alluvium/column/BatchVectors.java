package io.alluvium.column;

import org.apache.spark.sql.vectorized.ColumnarBatch;

/** A batch as Spark sees columns: vectors over the same memory, nothing copied. */
public final class BatchVectors {
    private final ColumnBatch batch;
    private final ValuesVector[] vectors;
    private final ColumnarBatch view;

    public BatchVectors(ColumnBatch batch) {
        this.batch = batch;
        this.vectors = new ValuesVector[batch.schema().length()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = ValuesVector.over(
                    batch.column(i), batch.schema().fields()[i].dataType());
        }
        this.view = new ColumnarBatch(vectors.clone());
    }

    /** The rows that the batch has now. Each call gives the same object, which is right until the batch changes. */
    public ColumnarBatch now() {
        for (ValuesVector vector : vectors) {
            vector.refresh();
        }
        view.setNumRows(batch.rows());
        return view;
    }
}
