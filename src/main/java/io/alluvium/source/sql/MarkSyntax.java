package io.alluvium.source.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@link DeletionMark} into pieces that a dialect spells. A name is taken as it is written, whatever its case;
 * in double quotes it may have any characters.
 */
final class MarkSyntax {
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<word>[\\p{L}_][\\p{L}\\p{N}_$]*)"
            + "|\"(?<quoted>(?:[^\"]|\"\")+)\"|'(?<text>(?:[^']|'')*)'"
            + "|(?<number>-?[0-9]+(?:\\.[0-9]+)?)(?![\\p{L}\\p{N}_.])|(?<symbol><=|>=|<>|!=|=|<|>|\\(|\\)|,))");

    /** A name alone needs no quotes unless it could be read as a condition. */
    private static final Pattern NAME_ALONE = Pattern.compile("[^\\s\"'<>=!(),]+");

    private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "not", "is", "null", "in", "true", "false");
    private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", "<=", ">", ">=");
    private static final int DEEPEST = 50;

    private final String written;
    private final List<Token> tokens = new ArrayList<>();
    private final List<Piece> pieces = new ArrayList<>();
    private int at;
    private int depth;

    /** A part of the condition. */
    sealed interface Piece {}

    /** A keyword, a sign or a number, the same in every dialect. */
    record Word(String sql) implements Piece {}

    /** A column. */
    record Name(String column, Use use) implements Piece {}

    /** A constant; what it is compared with says of what type. */
    record Text(String value) implements Piece {}

    /** What is asked of a column. */
    enum Use {
        COMPARED,
        TRUTH,
        NULL_TEST
    }

    private enum Kind {
        KEYWORD,
        NAME,
        TEXT,
        NUMBER,
        SYMBOL
    }

    private record Token(Kind kind, String text) {}

    private MarkSyntax(String written) {
        this.written = written;
    }

    /** @throws IllegalArgumentException saying what is expected */
    static List<Piece> read(String written) {
        String trimmed = written.strip();
        if (NAME_ALONE.matcher(trimmed).matches() && !isKeyword(trimmed)) {
            return List.of(new Name(trimmed, Use.TRUTH));
        }
        MarkSyntax syntax = new MarkSyntax(trimmed);
        syntax.split();
        syntax.alternatives();
        if (syntax.at < syntax.tokens.size()) {
            throw syntax.unexpected("and, or, or the end");
        }
        return List.copyOf(syntax.pieces);
    }

    /** A column's name as a mark has it. */
    static String spelled(String column) {
        return PLAIN_NAME.matcher(column).matches() && !isKeyword(column)
                ? column
                : '"' + column.replace("\"", "\"\"") + '"';
    }

    private static boolean isKeyword(String word) {
        return KEYWORDS.contains(word.toLowerCase(Locale.ROOT));
    }

    private void split() {
        Matcher matcher = TOKEN.matcher(written);
        int end = 0;
        while (end < written.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new IllegalArgumentException("nothing that is known begins at \""
                        + written.substring(end).strip() + "\"");
            }
            tokens.add(token(matcher));
            end = matcher.end();
        }
    }

    private static Token token(Matcher matcher) {
        return group(matcher, "word")
                .map(word -> isKeyword(word)
                        ? new Token(Kind.KEYWORD, word.toLowerCase(Locale.ROOT))
                        : new Token(Kind.NAME, word))
                .or(() -> group(matcher, "quoted").map(name -> new Token(Kind.NAME, name.replace("\"\"", "\""))))
                .or(() -> group(matcher, "text").map(text -> new Token(Kind.TEXT, text.replace("''", "'"))))
                .or(() -> group(matcher, "number").map(number -> new Token(Kind.NUMBER, number)))
                .or(() -> group(matcher, "symbol").map(symbol -> new Token(Kind.SYMBOL, symbol)))
                .orElseThrow();
    }

    private static Optional<String> group(Matcher matcher, String name) {
        return Optional.ofNullable(matcher.group(name));
    }

    private void alternatives() {
        conjunction();
        while (takes("or")) {
            conjunction();
        }
    }

    private void conjunction() {
        factor();
        while (takes("and")) {
            factor();
        }
    }

    private void factor() {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException("it is nested too deeply");
        }
        if (takes("not")) {
            factor();
        } else if (takes("(")) {
            alternatives();
            require(")");
        } else {
            predicate();
        }
        depth--;
    }

    private void predicate() {
        if (at >= tokens.size() || tokens.get(at).kind() != Kind.NAME) {
            throw unexpected("a column");
        }
        String column = tokens.get(at++).text();
        int place = pieces.size();
        Use use = Use.TRUTH;
        if (at < tokens.size() && isComparison(tokens.get(at))) {
            use = Use.COMPARED;
            pieces.add(new Word(tokens.get(at++).text()));
            constant();
        } else if (takes("is")) {
            takes("not");
            use = takes("null") ? Use.NULL_TEST : Use.TRUTH;
            if (use == Use.TRUTH && !takes("true")) {
                require("false");
            }
        } else if (takes("in")) {
            use = Use.COMPARED;
            list();
        } else if (at + 1 < tokens.size() && isWord(at, "not") && isWord(at + 1, "in")) {
            use = Use.COMPARED;
            require("not");
            require("in");
            list();
        }
        pieces.add(place, new Name(column, use));
    }

    private static boolean isComparison(Token token) {
        return token.kind() == Kind.SYMBOL && COMPARISONS.contains(token.text());
    }

    private void list() {
        require("(");
        constant();
        while (takes(",")) {
            constant();
        }
        require(")");
    }

    private void constant() {
        if (takes("true") || takes("false")) {
            return;
        }
        if (at < tokens.size() && tokens.get(at).kind() == Kind.NUMBER) {
            pieces.add(new Word(tokens.get(at++).text()));
        } else if (at < tokens.size() && tokens.get(at).kind() == Kind.TEXT) {
            pieces.add(new Text(tokens.get(at++).text()));
        } else {
            throw unexpected("a number, or a text in single quotes");
        }
    }

    /** A keyword or sign, which becomes a piece, if it comes next. */
    private boolean takes(String word) {
        boolean next = isWord(at, word);
        if (next) {
            pieces.add(new Word(word));
            at++;
        }
        return next;
    }

    private boolean isWord(int place, String word) {
        if (place >= tokens.size()) {
            return false;
        }
        Token token = tokens.get(place);
        return (token.kind() == Kind.KEYWORD || token.kind() == Kind.SYMBOL)
                && token.text().equals(word);
    }

    private void require(String word) {
        if (!takes(word)) {
            throw unexpected(word);
        }
    }

    private IllegalArgumentException unexpected(String wanted) {
        String found = at < tokens.size() ? "\"" + tokens.get(at).text() + "\"" : "the end";
        return new IllegalArgumentException("expected " + wanted + ", found " + found);
    }
}
