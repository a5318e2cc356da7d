package io.alluvium.sources.mysql;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.image.UnfitValues;
import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.sql.RangeColumn;
import io.alluvium.source.survey.RowCondition;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The first column of a key, in the order that raw has too: numbers, days and microseconds by value, all else by the bytes of
 * its text, whatever the collation. Values have the text form of {@link KeyIntervals}.
 *
 * @param name in raw
 */
record KeyColumn(SourceColumn column, ColumnImage image, String name) implements RangeColumn {
    private static final int SHORT_DECIMAL = 18;

    private static final String UNIX_DAY = "719528";

    /**
     * Of a table; absent where it has no key.
     *
     * @param images of its columns, those of the key among them
     */
    static Optional<KeyColumn> first(DatabaseTable table, Map<SourceColumn, ColumnImage> images) {
        return table.keyColumns().stream()
                .findFirst()
                .flatMap(name -> images.entrySet().stream()
                        .filter(column -> column.getKey().name().equals(name))
                        .map(column -> new KeyColumn(
                                column.getKey(),
                                column.getValue(),
                                table.stored().name(name)))
                        .findFirst());
    }

    @Override
    public KeyOrder order() {
        return KeyOrder.of(image.type());
    }

    @Override
    public boolean hasVaryingLength() {
        return order() == KeyOrder.TEXT;
    }

    /** Whether an index on the column finds ranges of it, and raw keeps the order: numbers and times. */
    boolean hasRanges() {
        DataType type = image.type();
        boolean number = type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType
                || type instanceof DecimalType decimal && decimal.precision() <= SHORT_DECIMAL;
        boolean asItIs = image.equals(ColumnImage.of(column, UnfitValues.FAIL).orElse(image));
        return asItIs && (number || isTime());
    }

    private boolean isTime() {
        DataType type = image.type();
        return type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    /** The value of the row {@code t}, as the server compares it in this order. */
    String ordered() {
        if (order() == KeyOrder.TEXT) {
            return "cast(" + CanonicalSql.plain(column, image) + " as binary)";
        }
        if (image.type() instanceof DateType) {
            return "(to_days(" + column.sql() + ") - " + UNIX_DAY + ")";
        }
        return isTime()
                ? "timestampdiff(microsecond, '1970-01-01 00:00:00', " + column.sql() + ")"
                : column.type().equals("bit") || column.type().equals("year")
                        ? "(" + column.sql() + " + 0)"
                        : column.sql();
    }

    /** A start of a range, as {@link #ordered} is compared with it. */
    private String literal(String start) {
        return order() == KeyOrder.NUMBER
                ? new BigDecimal(start).toPlainString()
                : "x'" + HexFormat.of().formatHex(start.getBytes(StandardCharsets.UTF_8)) + "'";
    }

    /** A value that {@link #ordered} gave; empty for null. */
    Optional<String> text(ResultSet row, int at) throws SQLException {
        if (order() == KeyOrder.TEXT) {
            return Optional.ofNullable(row.getBytes(at)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }
        return Optional.ofNullable(row.getBigDecimal(at)).map(BigDecimal::toPlainString);
    }

    /** The number of the range that a row lies in: found by halves, and 0 for null. */
    String range(List<String> starts) {
        return range(starts, 0, starts.size());
    }

    /** Among the ranges that begin after {@code from} starts and before {@code to}. */
    private String range(List<String> starts, int from, int to) {
        if (from == to) {
            return Integer.toString(from);
        }
        int middle = (from + to) / 2;
        return "if(" + ordered() + " >= " + literal(starts.get(middle)) + ", " + range(starts, middle + 1, to) + ", "
                + range(starts, from, middle) + ")";
    }

    @Override
    public RowCondition condition(KeyIntervals keys) {
        return RowCondition.of(keys.intervals().stream()
                .map(interval -> {
                    String from = interval.from()
                            .map(value -> column.sql() + " >= " + stored(value))
                            .orElse("true");
                    String before = interval.before()
                            .map(value -> column.sql() + " < " + stored(value))
                            .orElse("true");
                    return "(" + column.sql() + " is not null and " + from + " and " + before + ")";
                })
                .collect(Collectors.joining(" or ", "(", ")")));
    }

    /** A value as the column itself has it, so that an index finds it. */
    private String stored(String value) {
        String number = new BigDecimal(value).toPlainString();
        if (image.type() instanceof DateType) {
            return "from_days(" + number + " + " + UNIX_DAY + ")";
        }
        return isTime() ? "timestamp'1970-01-01 00:00:00' + interval " + number + " microsecond" : number;
    }
}
