package io.alluvium.model;

import io.alluvium.config.HoconSection;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two parts of a model's text. Each keeps the line numbers of the file: blanks stand for the other part.
 *
 * @param hocon the front matter; empty where there is none
 */
record ModelFile(String file, Optional<String> hocon, String sql) {
    private static final String OPEN = "/*---";
    private static final String CLOSE = "---*/";
    private static final Pattern MISPLACED = Pattern.compile("(?m)^[ \\t]*/\\*---[ \\t]*$");

    /** Splits a text; empty where its front matter has no clear end, with the reason in {@code problems}. */
    static Optional<ModelFile> split(String file, String text, List<Problem> problems) {
        int start = text.indexOf(OPEN);
        String before = start < 0 ? text : text.substring(0, start).replace("\uFEFF", "");
        // A decorated comment, /*------, is no front matter.
        boolean opens = start >= 0
                && before.isBlank()
                && text.startsWith(OPEN, start)
                && !text.startsWith("-", start + OPEN.length());
        if (!opens) {
            Matcher misplaced = MISPLACED.matcher(text);
            if (misplaced.find()) {
                problems.add(Problem.of(ErrorCode.FRONT_MATTER, "front matter must be the first thing in the file")
                        .at(new Place(file, lineAt(text, misplaced.end())))
                        .marking(OPEN));
                return Optional.empty();
            }
            return Optional.of(new ModelFile(file, Optional.empty(), text.replace('\uFEFF', ' ')));
        }
        return body(file, text, start, problems);
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
        return Optional.of(new ModelFile(file, Optional.of(hocon), sql));
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
