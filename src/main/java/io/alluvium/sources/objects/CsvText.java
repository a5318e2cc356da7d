package io.alluvium.sources.objects;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** CSV read on the driver by the parser and the settings that Spark uses: headers, and counts of small files. */
final class CsvText {
    static final char QUOTE = '"';
    private static final int MOST_COLUMNS = 20_480;

    private final FilesTable table;
    private final Folder folder;

    CsvText(FilesTable table, Folder folder) {
        this.table = table;
        this.folder = folder;
    }

    /**
     * How many records a file has.
     *
     * @param rows without the header
     * @param odd those of them with fewer or more values than the first record
     */
    record Count(long rows, long odd) {}

    /** The columns that the first record names, or numbers; empty for a file without records. */
    Optional<List<String>> columns(String name) {
        CsvParser parser = parser();
        try (InputStream in = folder.open(name)) {
            parser.beginParsing(in, "UTF-8");
            String[] first = parser.parseNext();
            if (first == null) {
                return Optional.empty();
            }
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < first.length; i++) {
                columns.add(table.header() ? (first[i] == null ? "" : first[i]) : "_c" + i);
            }
            return Optional.of(columns);
        } catch (IOException | TextParsingException e) {
            throw unreadable(name).asException(e);
        } finally {
            parser.stopParsing();
        }
    }

    Count count(String name) {
        CsvParser parser = parser();
        try (InputStream in = folder.open(name)) {
            parser.beginParsing(in, "UTF-8");
            String[] first = parser.parseNext();
            long rows = first == null || table.header() ? 0 : 1;
            long odd = 0;
            for (String[] record = first; record != null; ) {
                record = parser.parseNext();
                if (record != null) {
                    rows++;
                    odd += record.length == first.length ? 0 : 1;
                }
            }
            return new Count(rows, odd);
        } catch (IOException | TextParsingException e) {
            throw unreadable(name).asException(e);
        } finally {
            parser.stopParsing();
        }
    }

    private CsvParser parser() {
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(table.delimiter());
        settings.getFormat().setQuote(QUOTE);
        settings.getFormat().setQuoteEscape(QUOTE);
        settings.setCommentProcessingEnabled(false);
        settings.setIgnoreLeadingWhitespaces(false);
        settings.setIgnoreTrailingWhitespaces(false);
        settings.setReadInputOnSeparateThread(false);
        settings.setMaxColumns(MOST_COLUMNS);
        settings.setMaxCharsPerColumn(-1);
        settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.STOP_AT_DELIMITER);
        settings.setLineSeparatorDetectionEnabled(true);
        settings.setErrorContentLength(0);
        return new CsvParser(settings);
    }

    private Problem unreadable(String name) {
        return Problem.of(ErrorCode.FILE_CORRUPT, "the file " + name + " cannot be read as CSV")
                .at(table.place())
                .marking(table.glob())
                .because("more than " + MOST_COLUMNS + " columns, or not readable");
    }
}
