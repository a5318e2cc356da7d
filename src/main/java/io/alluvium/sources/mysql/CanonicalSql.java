package io.alluvium.sources.mysql;

import io.alluvium.source.digest.CanonicalForm;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The canonical text of {@link io.alluvium.source.SourceContent} as the server computes it; the row is {@code t}. Numbers
 * with a binary point are the exception: the server cannot tell their bits, so that they are its own text of them.
 */
final class CanonicalSql {
    private static final CanonicalForm FORM = new CanonicalForm(new CanonicalForm.Functions() {
        @Override
        public String joined(String... texts) {
            return "concat(" + String.join(", ", texts) + ")";
        }

        @Override
        public String bytes(String text) {
            return "length(" + text + ")";
        }
    });

    private CanonicalSql() {}

    /** One text of columns, one after the other. */
    static String row(Map<SourceColumn, ColumnImage> columns) {
        return columns.entrySet().stream()
                .map(column -> scalar(column.getKey(), column.getValue()))
                .collect(Collectors.joining(",\n", "concat(", ")"));
    }

    /** The first 64 bits of SHA-256, without a sign. */
    static String digest(String text) {
        return "cast(conv(left(sha2(" + text + ", 256), 16), 16, 10) as unsigned)";
    }

    private static String scalar(SourceColumn column, ColumnImage image) {
        Optional<String> lacking = image.form().unfit(column.sql());
        boolean nulled = image.form() instanceof ValueForm.Nulling;
        return FORM.scalar(new CanonicalForm.Scalar(
                column.sql(), plain(column, image), image.type() instanceof StringType, lacking, nulled));
    }

    /** The text of a value that is not null, without length; of one that is redacted, what is sent in its place. */
    static String plain(SourceColumn column, ColumnImage image) {
        DataType type = image.type();
        String value = column.sql();
        if (type instanceof StringType) {
            return "convert(" + image.select() + " using utf8mb4)";
        }
        if (type instanceof BinaryType) {
            return "lower(hex(" + value + "))";
        }
        if (type instanceof DateType) {
            return "cast(to_days(" + value + ") - 719528 as char)";
        }
        if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return "cast(timestampdiff(microsecond, '1970-01-01 00:00:00', " + value + ") as char)";
        }
        return switch (column.type()) {
            case "bit", "year" -> "cast(" + value + " + 0 as char)";
            case "float" -> "cast(" + value + " + 0e0 as char)";
            default -> "cast(" + value + " as char)";
        };
    }
}
