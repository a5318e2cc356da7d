package io.alluvium.sources.objects.csv;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says how a file of CSV is put together.
 *
 * @param delimiter between two values; any characters but line breaks
 * @param quote begins and ends a value that may hold anything, and stands twice for itself in it; {@link #NONE}
 * @param escape takes its meaning from a quote, a delimiter, a line break or itself that follows; {@link #NONE}
 * @param comment begins a line that is no record; {@link #NONE}
 * @param skip lines before the header, or before the first record
 * @param header whether the first record names the values
 * @param nulls what stands, without quotes, for no value in a column of text
 * @param trailer the last record, which is no row; null where all are
 */
public record CsvFormat(
        String delimiter,
        char quote,
        char escape,
        char comment,
        int skip,
        boolean header,
        List<String> nulls,
        @Nullable Trailer trailer)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * The last record of each file, by which a file that was cut off is told from a whole one.
     *
     * @param prefix its first characters; may be empty
     * @param count which of its values is the number of records before it, counted from 1; 0 where none is
     */
    public record Trailer(String prefix, int count) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Stands for a character that the format has not; it cannot stand in a project. */
    public static final char NONE = '\0';

    private static final char LAST_ASCII = 0x7F;

    /** RFC 4180 with a header; an empty value without quotes is none. */
    public static final CsvFormat USUAL = new CsvFormat(",", '"', NONE, NONE, 0, true, List.of(""));

    public CsvFormat {
        Objects.requireNonNull(delimiter, "delimiter");
        nulls = List.copyOf(nulls);
        if (delimiter.isEmpty() || delimiter.indexOf('\n') >= 0 || delimiter.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("a delimiter is a character or more, and no line break");
        }
        for (char mark : new char[] {quote, escape, comment}) {
            if (mark > LAST_ASCII || mark == '\n' || mark == '\r' || mark != NONE && delimiter.charAt(0) == mark) {
                throw new IllegalArgumentException("quote, escape and comment are ASCII and not the delimiter");
            }
        }
        if (quote != NONE && (quote == escape || quote == comment)) {
            throw new IllegalArgumentException("a quote is neither escape nor comment; doubled, it escapes itself");
        }
        if (skip < 0) {
            throw new IllegalArgumentException("no fewer than 0 lines are skipped");
        }
    }

    /** Of files each of whose records is a row. */
    public CsvFormat(
            String delimiter, char quote, char escape, char comment, int skip, boolean header, List<String> nulls) {
        this(delimiter, quote, escape, comment, skip, header, nulls, null);
    }

    /** The same whose last record is a trailer. */
    public CsvFormat withTrailer(Trailer last) {
        return new CsvFormat(delimiter, quote, escape, comment, skip, header, nulls, last);
    }

    /** The same with the values' names in its first record, or without. */
    public CsvFormat withHeader(boolean present) {
        return new CsvFormat(delimiter, quote, escape, comment, skip, present, nulls, trailer);
    }
}
