package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.target.TargetTable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/** Rows of Spark as lines of {@code COPY … FROM STDIN} in text. */
final class CopyText {
    private final TargetTable table;
    private final List<TargetColumn> columns;
    private final StringBuilder line = new StringBuilder();
    private int at;

    /** @param table for errors */
    CopyText(TargetTable table, List<TargetColumn> columns) {
        this.table = table;
        this.columns = columns;
    }

    /**
     * One line.
     *
     * @param row with a value for each column, in their order
     * @throws AlluviumException EXPORT_VALUE_UNSUPPORTED
     */
    byte[] of(Row row) {
        line.setLength(0);
        for (at = 0; at < columns.size(); at++) {
            if (at > 0) {
                line.append('\t');
            }
            Object value = row.get(at);
            if (value == null) {
                line.append("\\N");
            } else {
                escaped(text(value));
            }
        }
        line.append('\n');
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String text(Object value) {
        if (value instanceof Seq<?> list) {
            return array(list);
        }
        if (value instanceof byte[] bytes) {
            return "\\x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof LocalDate date) {
            return date(date) + era(date);
        }
        if (value instanceof LocalDateTime time) {
            return time(time) + era(time.toLocalDate());
        }
        if (value instanceof Instant instant) {
            LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            return time(time) + "+00" + era(time.toLocalDate());
        }
        return value.toString();
    }

    private static String time(LocalDateTime time) {
        return date(time.toLocalDate())
                + ' '
                + padded(time.getHour(), 2)
                + ':'
                + padded(time.getMinute(), 2)
                + ':'
                + padded(time.getSecond(), 2)
                + '.'
                + padded(time.getNano() / 1000, 6);
    }

    /** The year before 1 is 1 BC. */
    private static String date(LocalDate date) {
        int year = date.getYear();
        return padded(year > 0 ? year : 1 - year, 4)
                + '-'
                + padded(date.getMonthValue(), 2)
                + '-'
                + padded(date.getDayOfMonth(), 2);
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    private static String padded(int number, int digits) {
        String text = Integer.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private String array(Seq<?> list) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < list.length(); i++) {
            if (i > 0) {
                text.append(',');
            }
            element(list.apply(i), text);
        }
        return text.append('}').toString();
    }

    private void element(@Nullable Object value, StringBuilder text) {
        if (value == null) {
            text.append("NULL");
            return;
        }
        text.append('"')
                .append(text(value).replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }

    private void escaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case '\0' -> throw nul();
                default -> line.append(c);
            }
        }
    }

    private AlluviumException nul() {
        String column = columns.get(at).name();
        return table.problem(
                        ErrorCode.EXPORT_VALUE_UNSUPPORTED,
                        "column " + column + " of " + table.from() + " holds a text with the character U+0000")
                .because("PostgreSQL has no text with it")
                .fixedBy("leave it out in the model: replace(" + column + ", char(0), '')")
                .asException();
    }
}
