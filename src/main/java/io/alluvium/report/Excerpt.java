package io.alluvium.report;

import io.alluvium.domain.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One line of a user's file as it may be shown: secrets hidden, indentation and tabs gone, cut to the screen.
 *
 * @param text the line
 * @param from where the underlined part starts
 * @param length of the underlined part; 0 where nothing is underlined
 */
record Excerpt(String text, int from, int length) {
    private static final int WIDEST = 110;
    private static final int BEFORE_MARK = 40;
    private static final long LARGEST_FILE = 4L << 20;

    /** Empty where the file or the line cannot be read: a place is worth saying even then. */
    static Optional<Excerpt> read(Path project, Place place, Optional<String> marked) {
        if (place.line() == 0) {
            return Optional.empty();
        }
        try {
            Path file = project.resolve(place.file());
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file);
            if (place.line() > lines.size()) {
                return Optional.empty();
            }
            String line = SecretMask.mask(lines, place.line() - 1);
            return Optional.of(of(Figures.printable(line).replace("\t", "    ").strip(), marked));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    static Excerpt of(String line, Optional<String> marked) {
        String word = marked.map(text -> found(line, text)).orElse("");
        int from = word.isEmpty() ? 0 : position(line, word);
        if (Columns.width(line) <= WIDEST) {
            return new Excerpt(line, from, word.length());
        }
        int start = Math.max(0, Math.min(from - BEFORE_MARK, line.length() - WIDEST));
        int end = Math.min(line.length(), start + WIDEST);
        String cut = (start > 0 ? "…" : "") + line.substring(start, end) + (end < line.length() ? "…" : "");
        int shifted = from - start + (start > 0 ? 1 : 0);
        return new Excerpt(cut, shifted, Math.min(word.length(), cut.length() - shifted));
    }

    /** The marked text as the line spells it: as it is, escaped as HOCON does, or hidden. */
    private static String found(String line, String marked) {
        if (marked.isBlank()) {
            return "";
        }
        String escaped = marked.replace("\\", "\\\\").replace("\"", "\\\"");
        return List.of(marked, escaped, SecretMask.HIDDEN).stream()
                .filter(line::contains)
                .findFirst()
                .orElse("");
    }

    /** A whole word rather than a part of one. */
    private static int position(String line, String word) {
        for (int at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
            boolean startsWord = at == 0 || !isWordPart(line.charAt(at - 1)) || !isWordPart(word.charAt(0));
            int end = at + word.length();
            boolean endsWord = end == line.length()
                    || !isWordPart(line.charAt(end))
                    || !isWordPart(word.charAt(word.length() - 1));
            if (startsWord && endsWord) {
                return at;
            }
        }
        return line.indexOf(word);
    }

    private static boolean isWordPart(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '_';
    }
}
