package io.alluvium.report;

import io.alluvium.domain.TableName;
import io.alluvium.plan.PlannedReset;
import io.alluvium.report.Style.Tone;
import io.alluvium.source.Look;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Resets on the screen: what ends, where it stays, what comes instead, and what has to be computed anew. */
public final class ResetText {
    private static final int VERB_WIDTH = 12;
    private static final int TABLE_WIDTH = 26;
    private static final String INDENT = " ".repeat(VERB_WIDTH + 2);

    private final Style style;
    private final Invocation invocation;

    public ResetText(Style style, Invocation invocation) {
        this.style = Objects.requireNonNull(style, "style");
        this.invocation = Objects.requireNonNull(invocation, "invocation");
    }

    /** @param done whether it was done, not only looked at */
    public List<String> lines(List<PlannedReset> resets, boolean done) {
        List<String> lines = new ArrayList<>();
        resets.forEach(reset -> lines.addAll(lines(reset, done)));
        Set<TableName> readers = new LinkedHashSet<>();
        removals(resets).forEach(removal -> readers.addAll(removal.readers()));
        if (!readers.isEmpty()) {
            lines.add("Computed anew then: "
                    + readers.stream().map(TableName::toString).collect(Collectors.joining(", ")));
        }
        if (!removals(resets).isEmpty()) {
            lines.add("What the source no longer has is not loaded again: deleted rows, earlier versions.");
        }
        if (done && !removals(resets).isEmpty()) {
            lines.add("Until the next run: " + invocation.command("reset --undo " + names(resets))
                    + "   # goes back to the old " + (removals(resets).size() == 1 ? "table" : "tables"));
        }
        lines.add("Next: " + next(resets, done));
        return lines;
    }

    private String next(List<PlannedReset> resets, boolean done) {
        if (done || removals(resets).isEmpty()) {
            return invocation.command("run");
        }
        return invocation.command("reset " + names(resets) + " --yes") + "   # nothing was changed so far";
    }

    private static String names(List<PlannedReset> resets) {
        return removals(resets).stream()
                .map(removal -> removal.table().toString())
                .collect(Collectors.joining(" "));
    }

    private static List<PlannedReset.Removal> removals(List<PlannedReset> resets) {
        return resets.stream()
                .filter(PlannedReset.Removal.class::isInstance)
                .map(PlannedReset.Removal.class::cast)
                .toList();
    }

    private List<String> lines(PlannedReset planned, boolean done) {
        return planned.match(new PlannedReset.Cases<>() {
            @Override
            public List<String> removal(PlannedReset.Removal reset) {
                return ResetText.this.removal(reset, done);
            }

            @Override
            public List<String> notLoaded(PlannedReset.NotLoaded reset) {
                return List.of(line(Tone.QUIET, "not loaded", reset.table(), "the next run loads it"));
            }

            @Override
            public List<String> undone(PlannedReset.Undone reset) {
                return List.of(line(Tone.GOOD, "set back", reset.table(), "lies in " + reset.place() + " as before"));
            }
        });
    }

    private List<String> removal(PlannedReset.Removal reset, boolean done) {
        PlannedReset.Content content = reset.content();
        List<String> lines = new ArrayList<>();
        lines.add(line(done ? Tone.GOOD : Tone.STRONG, done ? "reset" : "would reset", reset.table(), held(content)));
        lines.add(INDENT
                + (done ? "stays in " : "lies in ")
                + reset.place()
                + (done ? ": delete it when the new table is right" : ", and stays"));
        lines.add(INDENT + "the next run loads it into " + reset.newPlace());
        lines.add(INDENT + "and reads " + next(reset.next()));
        if (content.goneFiles() > 0) {
            lines.add(style.paint(
                    Tone.WARNING,
                    INDENT + Figures.count(content.goneFiles(), "file")
                            + " of it no longer at the source: rows of these are not loaded again"));
        }
        return lines;
    }

    private static String held(PlannedReset.Content content) {
        String rows = content.rows().isPresent()
                ? Figures.count(content.rows().getAsLong(), "row")
                : "rows of unknown number";
        return rows + " of " + (content.batches() == 1 ? "1 batch" : Figures.count(content.batches()) + " batches")
                + ", " + Figures.bytes(content.bytes());
    }

    private static String next(Look.Changed next) {
        String rows =
                next.rows().isPresent() ? ", about " + Figures.count(next.rows().getAsLong()) : "";
        return next.what() + rows + "; " + next.guarantee();
    }

    private String line(Tone tone, String verb, TableName table, String rest) {
        return style.paint(tone, Columns.right(verb, VERB_WIDTH)) + "  " + Columns.left(table.toString(), TABLE_WIDTH)
                + " " + rest;
    }
}
