package io.alluvium.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Which keys a text writes, in order, and the same key again where it is written again: of a list and a section under one
 * key HOCON's parser keeps the later and forgets the other. Reads only text that is known to be HOCON.
 */
final class HoconOutline {

    /** What is written under a key. */
    enum Kind {
        LIST,
        SECTION,
        OTHER,
        /** A value that takes another one in, perhaps what was written before under the same key. */
        SUBSTITUTION,
        /** An element more for a list. */
        APPENDED,
        /** The key is the name of a file, whose keys come beside. */
        INCLUDED
    }

    /**
     * @param path from the outermost key
     * @param line from 1
     */
    record Written(List<String> path, int line, Kind kind) {
        Written {
            path = List.copyOf(path);
        }
    }

    private final String text;
    private final List<Written> written = new ArrayList<>();
    private int at;

    private HoconOutline(String text) {
        this.text = text;
    }

    /** @param prefix the path that the text's own keys lie under */
    static List<Written> of(List<String> lines, List<String> prefix) {
        HoconOutline outline = new HoconOutline(String.join("\n", lines) + "\n");
        while (outline.at < outline.text.length()) {
            outline.section(prefix);
            // A brace around the whole text, or the end.
            outline.at++;
        }
        return outline.written;
    }

    /** Up to the brace that closes it. */
    private void section(List<String> prefix) {
        while (at < text.length() && text.charAt(at) != '}') {
            if (isBlank(text.charAt(at)) || text.charAt(at) == ',' || text.charAt(at) == '{') {
                at++;
            } else if (!skippedComment()) {
                field(prefix);
            }
        }
    }

    private void field(List<String> prefix) {
        int line = line();
        List<String> path = new ArrayList<>(prefix);
        StringBuilder part = new StringBuilder();
        while (at < text.length() && "=:{+\n}".indexOf(text.charAt(at)) < 0) {
            if (text.charAt(at) == '"') {
                String quoted = quoted();
                if (part.toString().strip().startsWith("include")) {
                    path.add(quoted);
                    written.add(new Written(path, line, Kind.INCLUDED));
                    at = text.indexOf('\n', at);
                    return;
                }
                part.append(quoted);
            } else if (text.charAt(at) == '.') {
                path.add(part.toString().strip());
                part.setLength(0);
                at++;
            } else {
                part.append(text.charAt(at++));
            }
        }
        path.add(part.toString().strip());
        boolean appended = text.startsWith("+=", at);
        while (at < text.length() && "=:+".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        int place = written.size();
        Kind kind = value(path);
        written.add(place, new Written(path, line, appended ? Kind.APPENDED : kind));
    }

    /** Up to the comma, brace or end of line that ends it. */
    private Kind value(List<String> path) {
        Kind kind = Kind.OTHER;
        boolean begun = false;
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == ',' || next == '}' || next == ']' || next == '\n' && begun) {
                return kind;
            }
            if (isBlank(next)) {
                at++;
                continue;
            }
            if (skippedComment()) {
                continue;
            }
            begun = true;
            if (next == '{') {
                kind = Kind.SECTION;
                at++;
                section(path);
                at++;
            } else if (next == '[') {
                kind = kind == Kind.OTHER ? Kind.LIST : kind;
                list(path);
            } else {
                kind = kind != Kind.SECTION && text.startsWith("${", at) ? Kind.SUBSTITUTION : kind;
                scalar(next);
            }
        }
        return kind;
    }

    private void scalar(char next) {
        if (next == '"') {
            quoted();
        } else if (text.startsWith("${", at)) {
            at = text.indexOf('}', at) + 1;
        } else {
            at++;
        }
    }

    /** What stands in a list is nobody's key. */
    private void list(List<String> path) {
        int before = written.size();
        at++;
        while (at < text.length() && text.charAt(at) != ']') {
            if (text.charAt(at) == ',' || text.charAt(at) == '}') {
                at++;
            } else {
                value(path);
            }
        }
        at++;
        written.subList(before, written.size()).clear();
    }

    /** The text between quotes; escapes stay as they are written. */
    private String quoted() {
        String quotes = text.startsWith("\"\"\"", at) ? "\"\"\"" : "\"";
        int begin = at + quotes.length();
        int end = begin;
        while (end < text.length() && !text.startsWith(quotes, end)) {
            end += quotes.length() == 1 && text.charAt(end) == '\\' ? 2 : 1;
        }
        at = Math.min(text.length(), end + quotes.length());
        // More quotes than three belong to the text.
        while (quotes.length() > 1 && at < text.length() && text.charAt(at) == '"') {
            at++;
        }
        return text.substring(begin, Math.min(text.length(), end));
    }

    private boolean skippedComment() {
        if (text.charAt(at) != '#' && !text.startsWith("//", at)) {
            return false;
        }
        at = text.indexOf('\n', at);
        return true;
    }

    private int line() {
        return (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }

    private static boolean isBlank(char character) {
        return Character.isWhitespace(character) || character == '\u00a0' || character == '\ufeff';
    }
}
