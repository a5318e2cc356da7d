package io.alluvium.sources.objects.value;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
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
import org.jspecify.annotations.Nullable;

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

    private TextFormat marked(char mark, char group) {
        return new TextFormat(mark, group, dateFormats, timestampFormats, zone);
    }

    /** What would make texts numbers of a type that they are not as they stand. */
    public OtherMarks otherMarks(DataType type) {
        return new OtherMarks(this, type);
    }

    /** Other marks than a format's, by which texts may be numbers of a type. */
    public static final class OtherMarks {
        private static final int ROWS = 64;

        private final List<String> words = new ArrayList<>();
        private final List<ValueDecoder> decoders = new ArrayList<>();
        private final @Nullable ColumnBatch tried;

        private OtherMarks(TextFormat format, DataType type) {
            boolean number = type instanceof NumericType && ValueDecoder.supports(type);
            ColumnBatch batch = number ? new ColumnBatch(new StructType().add("v", type), ROWS) : null;
            this.tried = batch;
            if (batch != null) {
                ColumnValues into = batch.column(0);
                char own = format.decimalMark;
                char other = own == '.' ? ',' : '.';
                add(format.marked(other, NO_GROUPING), type, into, "decimal_mark = \"" + other + "\"");
                add(format.marked(own, other), type, into, "grouping = \"" + other + "\"");
                add(
                        format.marked(other, own),
                        type,
                        into,
                        "decimal_mark = \"" + other + "\" and grouping = \"" + own + "\"");
            }
        }

        private void add(TextFormat other, DataType type, ColumnValues into, String said) {
            words.add(said);
            decoders.add(ValueDecoder.of(type, other, into));
        }

        /** In the words of a project, behind what is wrong; empty where no other marks would do. */
        public String of(byte[] text, int offset, int length) {
            List<String> ways = new ArrayList<>();
            for (int i = 0; i < decoders.size(); i++) {
                // With both marks changed a number is read that one of them tells already.
                boolean told = i + 1 == decoders.size() && !ways.isEmpty();
                if (!told && decoders.get(i).append(text, offset, length)) {
                    ways.add(words.get(i));
                }
            }
            if (tried != null) {
                tried.clear();
            }
            return ways.isEmpty() ? "" : ", but with " + String.join(" or ", ways);
        }
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
