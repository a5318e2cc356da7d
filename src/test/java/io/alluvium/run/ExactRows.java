package io.alluvium.run;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/** A table as text from which nothing is lost, in the form of {@code foreign/read_delta.py}. */
final class ExactRows {
    private static final int LONG = 100;

    private ExactRows() {}

    /** Name and type of each column, then the rows in the order of their text. */
    static List<String> of(Dataset<Row> rows) {
        List<String> lines = new ArrayList<>();
        for (StructField field : rows.schema().fields()) {
            lines.add(field.name() + " " + field.dataType().sql().toLowerCase(Locale.ROOT));
        }
        String[] columns = Stream.of(rows.schema().fields())
                .map(field -> number(field.dataType(), "`" + field.name() + "`"))
                .toArray(String[]::new);
        rows.selectExpr(columns).collectAsList().stream()
                .map(ExactRows::line)
                .sorted()
                .forEach(lines::add);
        return lines;
    }

    /** An expression of a type that Java has as well. */
    private static String number(DataType type, String value) {
        if (type instanceof ArrayType array) {
            return "transform(" + value + ", x -> " + number(array.elementType(), "x") + ")";
        }
        return switch (type.typeName()) {
            case "date" -> "unix_date(" + value + ")";
            case "timestamp" -> "unix_micros(" + value + ")";
            case "timestamp_ntz" -> "unix_micros(cast(" + value + " as timestamp))";
            case "boolean" -> "cast(" + value + " as int)";
            case "float" -> "cast(" + value + " as double)";
            case "string" -> "cast(" + value + " as binary)";
            default -> value;
        };
    }

    private static String line(Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(
                    row.schema().fields()[i].dataType() instanceof ArrayType && !row.isNullAt(i)
                            ? row.getList(i).stream().map(ExactRows::text).collect(Collectors.joining(",", "[", "]"))
                            : text(row.get(i)));
        }
        return String.join("\t", values);
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "~";
        }
        if (value instanceof Double number) {
            return number.isNaN() ? "NaN" : HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number));
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof byte[] bytes ? hexadecimal(bytes) : value.toString();
    }

    private static String hexadecimal(byte[] bytes) {
        if (bytes.length <= LONG) {
            return HexFormat.of().formatHex(bytes);
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest) + " of " + bytes.length;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
