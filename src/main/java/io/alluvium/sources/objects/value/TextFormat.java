package io.alluvium.sources.objects.value;

import io.alluvium.column.ColumnBatch;
import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * How a file spells values.
 *
 * @param decimalMark what stands before the fraction of a number
 * @param grouping what stands between groups of three digits before the mark; {@link #NO_GROUPING} for nothing
 * @param dateFormats patterns of {@link DateTimeFormatter}, tried in order; none for {@code yyyy-MM-dd}
 * @param timestampFormats likewise; none for {@code yyyy-MM-dd HH:mm:ss} and what ISO 8601 allows beside it
 * @param zone of timestamps that say none
 */
public record TextFormat(
        char decimalMark, char grouping, List<String> dateFormats, List<String> timestampFormats, ZoneId zone)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** No character stands between groups of digits. */
    public static final char NO_GROUPING = '\0';

    /** Point, comma, blank, apostrophes, underscore, and the blanks at which no line breaks. */
    private static final String GROUPINGS = "., '_\u2019\u00a0\u202f";

    /** A decimal point, no grouping, ISO dates and timestamps, UTC. */
    public static final TextFormat USUAL = new TextFormat('.', NO_GROUPING, List.of(), List.of(), ZoneOffset.UTC);

    /** @throws IllegalArgumentException for marks or patterns of which {@code problem} tells one */
    public TextFormat {
        dateFormats = List.copyOf(dateFormats);
        timestampFormats = List.copyOf(timestampFormats);
        refuse(problem(decimalMark, grouping));
        dateFormats.forEach(pattern -> refuse(problem(pattern, false)));
        timestampFormats.forEach(pattern -> refuse(problem(pattern, true)));
    }

    private static void refuse(Optional<String> problem) {
        problem.ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
    }

    /**
     * What would make a text a number of a type, in the words of a project; empty where nothing would.
     *
     * @param text that is none as it stands, in UTF-8
     */
    public String otherMark(DataType type, byte[] text, int offset, int length) {
        if (!(type instanceof NumericType) || !ValueDecoder.supports(type)) {
            return "";
        }
        char other = decimalMark == '.' ? ',' : '.';
        List<String> ways = new ArrayList<>();
        if (reads(type, other, NO_GROUPING, text, offset, length)) {
            ways.add("decimal_mark = \"" + other + "\"");
        }
        if (reads(type, decimalMark, other, text, offset, length)) {
            ways.add("grouping = \"" + other + "\"");
        }
        if (ways.isEmpty() && reads(type, other, decimalMark, text, offset, length)) {
            ways.add("decimal_mark = \"" + other + "\" and grouping = \"" + decimalMark + "\"");
        }
        return String.join(" or ", ways);
    }

    private boolean reads(DataType type, char mark, char group, byte[] text, int offset, int length) {
        TextFormat format = new TextFormat(mark, group, dateFormats, timestampFormats, zone);
        ColumnBatch one = new ColumnBatch(new StructType().add("v", type), 1);
        return ValueDecoder.of(type, format, one.column(0)).append(text, offset, length);
    }

    /** What is wrong with a decimal mark and a grouping, if anything. */
    public static Optional<String> problem(char decimalMark, char grouping) {
        if (decimalMark != '.' && decimalMark != ',') {
            return Optional.of("the decimal mark is a point or a comma");
        }
        if (grouping != NO_GROUPING && GROUPINGS.indexOf(grouping) < 0) {
            return Optional.of("digits are grouped by a point, a comma, a blank, an apostrophe or an underscore");
        }
        return grouping == decimalMark
                ? Optional.of("one character cannot both group digits and be the decimal mark")
                : Optional.empty();
    }

    /**
     * What is wrong with a pattern, if anything: it is none, or lacks a part, or what it reads would have to be guessed.
     *
     * @param withTime whether it is for timestamps
     */
    public static Optional<String> problem(String pattern, boolean withTime) {
        return TimePattern.problem(pattern, withTime);
    }
}
