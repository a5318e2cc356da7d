package io.alluvium.report;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.StepRecord.Check;
import io.alluvium.report.StepRecord.Outcome;
import io.alluvium.report.Style.Tone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A run on the screen: a line a step as it ends, a summary, cards for what failed, the next command. */
public final class RunText {
    /** More lines of the same idle outcome than this are told in one. */
    private static final int MOST_IDLE_LINES = 8;

    private static final Set<ErrorCode> TOLD_BY_THE_LOG = EnumSet.of(
            ErrorCode.DEFECT,
            ErrorCode.QUERY_FAILED,
            ErrorCode.SOURCE_FAILED,
            ErrorCode.SOURCE_INTERRUPTED,
            ErrorCode.STORAGE_FAILED);

    private static final int MOST_CARDS = 10;
    private static final int VERB_WIDTH = 12;
    private static final int TABLE_WIDTH = 27;
    private static final int FIGURE_WIDTH = 21;

    private final Style style;
    private final Invocation invocation;
    private final ErrorText errors;
    private final int tableWidth;

    public RunText(Style style, Invocation invocation, ErrorText errors) {
        this(style, invocation, errors, TABLE_WIDTH);
    }

    private RunText(Style style, Invocation invocation, ErrorText errors, int tableWidth) {
        this.style = Objects.requireNonNull(style, "style");
        this.invocation = Objects.requireNonNull(invocation, "invocation");
        this.errors = Objects.requireNonNull(errors, "errors");
        this.tableWidth = tableWidth;
    }

    /** The same with a column that is wide enough for the names of all these tables. */
    public RunText fitting(Collection<TableName> tables) {
        int widest = tables.stream()
                .mapToInt(table -> Columns.width(table.toString()) + 1)
                .max()
                .orElse(0);
        return new RunText(style, invocation, errors, Math.max(TABLE_WIDTH, widest));
    }

    /** Whether a step's line may wait for the end, where many of its kind become one line. */
    public static boolean idle(StepRecord step) {
        return switch (step.outcome()) {
            case SKIPPED, BLOCKED, STOPPED -> true;
            case EXTRACTED, FULL, APPLIED, APPENDED, FILLED, INCREMENTAL, CHECKED, DESCRIBED, EXPORTED, FAILED -> false;
        };
    }

    /** The step's line and one for each expectation that warns. */
    public List<String> step(StepRecord step) {
        List<String> lines = new ArrayList<>();
        String verb = Columns.right(step.outcome().word(), VERB_WIDTH);
        String rest = Columns.left(step.table().toString(), tableWidth - 1) + " "
                + Columns.left(figure(step), FIGURE_WIDTH - 1) + " "
                + (idle(step) ? "" : Columns.left(Figures.exact(step.duration()), 6) + "  " + note(step));
        lines.add(style.paint(tone(step.outcome()), verb) + "  " + rest.stripTrailing());
        step.checks().stream()
                .filter(check -> !check.holds() && !check.failing())
                .forEach(check -> lines.add(warning(step, check)));
        return lines;
    }

    /** Lines of steps that had nothing to do; many with the same outcome become one line. */
    public List<String> idleSteps(List<StepRecord> steps) {
        Map<Outcome, List<StepRecord>> byOutcome = new LinkedHashMap<>();
        for (Outcome outcome : List.of(Outcome.SKIPPED, Outcome.BLOCKED, Outcome.STOPPED)) {
            byOutcome.put(
                    outcome,
                    steps.stream().filter(step -> step.outcome() == outcome).toList());
        }
        List<String> lines = new ArrayList<>();
        byOutcome.forEach((outcome, same) -> {
            if (same.size() > MOST_IDLE_LINES) {
                lines.add(folded(outcome, same));
            } else {
                same.forEach(step -> lines.addAll(step(step)));
            }
        });
        return lines;
    }

    /** All steps of a finished run, those with something to say first. */
    public List<String> steps(List<StepRecord> steps) {
        List<String> lines = new ArrayList<>();
        steps.stream().filter(step -> !idle(step)).forEach(step -> lines.addAll(step(step)));
        lines.addAll(idleSteps(steps.stream().filter(RunText::idle).toList()));
        return lines;
    }

    /** {@code shop · prod · /data/shop · at 2026-11-03T00:00Z · run 42 ended 2026-11-03T00:01Z}. */
    public String header(RunRecord run) {
        return run.project() + run.environment().map(name -> " · " + name).orElse("") + " · " + run.warehouse()
                + " · at " + Figures.time(run.at()) + " · run " + run.id() + " ended " + Figures.time(run.ended());
    }

    /** {@code run 42: 2 done, 1 failed, 1 blocked in 3 s · exit 1}. */
    public String summary(RunRecord run, ExitStatus exit) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String word : List.of("done", "failed", "blocked", "stopped", "skipped")) {
            counts.put(word, 0);
        }
        run.steps().forEach(step -> counts.merge(counted(step.outcome()), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((word, count) -> {
            if (count > 0) {
                parts.add(Figures.count(count) + " " + word);
            }
        });
        String idle = run.problems().isEmpty() ? "nothing to do" : "given up";
        String what = parts.isEmpty() ? idle : String.join(", ", parts);
        String text = "run " + run.id() + ": " + what + " in "
                + Figures.rough(Duration.between(run.started(), run.ended())) + " · exit " + exit.code();
        return style.paint(exit.isSuccess() ? Tone.GOOD : Tone.ERROR, text);
    }

    /** What a catalog was told, and a card for each reason why it does not know a table; empty where there is nothing to say. */
    public List<String> registration(RunRecord run) {
        List<String> lines = new ArrayList<>();
        run.registration().ifPresent(told -> {
            int tables = told.tables().size();
            if (tables > 0) {
                lines.add("catalog: " + tables + (tables == 1 ? " table" : " tables") + " registered in "
                        + told.catalog());
            }
            lines.addAll(errors.warnings(
                    told.problems().stream().distinct().limit(MOST_CARDS).toList()));
        });
        return lines;
    }

    /** A card for each thing that failed, the same thing once, and the command that tries again; empty if none did. */
    public List<String> failures(RunRecord run) {
        List<Problem> problems = problems(run).distinct().toList();
        if (problems.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(
                errors.errors(problems.subList(0, Math.min(MOST_CARDS, problems.size())), Optional.empty()));
        if (problems.size() > MOST_CARDS) {
            lines.add("");
            lines.add("… and " + (problems.size() - MOST_CARDS) + " more: "
                    + invocation.command("status " + run.id() + " --json"));
        }
        String again = "run" + run.key().map(key -> " --key " + key).orElse("");
        lines.add(style.paint(Tone.GOOD, "then: ") + invocation.command(again));
        return lines;
    }

    private static Stream<Problem> problems(RunRecord run) {
        return Stream.concat(run.problems().stream(), run.steps().stream().flatMap(step -> step.problems().stream()));
    }

    /** What the run asked of an object store, with what comes to a table. */
    public Optional<String> requests(RunRecord run) {
        return run.requests().stream()
                .mapToObj(count -> Figures.count(count, "request") + " to the store, "
                        + String.format(
                                Locale.ROOT,
                                "%.1f a table",
                                count / (double) Math.max(1, run.steps().size())))
                .findFirst();
    }

    /** Where the log is, if something failed of which the log alone says more. */
    public Optional<String> log(RunRecord run) {
        return problems(run)
                .map(Problem::code)
                .filter(TOLD_BY_THE_LOG::contains)
                .findFirst()
                .map(code -> "log:  " + run.log());
    }

    /** What to look at after a run in which nothing failed. */
    public String next(RunRecord run) {
        return "Next: "
                + run.steps().stream()
                        .filter(step -> counted(step.outcome()).equals("done"))
                        .map(StepRecord::table)
                        .filter(table -> table.layer() != Layer.EXPORT)
                        .max((one, other) -> one.compareTo(other))
                        .map(table -> invocation.command("show " + table))
                        .orElseGet(() -> invocation.command("tables"));
    }

    private String folded(Outcome outcome, List<StepRecord> steps) {
        List<String> details = steps.stream().map(StepRecord::detail).distinct().toList();
        String why = switch (outcome) {
            case SKIPPED -> "nothing new";
            case BLOCKED -> details.size() == 1 ? details.get(0) : "by tables that failed";
            default -> "not begun";
        };
        return style.paint(tone(outcome), Columns.right(outcome.word(), VERB_WIDTH)) + "  " + steps.size() + " tables: "
                + why;
    }

    private String warning(StepRecord step, Check check) {
        return style.paint(Tone.WARNING, Columns.right("warning", VERB_WIDTH)) + "  "
                + Columns.left(step.table().toString(), tableWidth - 1) + " "
                + check.name() + ": "
                + check.failure()
                        .map(condition -> "fails itself on the data (" + condition + "): ")
                        .orElseGet(() -> Figures.count(check.violations()) + " violate ")
                + check.rule();
    }

    private static String figure(StepRecord step) {
        StepRecord.Changes changes = step.changes();
        return switch (step.outcome()) {
            case EXTRACTED -> extracted(step);
            case APPLIED, FILLED, INCREMENTAL, EXPORTED ->
                "+" + Figures.count(changes.inserted()) + " ~" + Figures.count(changes.updated()) + " -"
                        + Figures.count(changes.deleted());
            case FULL, APPENDED -> Figures.count(changes.inserted(), "row");
            case FAILED ->
                step.problems().isEmpty()
                        ? step.detail()
                        : step.problems().get(0).code().code();
            case SKIPPED, BLOCKED, CHECKED, DESCRIBED -> step.detail();
            case STOPPED -> step.detail().isEmpty() ? "not begun" : step.detail();
        };
    }

    private static String extracted(StepRecord step) {
        long kept = step.changes().inserted();
        long read = step.read().orElse(kept);
        if (kept > read) {
            // Rows that are gone from the source are kept as deleted, without being read.
            return Figures.count(kept, "row") + ", " + Figures.count(read) + " read";
        }
        return kept < read ? Figures.count(kept) + " of " + Figures.count(read, "row") : Figures.count(kept, "row");
    }

    /** Why a table was computed anew, what an extraction cannot promise, and how often a step was tried. */
    private static String note(StepRecord step) {
        List<String> notes = new ArrayList<>();
        if (Set.of(Outcome.FULL, Outcome.FILLED, Outcome.EXPORTED).contains(step.outcome())) {
            notes.add(step.detail());
        }
        step.guarantee().filter(promise -> !promise.equals("complete")).ifPresent(notes::add);
        step.departed().ifPresent(planned -> notes.add("planned " + planned));
        if (step.attempts() > 1) {
            notes.add(step.attempts() + " attempts");
        }
        notes.removeIf(String::isBlank);
        return String.join("; ", notes);
    }

    private static String counted(Outcome outcome) {
        return switch (outcome) {
            case EXTRACTED, FULL, APPLIED, APPENDED, FILLED, INCREMENTAL, CHECKED, DESCRIBED, EXPORTED -> "done";
            case SKIPPED, BLOCKED, FAILED, STOPPED -> outcome.word();
        };
    }

    private static Tone tone(Outcome outcome) {
        return switch (outcome) {
            case EXTRACTED, FULL, APPLIED, APPENDED, FILLED, INCREMENTAL, CHECKED, DESCRIBED, EXPORTED -> Tone.GOOD;
            case SKIPPED -> Tone.QUIET;
            case BLOCKED, STOPPED -> Tone.WARNING;
            case FAILED -> Tone.ERROR;
        };
    }
}
