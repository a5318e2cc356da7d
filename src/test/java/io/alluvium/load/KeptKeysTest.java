package io.alluvium.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.domain.KeyIntervals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class KeptKeysTest {
    private static final Optional<String> OPEN = Optional.empty();

    private static KeyIntervals keys(Optional<String> from, Optional<String> before) {
        return new KeyIntervals("k", List.of(new KeyIntervals.Interval(from, before)));
    }

    private static KeyIntervals keys(
            Optional<String> from, String before, String nextFrom, Optional<String> nextBefore) {
        return new KeyIntervals(
                "k",
                List.of(
                        new KeyIntervals.Interval(from, Optional.of(before)),
                        new KeyIntervals.Interval(Optional.of(nextFrom), nextBefore)));
    }

    private static ColumnBatch batch(DataType type) {
        return new ColumnBatch(new StructType().add("v", DataTypes.LongType).add("k", type), 8);
    }

    private static List<Long> keptNumbers(KeyIntervals keys, DataType type, long... values) {
        ColumnBatch batch = batch(type);
        ((LongValues) batch.column(0)).append(0);
        batch.column(1).appendNull();
        batch.endRow();
        for (long value : values) {
            ((LongValues) batch.column(0)).append(0);
            ((LongValues) batch.column(1)).append(value);
            batch.endRow();
        }
        KeptKeys.Rows rows = new KeptKeys(keys, batch.schema()).of(batch);
        assertThat(rows.next()).as("null").isFalse();
        List<Long> kept = new ArrayList<>();
        for (long value : values) {
            if (rows.next()) {
                kept.add(value);
            }
        }
        return kept;
    }

    @Test
    void aLowerBoundIsInAndAnUpperBoundIsOut() {
        KeyIntervals two = keys(Optional.of("-5"), "3", "10", Optional.of("12"));
        assertThat(keptNumbers(two, DataTypes.IntegerType, -6, -5, 2, 3, 9, 10, 11, 12, 13))
                .containsExactly(-5L, 2L, 10L, 11L);
        KeyIntervals outer = keys(OPEN, "3", "10", OPEN);
        assertThat(keptNumbers(outer, DataTypes.LongType, Long.MIN_VALUE, 2, 3, 9, 10, Long.MAX_VALUE))
                .containsExactly(Long.MIN_VALUE, 2L, 10L, Long.MAX_VALUE);
        assertThat(keptNumbers(keys(OPEN, OPEN), DataTypes.DateType, -1, 1)).containsExactly(-1L, 1L);
    }

    @Test
    void decimalsAreComparedByTheirDigits() {
        assertThat(keptNumbers(
                        keys(Optional.of("-0.5"), Optional.of("12")),
                        DataTypes.createDecimalType(9, 2),
                        -51,
                        -50,
                        1199,
                        1200))
                .containsExactly(-50L, 1199L);
    }

    @Test
    void textsAreComparedByTheirBytes() {
        KeyIntervals keys = keys(Optional.of("B"), "a", "\uFF5E", Optional.of("\uD834\uDD1E"));
        List<String> kept = new ArrayList<>();
        List<String> values = List.of("", "A", "B", "Z", "a", "z", "\uFF5D", "\uFF5E", "\uFF5Ex", "\uD834\uDD1E");
        ColumnBatch batch = batch(DataTypes.StringType);
        for (String value : values) {
            ((LongValues) batch.column(0)).append(0);
            ((BytesValues) batch.column(1)).append(value.getBytes(StandardCharsets.UTF_8));
            batch.endRow();
        }
        KeptKeys.Rows rows = new KeptKeys(keys, batch.schema()).of(batch);
        for (String value : values) {
            if (rows.next()) {
                kept.add(value);
            }
        }
        assertThat(kept).containsExactly("B", "Z", "\uFF5E", "\uFF5Ex");
        assertThat(values.stream().filter(TextBounds.of(keys)::hold)).containsExactlyElementsOf(kept);
    }
}
