package io.alluvium.report;

import io.alluvium.audit.AuditResult;
import io.alluvium.audit.AuditResult.Kind;
import io.alluvium.report.Style.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an audit found, on the screen: both sides, what was compared, a line for each kind of difference, then keys. */
public final class AuditText {
    private static final int LABEL_WIDTH = 12;
    private static final int COUNT_WIDTH = 14;
    private static final int LONGEST_VALUE = 60;

    private final Style style;

    public AuditText(Style style) {
        this.style = Objects.requireNonNull(style, "style");
    }

    public List<String> lines(AuditResult result) {
        List<String> lines = new ArrayList<>();
        AuditResult.Rows rows = result.rows();
        lines.add(labelled(
                "source",
                Figures.count(rows.source(), "row") + " of " + result.source() + ", in one state"
                        + (rows.newer() > 0
                                ? "; " + Figures.count(rows.newer()) + " written later, not compared"
                                : "")));
        lines.add(labelled(
                "target",
                Figures.count(rows.target(), "row") + " of " + result.target()
                        + result.tool().map(tool -> ", loaded by " + tool).orElse("")
                        + (rows.gone() > 0 ? "; " + Figures.count(rows.gone()) + " marked as deleted" : "")
                        + (rows.past() > 0 ? "; " + Figures.count(rows.past()) + " earlier versions" : "")));
        lines.add(labelled("key", result.key().stream().map(Figures::printable).collect(Collectors.joining(", "))));
        lines.add(labelled("compared", Figures.count(result.compared().size(), "column")));
        result.omitted()
                .forEach((column, why) -> lines.add(style.paint(
                        Tone.WARNING, labelled("left out", Figures.printable(column) + " " + Figures.printable(why)))));
        result.notes().forEach(note -> lines.add(labelled("note", Figures.printable(note))));
        for (Kind kind : Kind.values()) {
            long count = result.count(kind);
            lines.add(style.paint(count == 0 ? Tone.QUIET : Tone.ERROR, Columns.right(word(kind), LABEL_WIDTH))
                    + Columns.right(Figures.count(count), COUNT_WIDTH) + "  " + kind.words());
        }
        result.staleBy()
                .forEach((column, stale) -> lines.add(
                        labelled("stale by", Figures.printable(column) + ": " + Figures.count(stale, "row"))));
        for (Kind kind : Kind.values()) {
            keys(kind, result, lines);
        }
        return lines;
    }

    /** {@code equal · exit 0}. */
    public String summary(AuditResult result, ExitStatus exit) {
        String word = result.isEqual() ? "equal, as far as it was compared" : "differs";
        return style.paint(result.isEqual() ? Tone.GOOD : Tone.ERROR, word + " · exit " + exit.code());
    }

    static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String labelled(String label, String text) {
        return Columns.right(label, LABEL_WIDTH) + "  " + text;
    }

    private static void keys(Kind kind, AuditResult result, List<String> lines) {
        List<List<Optional<String>>> keys = result.keys().getOrDefault(kind, List.of());
        for (List<Optional<String>> key : keys) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < key.size(); i++) {
                parts.add(Figures.printable(result.key().get(i)) + " "
                        + key.get(i).map(AuditText::shortened).orElse("null"));
            }
            lines.add(labelled(word(kind), String.join(", ", parts)));
        }
        if (!keys.isEmpty() && keys.size() < result.count(kind)) {
            lines.add(labelled("", "… and more: --keys N tells N of each kind"));
        }
    }

    private static String shortened(String value) {
        String safe = Figures.printable(value).replaceAll("\\s", " ");
        return safe.codePointCount(0, safe.length()) <= LONGEST_VALUE
                ? safe
                : safe.substring(0, safe.offsetByCodePoints(0, LONGEST_VALUE)) + "…";
    }
}
