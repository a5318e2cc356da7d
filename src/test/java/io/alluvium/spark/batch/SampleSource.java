package io.alluvium.spark.batch;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.SampleRows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Generated rows of any schema, in one part and several batches. */
record SampleSource(StructType all, StructType schema, long seed, int nullPercent, int count)
        implements BatchSource, BatchSource.Part {
    private static final long serialVersionUID = 1L;

    static SampleSource of(StructType schema, long seed, int nullPercent, int count) {
        return new SampleSource(schema, schema, seed, nullPercent, count);
    }

    /** The wanted columns of all rows. */
    List<List<@Nullable Object>> rows() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : new SampleRows(seed, 1_000, nullPercent).rows(all, count)) {
            List<@Nullable Object> wanted = new ArrayList<>();
            for (String column : schema.fieldNames()) {
                wanted.add(row.get(all.fieldIndex(column)));
            }
            rows.add(wanted);
        }
        return rows;
    }

    @Override
    public String name() {
        return "samples";
    }

    @Override
    public String description() {
        return "SAMPLE " + schema.simpleString();
    }

    @Override
    public boolean understands(ColumnFilter filter) {
        return false;
    }

    @Override
    public SampleSource narrowed(StructType columns, List<ColumnFilter> filters) {
        return new SampleSource(all, columns, seed, nullPercent, count);
    }

    @Override
    public List<SampleSource> splits() {
        return List.of(this);
    }

    @Override
    public Reading open(ColumnBatch batch, BooleanSupplier stopped) {
        List<List<@Nullable Object>> rows = rows();
        return new Reading() {
            private int next;

            @Override
            public boolean fill() {
                // Of different lengths, so that what was before could shine through.
                int end = Math.min(rows.size(), next + (next % 2 == 0 ? 301 : 40));
                SampleRows.fill(batch, rows.subList(next, end));
                next = end;
                return batch.rows() > 0;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
