package io.alluvium.load;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.LongValues;
import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.Overlap;
import io.alluvium.spark.SqlNames;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Those rows of raw that the rows of a batch are compared with. They are told in memory, and by a condition of Spark's.
 */
final class KeptKeys {
    private final KeyIntervals keys;
    private final DataType type;

    /**
     * @param schema has the column, of a type that keeps the order of {@link KeyIntervals}: whole numbers, decimals of up
     *     to 18 digits, dates, timestamps, strings
     */
    KeptKeys(KeyIntervals keys, StructType schema) {
        this.keys = keys;
        this.type = schema.apply(keys.column()).dataType();
    }

    /** Empty where all rows are kept. */
    static Optional<KeptKeys> of(Overlap overlap, StructType schema) {
        return overlap.within().map(keys -> new KeptKeys(keys, schema));
    }

    /**
     * Texts are compared by a function, for literals stand in Spark's plans and event log; files are skipped by the
     * rest.
     */
    Column condition() {
        Column key = SqlNames.column(keys.column());
        if (type instanceof StringType) {
            TextBounds bounds = TextBounds.of(keys);
            UDF1<String, Boolean> holds = bounds::hold;
            return udf(holds, DataTypes.BooleanType).apply(key);
        }
        return any(keys.intervals().stream()
                .map(interval -> key.isNotNull()
                        .and(interval.from().map(from -> key.geq(literal(from))).orElse(lit(true)))
                        .and(interval.before()
                                .map(before -> key.lt(literal(before)))
                                .orElse(lit(true))))
                .toList());
    }

    /** Nested as a balanced tree, for Spark walks it by recursion. */
    private static Column any(List<Column> conditions) {
        int size = conditions.size();
        return size == 1
                ? conditions.get(0)
                : any(conditions.subList(0, size / 2)).or(any(conditions.subList(size / 2, size)));
    }

    private Column literal(String bound) {
        if (type instanceof DateType) {
            return lit(LocalDate.ofEpochDay(Long.parseLong(bound)));
        }
        if (type instanceof TimestampType) {
            return lit(moment(bound));
        }
        if (type instanceof TimestampNTZType) {
            return lit(LocalDateTime.ofInstant(moment(bound), ZoneOffset.UTC));
        }
        return lit(new BigDecimal(bound)).cast(type);
    }

    private static Instant moment(String microseconds) {
        return Instant.EPOCH.plus(Long.parseLong(microseconds), ChronoUnit.MICROS);
    }

    /** The rows of a batch; {@link Rows#next} is asked once for each. */
    Rows of(ColumnBatch batch) {
        ColumnValues values = batch.column(batch.schema().fieldIndex(keys.column()));
        if (values instanceof LongValues numbers) {
            NumberBounds bounds = NumberBounds.of(keys, this::number);
            return new Rows(values, value -> bounds.hold(numbers.value(value)));
        }
        TextBounds bounds = TextBounds.of(keys);
        BytesValues texts = (BytesValues) values;
        return new Rows(values, value -> bounds.hold(texts.array(), texts.start(value), texts.end(value)));
    }

    /** As {@link LongValues} has it. */
    private long number(String bound) {
        return type instanceof DecimalType decimal
                ? new BigDecimal(bound)
                        .setScale(decimal.scale())
                        .unscaledValue()
                        .longValueExact()
                : Long.parseLong(bound);
    }

    /** Which rows of a batch are kept, one after the other. */
    static final class Rows {
        private final ColumnValues values;
        private final IntPredicate held;
        private int row;
        private int value;

        private Rows(ColumnValues values, IntPredicate held) {
            this.values = values;
            this.held = held;
        }

        boolean next() {
            return !values.isNull(row++) && held.test(value++);
        }
    }
}
