package io.alluvium.sources.objects.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a file of CSV seems to be written, by its beginning.
 *
 * @param delimiter what stands between values
 * @param skip lines before the first record
 * @param header whether the first record names the values
 */
public record CsvGuess(String delimiter, int skip, boolean header) {
    private static final List<String> DELIMITERS = List.of(",", ";", "\t", "|");
    private static final int MOST_RECORDS = 100;

    /** @param head whole lines, or all there is */
    public static CsvGuess of(String head) {
        String text = head.startsWith("\uFEFF") ? head.substring(1) : head;
        // What Excel writes above the records for itself.
        if (text.matches("(?s)sep=.\\R.*")) {
            List<List<String>> records = records(text.substring(text.indexOf('\n') + 1), text.substring(4, 5));
            return new CsvGuess(text.substring(4, 5), 1, isHeader(records));
        }
        String best = DELIMITERS.get(0);
        int width = 1;
        for (String delimiter : DELIMITERS) {
            List<List<String>> records = records(text, delimiter);
            Set<Integer> widths = records.stream().map(List::size).collect(Collectors.toSet());
            int least = widths.stream().mapToInt(wide -> wide).min().orElse(1);
            if (widths.size() == 1 && least > width) {
                best = delimiter;
                width = least;
            }
        }
        return new CsvGuess(best, 0, isHeader(records(text, best)));
    }

    private static boolean isHeader(List<List<String>> records) {
        if (records.isEmpty()) {
            return true;
        }
        List<String> first = records.get(0);
        return first.stream().noneMatch(CsvGuess::isValue) && first.stream().anyMatch(name -> !name.isBlank());
    }

    /** Names are words. */
    private static boolean isValue(String text) {
        return text.matches("[-+]?[0-9.,:/TZ -]+") || text.matches("(?i)true|false|null|\\\\N");
    }

    /** The first ones, as RFC 4180 has them; blank lines are none. */
    private static List<List<String>> records(String text, String delimiter) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < text.length() && records.size() < MOST_RECORDS; at++) {
            char character = text.charAt(at);
            if (character == '"') {
                quoted = !quoted;
            } else if (!quoted && character == delimiter.charAt(0)) {
                record.add(value.toString());
                value.setLength(0);
            } else if (!quoted && (character == '\n' || character == '\r')) {
                endRecord(records, record, value);
                record = new ArrayList<>();
            } else {
                value.append(character);
            }
        }
        if (records.size() < MOST_RECORDS) {
            endRecord(records, record, value);
        }
        return records;
    }

    private static void endRecord(List<List<String>> records, List<String> record, StringBuilder value) {
        if (!record.isEmpty() || !value.isEmpty()) {
            record.add(value.toString());
            records.add(record);
            value.setLength(0);
        }
    }
}
