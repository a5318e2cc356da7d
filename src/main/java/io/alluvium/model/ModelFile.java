package io.alluvium.model;

import io.alluvium.config.HoconSection;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.SqlText;
import io.alluvium.spark.grammar.Word;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The two parts of a model's text. Each keeps the line numbers of the file: blanks stand for the other part.
 *
 * @param hocon the front matter; empty where there is none
 */
record ModelFile(String file, Optional<String> hocon, String sql) {
    private static final String OPEN = "/*---";
    private static final String CLOSE = "---*/";

    /** A block comment that opens as front matter does. */
    private static final Pattern MISPLACED = Pattern.compile("^/\\*---(?!-)");

    /** One that opens almost so, and whose first words are those of front matter. */
    private static final Pattern ALMOST = Pattern.compile("^/\\*\\s*--+\\s*(?:"
            + String.join(
                    "|",
                    FrontMatter.KEYS.known().stream()
                            .map(key -> Pattern.quote(key.name()))
                            .toList())
            + ")\\s*(?:\\+?=|\\{|:)");

    /** Splits a text; empty where its front matter has no clear end, with the reason in {@code problems}. */
    static Optional<ModelFile> split(String file, String text, List<Problem> problems) {
        int start = text.indexOf(OPEN);
        String before = start < 0 ? text : text.substring(0, start).replace("\uFEFF", "");
        // A decorated comment, /*------, is no front matter.
        boolean opens = start >= 0
                && before.isBlank()
                && text.startsWith(OPEN, start)
                && !text.startsWith("-", start + OPEN.length());
        return opens
                ? body(file, text, start, problems)
                : withoutIgnored(new ModelFile(file, Optional.empty(), text.replace('\uFEFF', ' ')), problems);
    }

    /** Refuses comments in the SQL that were meant as front matter, for nobody would say that they are ignored. */
    private static Optional<ModelFile> withoutIgnored(ModelFile parts, List<Problem> problems) {
        int before = problems.size();
        for (Word comment : new SqlText(parts.sql()).comments()) {
            Problem problem;
            if (MISPLACED.matcher(comment.text()).find()) {
                problem = parts.hocon().isPresent()
                        ? Problem.of(ErrorCode.FRONT_MATTER, "front matter stands once in a file")
                        : Problem.of(ErrorCode.FRONT_MATTER, "front matter must be the first thing in the file");
            } else if (ALMOST.matcher(comment.text()).find()) {
                problem = Problem.of(
                                ErrorCode.FRONT_MATTER, "this comment would be ignored, and reads like front matter")
                        .because("front matter opens with " + OPEN + " and closes with " + CLOSE);
            } else {
                continue;
            }
            problems.add(problem.at(new Place(parts.file(), comment.line()))
                    .marking(comment.text().lines().findFirst().orElse(OPEN)));
        }
        return problems.size() > before ? Optional.empty() : Optional.of(parts);
    }

    private static Optional<ModelFile> body(String file, String text, int start, List<Problem> problems) {
        int from = start + OPEN.length();
        int end = text.indexOf(CLOSE, from);
        int commentEnd = text.indexOf("*/", from);
        if (end < 0 || commentEnd < end) {
            Place place = new Place(file, lineAt(text, commentEnd < 0 ? start : commentEnd));
            problems.add(Problem.of(ErrorCode.FRONT_MATTER, "front matter must be closed by " + CLOSE)
                    .at(place)
                    .marking(commentEnd < 0 ? OPEN : "*/"));
            return Optional.empty();
        }
        int nested = text.indexOf("/*", from);
        if (nested >= 0 && nested < end) {
            problems.add(Problem.of(ErrorCode.FRONT_MATTER, "front matter must not hold /*")
                    .at(new Place(file, lineAt(text, nested)))
                    .marking("/*")
                    .because("Spark nests block comments: the SQL would never begin"));
            return Optional.empty();
        }
        int after = end + CLOSE.length();
        String hocon = blank(text.substring(0, from)) + text.substring(from, end);
        String sql = blank(text.substring(0, after)) + text.substring(after);
        return withoutIgnored(new ModelFile(file, Optional.of(hocon), sql), problems);
    }

    /** What the front matter says; that of a model without any where it has none or it cannot be read. */
    FrontMatter frontMatter(List<Problem> problems) {
        return hocon.flatMap(text -> HoconSection.parse(file, text, ErrorCode.FRONT_MATTER, problems))
                .map(FrontMatter::read)
                .orElseGet(FrontMatter::none);
    }

    /** The line of the front matter that writes a key; the file as a whole where none does. */
    Place lineOf(String key) {
        int at = hocon.map(text -> text.indexOf(key)).orElse(-1);
        return new Place(file, at < 0 ? 0 : lineAt(hocon.orElseThrow(), at));
    }

    private static String blank(String text) {
        return text.replaceAll("[^\\r\\n]", " ");
    }

    private static int lineAt(String text, int index) {
        return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
    }
}
