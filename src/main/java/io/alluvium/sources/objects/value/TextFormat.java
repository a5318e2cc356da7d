package io.alluvium.sources.objects.value;

import java.io.Serializable;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

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

    /** A decimal point, no grouping, ISO dates and timestamps, UTC. */
    public static final TextFormat USUAL = new TextFormat('.', NO_GROUPING, List.of(), List.of(), ZoneOffset.UTC);

    public TextFormat {
        dateFormats = List.copyOf(dateFormats);
        timestampFormats = List.copyOf(timestampFormats);
    }
}
