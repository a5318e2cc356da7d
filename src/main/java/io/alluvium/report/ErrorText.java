package io.alluvium.report;

import io.alluvium.domain.Place;
import io.alluvium.failure.Problem;
import io.alluvium.report.Style.Tone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Problems as cards: code and message, where, the line with its mark, what was probably meant, what to do, what to run
 * next. Shows no value of a secret field, whatever line a problem points at.
 */
public final class ErrorText {
    private final Path project;
    private final Style style;

    /** @param project the folder that places are relative to */
    public ErrorText(Path project, Style style) {
        this.project = Objects.requireNonNull(project, "project");
        this.style = Objects.requireNonNull(style, "style");
    }

    /** One card a problem, a blank line between them, and one next command for all. */
    public List<String> errors(List<Problem> problems, Optional<String> then) {
        List<String> lines = new ArrayList<>();
        for (Problem problem : problems) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(card("error", Tone.ERROR, problem));
        }
        then.ifPresent(command -> lines.add(hint("then: ", command)));
        return lines;
    }

    /** The same for things that do not stop the work. */
    public List<String> warnings(List<Problem> problems) {
        List<String> lines = new ArrayList<>();
        problems.forEach(problem -> lines.addAll(card("warning", Tone.WARNING, problem)));
        return lines;
    }

    private List<String> card(String word, Tone tone, Problem problem) {
        List<String> lines = new ArrayList<>();
        lines.add(style.paint(tone, word + " " + problem.code().code() + ":") + " "
                + style.paint(Tone.STRONG, indented(problem.message(), 2)));
        problem.place().ifPresent(place -> {
            lines.add("  " + style.paint(Tone.QUIET, "-->") + " " + place);
            lines.addAll(excerpt(place, problem, tone));
        });
        if (problem.place().isEmpty()) {
            problem.label().ifPresent(label -> lines.add("  = " + indented(label, 4)));
        }
        problem.suggestion().ifPresent(guess -> lines.add(hint("did you mean: ", guess)));
        problem.fix().ifPresent(fix -> lines.add(hint("fix:  ", fix)));
        return lines;
    }

    private List<String> excerpt(Place place, Problem problem, Tone tone) {
        Optional<Excerpt> found = Excerpt.read(project, place, problem.marked());
        List<String> lines = new ArrayList<>();
        String number = Integer.toString(place.line());
        String gutter = " ".repeat(number.length()) + " " + style.paint(Tone.QUIET, "|");
        found.ifPresent(excerpt -> lines.add(style.paint(Tone.QUIET, number + " |") + "  " + excerpt.text()));
        Optional<String> label = problem.label().map(text -> indented(text, 4));
        if (found.isPresent() && found.get().length() > 0) {
            Excerpt excerpt = found.get();
            String mark = "^"
                    .repeat(Columns.width(excerpt.text().substring(excerpt.from(), excerpt.from() + excerpt.length())));
            String blanks = " ".repeat(Columns.width(excerpt.text().substring(0, excerpt.from())));
            String said = label.map(text -> " " + text).orElse("");
            lines.add(gutter + "  " + blanks + style.paint(tone, mark + said));
        } else {
            label.ifPresent(text -> lines.add((found.isPresent() ? " ".repeat(number.length()) : " ") + " = " + text));
        }
        return lines;
    }

    private String hint(String word, String text) {
        return style.paint(Tone.GOOD, word) + indented(text, word.length());
    }

    private static String indented(String text, int blanks) {
        return Figures.printable(text).strip().replace("\n", "\n" + " ".repeat(blanks));
    }
}
