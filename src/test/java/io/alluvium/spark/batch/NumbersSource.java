package io.alluvium.spark.batch;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Whole numbers from {@code least} on, in parts of ten thousand, and their squares. It understands only "at least", and
 * of the number alone.
 */
record NumbersSource(StructType schema, long least, int parts) implements BatchSource {
    static final StructType COLUMNS =
            new StructType().add("number", DataTypes.LongType).add("square", DataTypes.LongType);

    private static final int PART = 10_000;

    static NumbersSource of(int parts) {
        return new NumbersSource(COLUMNS, 0, parts);
    }

    @Override
    public String name() {
        return "numbers";
    }

    @Override
    public String description() {
        return "COUNT " + List.of(schema.fieldNames());
    }

    @Override
    public boolean understands(ColumnFilter filter) {
        return filter.column().equals("number") && filter.test() == ColumnFilter.Test.AT_LEAST;
    }

    @Override
    public NumbersSource narrowed(StructType columns, List<ColumnFilter> filters) {
        long most = filters.stream()
                .mapToLong(filter -> ((Number) filter.constant().orElseThrow().value()).longValue())
                .max()
                .orElse(least);
        return new NumbersSource(columns, Math.max(least, most), parts);
    }

    @Override
    public List<Numbers> splits() {
        return IntStream.range(0, parts)
                .mapToObj(part -> new Numbers(
                        List.of(schema.fieldNames()), Math.max(least, (long) part * PART), (part + 1L) * PART))
                .toList();
    }

    /** The numbers of one part. */
    record Numbers(List<String> columns, long from, long to) implements BatchSource.Part {
        @Override
        public Counting open(ColumnBatch batch, BooleanSupplier stopped) {
            return new Counting(batch, columns, from, to);
        }
    }

    /** A part that is being counted. */
    static final class Counting implements BatchSource.Reading {
        private final ColumnBatch batch;
        private final List<String> columns;
        private final long to;
        private long next;

        Counting(ColumnBatch batch, List<String> columns, long from, long to) {
            this.batch = batch;
            this.columns = columns;
            this.to = to;
            this.next = from;
        }

        @Override
        public boolean fill() {
            while (next < to && !batch.isFull()) {
                for (int i = 0; i < columns.size(); i++) {
                    ((LongValues) batch.column(i)).append(columns.get(i).equals("square") ? next * next : next);
                }
                batch.endRow();
                next++;
            }
            return batch.rows() > 0;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
