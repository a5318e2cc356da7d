package io.alluvium.sources.objects.csv;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The records of a file of CSV, cut in the plainest way. Characters are bytes. */
final class PlainCsv {
    private static final String BOM = "\u00ef\u00bb\u00bf";

    /**
     * A value of a record.
     *
     * @param written without the quotes around it
     * @param meant without escapes
     * @param inches the quotes in one that has none around it, each as its place from the value's end
     */
    record Value(String written, String meant, boolean quoted, List<Integer> inches) {}

    /**
     * A record.
     *
     * @param text without the line break at its end
     */
    record Cut(int start, String text, List<Value> values, boolean isBroken) {}

    private final String file;
    private final CsvFormat format;
    private final String delimiter;
    private int at;
    private boolean isBroken;

    private PlainCsv(String file, CsvFormat format) {
        this.file = file;
        this.format = format;
        this.delimiter = new String(format.delimiter().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    static List<Cut> records(String file, CsvFormat format) {
        PlainCsv csv = new PlainCsv(file, format);
        csv.passOverBeginning();
        List<Cut> records = new ArrayList<>();
        while (csv.at < file.length()) {
            if (csv.isHere(format.comment())) {
                csv.passOverLine();
            } else {
                records.add(csv.record());
            }
        }
        return records;
    }

    /** What of the file holds the records and the header. */
    static String records(String file, int skip) {
        PlainCsv csv = new PlainCsv(
                file, new CsvFormat(",", CsvFormat.NONE, CsvFormat.NONE, CsvFormat.NONE, skip, false, List.of()));
        csv.passOverBeginning();
        return file.substring(csv.at);
    }

    private void passOverBeginning() {
        at = file.startsWith(BOM) ? BOM.length() : 0;
        for (int line = 0; line < format.skip(); line++) {
            passOverLine();
        }
    }

    private void passOverLine() {
        while (!isEnd()) {
            at++;
        }
        at += lineBreak().length();
    }

    /** The line break that stands here, or nothing. */
    private String lineBreak() {
        for (String end : List.of("\r\n", "\n", "\r")) {
            if (file.startsWith(end, at)) {
                return end;
            }
        }
        return "";
    }

    private boolean isEnd() {
        return at >= file.length() || !lineBreak().isEmpty();
    }

    private boolean isHere(char mark) {
        return mark != CsvFormat.NONE && at < file.length() && file.charAt(at) == mark;
    }

    private Cut record() {
        int start = at;
        isBroken = false;
        List<Value> values = new ArrayList<>(List.of(value()));
        while (!isEnd()) {
            at += delimiter.length();
            values.add(value());
        }
        String text = file.substring(start, at);
        at += lineBreak().length();
        return new Cut(start, text, values, isBroken || hasLostDelimiter(values));
    }

    /** A lone quote within a value, and later a value with a lone quote, or some pairs more, that ends with one. */
    private static boolean hasLostDelimiter(List<Value> values) {
        boolean within = false;
        for (Value value : values) {
            boolean ends = value.inches().contains(1);
            boolean odd = value.inches().size() % 2 == 1;
            if (within && odd && ends) {
                return true;
            }
            within = within || odd && !ends;
        }
        return false;
    }

    private Value value() {
        return isHere(format.quote()) ? quoted() : plain();
    }

    private Value plain() {
        int start = at;
        StringBuilder meant = new StringBuilder();
        List<Integer> quotes = new ArrayList<>();
        while (!isEnd() && !file.startsWith(delimiter, at)) {
            if (isHere(format.quote())) {
                quotes.add(at);
            }
            boolean isEscape = isHere(format.escape());
            char character = file.charAt(at++);
            String taken = isEscape ? escaped() : "";
            meant.append(taken.isEmpty() ? String.valueOf(character) : taken);
            at += taken.length();
        }
        int end = at;
        return new Value(
                file.substring(start, at),
                meant.toString(),
                false,
                quotes.stream().map(quote -> end - quote).toList());
    }

    /** What stands here and has a meaning that an escape takes from it; nothing else. */
    private String escaped() {
        if (file.startsWith(delimiter, at)) {
            return delimiter;
        }
        return isHere(format.quote()) || isHere(format.escape()) ? file.substring(at, at + 1) : lineBreak();
    }

    private Value quoted() {
        at++;
        int start = at;
        StringBuilder meant = new StringBuilder();
        while (at < file.length()) {
            boolean isQuote = isHere(format.quote());
            boolean isEscape = isHere(format.escape());
            at++;
            boolean quoteFollows = isHere(format.quote());
            if (isQuote && !quoteFollows) {
                Value value = new Value(file.substring(start, at - 1), meant.toString(), true, List.of());
                if (!isEnd() && !file.startsWith(delimiter, at)) {
                    isBroken = true;
                    plain();
                }
                return value;
            }
            if (isQuote || isEscape && (quoteFollows || isHere(format.escape()))) {
                at++;
            }
            meant.append(file.charAt(at - 1));
        }
        isBroken = true;
        return new Value(file.substring(start), meant.toString(), true, List.of());
    }
}
