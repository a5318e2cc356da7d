package io.alluvium.audit;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
import io.alluvium.source.LandedTable;
import io.alluvium.source.keys.KeyRanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** The rows of the target, each with its key and its digest as the source would have them. */
final class TargetRows {
    private final LandedTable table;
    private final Matching matching;
    private final List<String> order;
    private final RangeFinder ranges;
    private final StructType columns;
    private final int[] pairPlaces;
    private final int[] keyPlaces;

    /** @param order columns by which versions of rows are ordered; empty where there are none */
    TargetRows(LandedTable table, Matching matching, List<String> order, KeyRanges ranges) {
        this.table = table;
        this.matching = matching;
        this.order = order;
        this.ranges = new RangeFinder(ranges, matching.keyTypes().get(0) instanceof StringType);
        Set<String> names = new LinkedHashSet<>();
        matching.pairs().forEach(pair -> names.add(pair.target()));
        names.addAll(matching.marks().keySet());
        names.addAll(order);
        StructType wanted = new StructType();
        for (String name : names) {
            wanted = wanted.add(table.columns().apply(name));
        }
        this.columns = wanted;
        this.pairPlaces = matching.pairs().stream()
                .mapToInt(pair -> columns.fieldIndex(pair.target()))
                .toArray();
        this.keyPlaces = matching.keyPlaces();
    }

    /**
     * Reads all rows.
     *
     * @param sink gets the rows that are versions of now, marked as gone or not
     * @return how many others there are, of which another version took the place
     */
    long read(Consumer<TargetRow> sink) {
        Pass pass = new Pass(sink);
        table.read(columns, pass::take);
        return pass.past;
    }

    private record PlacedMark(int place, Tool.Mark mark) {}

    private final class Pass {
        private final Consumer<TargetRow> sink;
        private final TargetRow row = new TargetRow();
        private final int[] next = new int[columns.length()];
        private final List<PlacedMark> marks = new ArrayList<>();
        private final int[] orderPlaces =
                order.stream().mapToInt(columns::fieldIndex).toArray();
        private long past;

        private Pass(Consumer<TargetRow> sink) {
            this.sink = sink;
            for (Map.Entry<String, Tool.Mark> mark : matching.marks().entrySet()) {
                marks.add(new PlacedMark(columns.fieldIndex(mark.getKey()), mark.getValue()));
            }
        }

        private void take(ColumnBatch batch) {
            Arrays.fill(next, 0);
            for (int at = 0; at < batch.rows(); at++) {
                if (isMarked(batch, at, Tool.Meaning.PAST)) {
                    past++;
                } else {
                    digest(batch, at);
                    sink.accept(row);
                }
                for (int i = 0; i < next.length; i++) {
                    next[i] += batch.column(i).isNull(at) ? 0 : 1;
                }
            }
        }

        private boolean isMarked(ColumnBatch batch, int at, Tool.Meaning meaning) {
            for (PlacedMark one : marks) {
                ColumnValues values = batch.column(one.place());
                if (one.mark().meaning() == meaning
                        && !values.isNull(at)
                        && one.mark().isSet(values, next[one.place()])) {
                    return true;
                }
            }
            return false;
        }

        private void digest(ColumnBatch batch, int at) {
            row.key.clear();
            for (int i = 0; i < keyPlaces.length; i++) {
                append(batch, at, keyPlaces[i], row.key);
                if (i == 0) {
                    row.range = ranges.of(row.key.array(), row.key.length());
                }
            }
            row.all.clear();
            for (int pair = 0; pair < pairPlaces.length; pair++) {
                append(batch, at, pair, row.all);
            }
            row.digest = row.all.digest();
            row.gone = isMarked(batch, at, Tool.Meaning.GONE);
            row.order.clear();
            for (int place : orderPlaces) {
                order(batch.column(place), at, next[place]);
            }
        }

        private void append(ColumnBatch batch, int at, int pair, TextBuffer to) {
            ColumnValues values = batch.column(pairPlaces[pair]);
            if (values.isNull(at)) {
                to.character('N');
            } else {
                matching.pairs().get(pair).text().append(values, next[pairPlaces[pair]], to);
            }
        }

        /** Null before all values, numbers by their size, texts by their bytes, also where one is the beginning of another. */
        private void order(ColumnValues values, int at, int index) {
            if (values.isNull(at)) {
                row.order.octet(0);
                return;
            }
            row.order.octet(1);
            if (values instanceof LongValues numbers) {
                row.order.octets(numbers.value(index) ^ Long.MIN_VALUE);
            } else if (values instanceof DoubleValues numbers) {
                long bits = Double.doubleToLongBits(numbers.value(index));
                row.order.octets(bits ^ (bits >> (Long.SIZE - 1) | Long.MIN_VALUE));
            } else if (values instanceof BytesValues texts) {
                int start = texts.start(index);
                row.order.bytes(texts.array(), start, texts.end(index) - start).octet(0);
            }
        }
    }
}
