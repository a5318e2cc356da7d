package io.alluvium.verify;

import io.alluvium.source.keys.KeyRanges;
import java.util.HexFormat;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Rows of compared columns, version and repetitions to their digests. Spark carries it to its tasks. */
final class RowDigesting implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final KeyRanges ranges;
    private final int columns;
    private final int[] key;

    /** @param key places among the columns; none where only all of a row tells it */
    RowDigesting(KeyRanges ranges, int columns, int[] key) {
        this.ranges = ranges;
        this.columns = columns;
        this.key = key.clone();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        CanonicalText text = new CanonicalText();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return digested(rows.next(), text);
            }
        };
    }

    private Row digested(Row row, CanonicalText canonical) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            CanonicalText.append(all, row.get(i));
        }
        if (key.length == 0) {
            long digest = canonical.digest(all);
            return RowFactory.create(
                    ranges.of(Long.toString(digest)),
                    HexFormat.of().toHexDigits(digest),
                    null,
                    digest,
                    row.get(columns),
                    row.getLong(columns + 2));
        }
        StringBuilder identity = new StringBuilder();
        for (int place : key) {
            CanonicalText.append(identity, CanonicalText.inKey(row.get(place)));
        }
        @Nullable Object first = CanonicalText.inKey(row.get(key[0]));
        @Nullable String text = first == null ? null : CanonicalText.first(first);
        return RowFactory.create(
                ranges.of(text),
                identity.toString(),
                text,
                canonical.digest(all),
                row.get(columns),
                row.getLong(columns + 2));
    }
}
