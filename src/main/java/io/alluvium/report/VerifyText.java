package io.alluvium.report;

import io.alluvium.failure.Problem;
import io.alluvium.report.Style.Tone;
import io.alluvium.verify.Compared;
import io.alluvium.verify.Difference;
import io.alluvium.verify.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Verdicts on the screen: a line a table, and one for each range of keys that differs. */
public final class VerifyText {
    private static final int VERB_WIDTH = 12;
    private static final int TABLE_WIDTH = 26;
    private static final int MOST_RANGES = 10;
    private static final int LONGEST_VALUE = 40;

    private final Style style;
    private final Invocation invocation;

    public VerifyText(Style style, Invocation invocation) {
        this.style = Objects.requireNonNull(style, "style");
        this.invocation = Objects.requireNonNull(invocation, "invocation");
    }

    public List<String> lines(Verdict verdict) {
        return verdict.match(new Verdict.Cases<>() {
            @Override
            public List<String> checked(Verdict.Checked verdict) {
                return VerifyText.this.checked(verdict);
            }

            @Override
            public List<String> recomputed(Verdict.Recomputed verdict) {
                return VerifyText.this.recomputed(verdict);
            }

            @Override
            public List<String> notCompared(Verdict.NotCompared verdict) {
                return List.of(line(
                        verdict.expected() ? Tone.QUIET : Tone.WARNING, "not compared", verdict, verdict.reason()));
            }

            @Override
            public List<String> failed(Verdict.Failed verdict) {
                return List.of(line(
                        Tone.ERROR, "failed", verdict, verdict.problem().code().code()));
            }
        });
    }

    /** {@code 2 equal, 1 differs · exit 1}. */
    public String summary(List<Verdict> verdicts, ExitStatus exit) {
        List<String> parts = new ArrayList<>();
        for (String word : List.of("equal", "differs", "not compared", "failed")) {
            long count = verdicts.stream()
                    .filter(verdict -> VerifyJson.word(verdict).equals(word.replace(' ', '_')))
                    .count();
            if (count > 0) {
                parts.add(Figures.count(count) + " " + word);
            }
        }
        String text = (parts.isEmpty() ? "no table" : String.join(", ", parts)) + " · exit " + exit.code();
        return style.paint(exit == ExitStatus.OK ? Tone.GOOD : Tone.ERROR, text);
    }

    /** What to do about differences; empty where reading again would mend none. */
    public Optional<String> next(List<Verdict> verdicts) {
        boolean isMendable = verdicts.stream()
                .anyMatch(verdict -> verdict instanceof Verdict.Checked checked
                        && checked.compared().isMendable());
        return isMendable
                ? Optional.of("Next: " + invocation.command("verify --source --repair")
                        + "   # extracts again what raw has not")
                : Optional.empty();
    }

    /** @return 1 where something differs or was not compared for a reason that can be mended */
    public static ExitStatus exit(List<Verdict> verdicts) {
        List<Problem> problems = problems(verdicts);
        boolean wrong = verdicts.stream().anyMatch(VerifyText::isWrong);
        return wrong ? ExitStatus.FAILED : ExitStatus.ofProblems(problems);
    }

    private static boolean isWrong(Verdict verdict) {
        return verdict instanceof Verdict.Checked checked && !checked.compared().isEqual()
                || verdict instanceof Verdict.Recomputed recomputed && !recomputed.isEqual()
                || verdict instanceof Verdict.NotCompared omitted && !omitted.expected();
    }

    /** Why tables could not be compared, the same thing once. */
    public static List<Problem> problems(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(Verdict.Failed.class::isInstance)
                .map(verdict -> ((Verdict.Failed) verdict).problem())
                .distinct()
                .toList();
    }

    private List<String> recomputed(Verdict.Recomputed verdict) {
        String rows = Figures.count(verdict.rows(), "row");
        if (verdict.isEqual()) {
            return List.of(line(Tone.GOOD, "equal", verdict, rows));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(
                Tone.ERROR,
                "differs",
                verdict,
                counts(verdict.missing(), 0, verdict.superfluous(), 0) + " of " + rows));
        verdict.samples().forEach(sample -> lines.add(" ".repeat(VERB_WIDTH + 2) + Figures.printable(sample)));
        return lines;
    }

    private List<String> checked(Verdict.Checked verdict) {
        Compared compared = verdict.compared();
        List<String> notes = new ArrayList<>(verdict.notes());
        if (compared.newer() > 0) {
            notes.add(Figures.count(compared.newer()) + " newer than the last batch, not compared");
        }
        if (compared.gone() > 0) {
            notes.add(Figures.count(compared.gone()) + " since deleted at the source, or given another key");
        }
        if (compared.updated() > 0) {
            notes.add(Figures.count(compared.updated()) + " updated at the source, which this mode does not see");
        }
        notes.addAll(compared.omitted());
        String rest = notes.isEmpty() ? "" : "  " + String.join("; ", notes);
        List<String> lines = new ArrayList<>();
        lines.add(
                compared.isEqual()
                        ? line(Tone.GOOD, "equal", verdict, Figures.count(compared.rows(), "row") + rest)
                        : line(Tone.ERROR, "differs", verdict, counts(compared) + rest));
        Optional<String> key = compared.keyColumn();
        if (key.isEmpty()) {
            return lines;
        }
        compared.differences().stream().limit(MOST_RANGES).forEach(range -> lines.add(range(key.get(), range)));
        if (compared.differences().size() > MOST_RANGES) {
            lines.add(" ".repeat(VERB_WIDTH + 2) + "… and "
                    + (compared.differences().size() - MOST_RANGES) + " more ranges: --json lists them");
        }
        return lines;
    }

    private static String counts(Compared compared) {
        String found = counts(compared.missing(), compared.differing(), compared.superfluous(), compared.repeated());
        return found + " of " + Figures.count(compared.rows(), "row");
    }

    private static String counts(long missing, long differing, long superfluous, long repeated) {
        List<String> parts = new ArrayList<>();
        if (missing > 0) {
            parts.add(Figures.count(missing) + " missing");
        }
        if (differing > 0) {
            parts.add(Figures.count(differing) + " different");
        }
        if (superfluous > 0) {
            parts.add(Figures.count(superfluous) + " superfluous");
        }
        if (repeated > 0) {
            parts.add(Figures.count(repeated) + " twice");
        }
        return String.join(", ", parts);
    }

    private static String range(String key, Difference range) {
        String first = range.first().map(VerifyText::shortened).orElse("null");
        String last = range.last().map(VerifyText::shortened).orElse("null");
        return " ".repeat(VERB_WIDTH + 2) + key + " " + first
                + (first.equals(last) ? "" : " … " + last) + ": "
                + counts(range.missing(), range.differing(), range.superfluous(), 0);
    }

    private static String shortened(String value) {
        String safe = Figures.printable(value).replaceAll("\\s", " ");
        return safe.codePointCount(0, safe.length()) <= LONGEST_VALUE
                ? safe
                : safe.substring(0, safe.offsetByCodePoints(0, LONGEST_VALUE)) + "…";
    }

    private String line(Tone tone, String verb, Verdict verdict, String rest) {
        return style.paint(tone, Columns.right(verb, VERB_WIDTH)) + "  "
                + Columns.left(verdict.table().toString(), TABLE_WIDTH) + " " + rest;
    }
}
