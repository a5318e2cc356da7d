package io.alluvium.sources.objects.json;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** JSON as RFC 8259 has it, read in the plainest way. Characters are bytes. */
final class PlainJson {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern STRING =
            Pattern.compile("\"(?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*+\"");

    /**
     * A value.
     *
     * @param kind its first character; {@code 0} for a number
     * @param text as it is written
     * @param keys of an object, as written
     * @param values of an object's keys, or of a list
     */
    record Node(char kind, String text, List<String> keys, List<Node> values) {}

    /** Text that is no JSON from the position on. */
    static final class NoJson extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final String text;
    private int at;

    PlainJson(String text) {
        this.text = text;
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        return at == text.length();
    }

    PlainJson blanks() {
        while (!atEnd() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return this;
    }

    boolean take(char wanted) {
        boolean there = !atEnd() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void require(char wanted) {
        if (!take(wanted)) {
            throw new NoJson();
        }
    }

    Node value() {
        int from = at;
        char first = atEnd() ? ' ' : text.charAt(at);
        List<String> keys = new ArrayList<>();
        List<Node> values = new ArrayList<>();
        switch (first) {
            case '{' -> members(keys, values);
            case '[' -> elements(values);
            case '"' -> match(STRING);
            case 't' -> match(Pattern.compile("true(?![a-zA-Z0-9_.+-])"));
            case 'f' -> match(Pattern.compile("false(?![a-zA-Z0-9_.+-])"));
            case 'n' -> match(Pattern.compile("null(?![a-zA-Z0-9_.+-])"));
            default -> {
                match(NUMBER);
                if (!atEnd() && ",:[]{}\" \t\r\n".indexOf(text.charAt(at)) < 0) {
                    throw new NoJson();
                }
            }
        }
        return new Node("{[\"tfn".indexOf(first) < 0 ? '0' : first, text.substring(from, at), keys, values);
    }

    private void members(List<String> keys, List<Node> values) {
        require('{');
        if (blanks().take('}')) {
            return;
        }
        do {
            blanks();
            int from = at;
            match(STRING);
            keys.add(text.substring(from, at));
            blanks().require(':');
            values.add(blanks().value());
        } while (blanks().take(','));
        require('}');
    }

    private void elements(List<Node> values) {
        require('[');
        if (blanks().take(']')) {
            return;
        }
        do {
            values.add(blanks().value());
        } while (blanks().take(','));
        require(']');
    }

    private void match(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            throw new NoJson();
        }
        at = matcher.end();
    }
}
