package io.alluvium.dbt.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into its tags and what stands between them. A statement or a comment that has its lines for itself takes
 * them along, so that no blank ones are left.
 */
final class Tags {
    private final String text;
    private final List<Tag> tags = new ArrayList<>();
    private int at;
    private int line = 1;

    private Tags(String text) {
        this.text = text;
    }

    /** @throws TemplateFault where a tag has no end */
    static List<Tag> of(String text) {
        return new Tags(text).cut();
    }

    private List<Tag> cut() {
        boolean trimmed = false;
        while (at < text.length()) {
            int open = next();
            String plain = text.substring(at, open);
            int from = line;
            line += lines(plain);
            at = open;
            if (open == text.length()) {
                add(trimmed ? plain.stripLeading() : plain, from);
                break;
            }
            Tag tag = tag();
            boolean alone = isAlone(open, at, tag);
            String shown = trimmed ? plain.stripLeading() : plain;
            if (tag.whole().startsWith("-", 2)) {
                shown = shown.stripTrailing();
            } else if (alone) {
                shown = shown.replaceAll("[ \\t]+$", "");
            }
            add(shown, from);
            tags.add(tag);
            trimmed = tag.whole().startsWith("-", tag.whole().length() - 3);
            if (alone && !trimmed) {
                skipLine();
            }
        }
        return List.copyOf(tags);
    }

    private void add(String plain, int from) {
        if (!plain.isEmpty()) {
            tags.add(new Tag(Tag.Sort.PLAIN, plain, plain, from));
        }
    }

    /** Where the next tag begins; the end of the text where there is none. */
    private int next() {
        for (int i = at; i + 1 < text.length(); i++) {
            if (text.charAt(i) == '{' && "{%#".indexOf(text.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private Tag tag() {
        char kind = text.charAt(at + 1);
        int begin = at;
        int from = line;
        String close = kind == '{' ? "}}" : kind == '%' ? "%}" : "#}";
        int end = kind == '#' ? text.indexOf(close, at + 2) : endOutsideTexts(close);
        if (end < 0) {
            throw new TemplateFault(from, text.substring(at, at + 2) + " has no end");
        }
        at = end + 2;
        String whole = text.substring(begin, at);
        line += lines(whole);
        String inside = whole.substring(2, whole.length() - 2);
        inside = inside.replaceFirst("^[-+]", "").replaceFirst("-$", "").strip();
        Tag.Sort sort = kind == '{' ? Tag.Sort.OUTPUT : kind == '%' ? Tag.Sort.STATEMENT : Tag.Sort.COMMENT;
        return new Tag(sort, inside, whole, from);
    }

    private int endOutsideTexts(String close) {
        int depth = 0;
        for (int i = at + 2; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '"') {
                i = endOfText(i);
                if (i < 0) {
                    return -1;
                }
            } else if (depth <= 0 && text.startsWith(close, i)) {
                return i;
            } else if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            }
        }
        return -1;
    }

    private int endOfText(int start) {
        for (int i = start + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(start)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether nothing else stands on the lines of a tag that prints nothing. */
    private boolean isAlone(int open, int end, Tag tag) {
        boolean silent = tag.sort() == Tag.Sort.STATEMENT
                || tag.sort() == Tag.Sort.COMMENT
                || tag.text().startsWith("config");
        int before = text.lastIndexOf('\n', open - 1) + 1;
        int after = text.indexOf('\n', end);
        return silent
                && text.substring(before, open).isBlank()
                && text.substring(end, after < 0 ? text.length() : after).isBlank();
    }

    private void skipLine() {
        int after = text.indexOf('\n', at);
        at = after < 0 ? text.length() : after + 1;
        line += after < 0 ? 0 : 1;
    }

    private static int lines(String text) {
        return (int) text.chars().filter(c -> c == '\n').count();
    }
}
