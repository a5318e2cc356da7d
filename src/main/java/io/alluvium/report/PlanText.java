package io.alluvium.report;

import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import io.alluvium.plan.Decision;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.RunPlan;
import io.alluvium.plan.Work;
import io.alluvium.report.Style.Tone;
import io.alluvium.source.Look;
import io.alluvium.source.ReadPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A plan on the screen: one line a table, {@code !} where a rebuild needs a look, {@code ?} where nobody owns a table. */
public final class PlanText {
    /** More lines of the same kind than this are told in one. */
    static final int MOST_IDLE_LINES = 8;

    private static final char UNEXPECTED = '!';
    private static final char UNKNOWN = '?';

    private final Style style;
    private final Invocation invocation;

    public PlanText(Style style, Invocation invocation) {
        this.style = Objects.requireNonNull(style, "style");
        this.invocation = Objects.requireNonNull(invocation, "invocation");
    }

    public List<String> lines(RunPlan plan) {
        return lines(plan, false, Optional.empty());
    }

    /**
     * @param how whether to say beneath each raw table how its rows will come
     * @param file that the plan is saved in
     */
    public List<String> lines(RunPlan plan, boolean how, Optional<String> file) {
        List<Line> table = new ArrayList<>();
        plan.steps().forEach(step -> table.add(line(step)));
        List<Line> idle = table.stream().filter(Line::idle).toList();
        if (idle.size() > MOST_IDLE_LINES) {
            table.removeAll(idle);
            table.add(new Line(' ', "skip", idle.size() + " tables", List.of("nothing new")));
        }
        plan.orphans().forEach(orphan -> table.add(orphan(orphan)));
        List<String> lines = new ArrayList<>();
        lines.add(header(plan));
        List<String> aligned = Columns.align(table.stream().map(Line::cells).toList());
        for (int i = 0; i < aligned.size(); i++) {
            lines.add(style.paint(table.get(i).tone(), aligned.get(i)));
            table.get(i)
                    .reading()
                    .filter(reading -> how)
                    .ifPresent(reading -> lines.add(style.paint(Tone.QUIET, " ".repeat(11) + how(reading))));
        }
        if (plan.steps().isEmpty()) {
            lines.add("  no sources and no models yet");
        }
        lines.addAll(legend(table));
        boolean isSaved = file.isPresent() && problems(plan).isEmpty();
        lines.add("Next: " + invocation.command(isSaved ? "run --plan " + file.get() : "run"));
        return lines;
    }

    /** What the flags of these lines mean. */
    private List<String> legend(List<Line> table) {
        List<String> lines = new ArrayList<>();
        if (table.stream().anyMatch(line -> line.flag() == UNEXPECTED)) {
            lines.add(style.paint(
                    Tone.QUIET,
                    UNEXPECTED + " computed anew though its inputs do not ask for it: is the reason meant?"));
        }
        if (table.stream().anyMatch(line -> line.flag() == UNKNOWN)) {
            lines.add(style.paint(Tone.QUIET, UNKNOWN + " no source and no model of the project makes it any more"));
        }
        return lines;
    }

    /** What stands in the way of tables of this plan. */
    public static List<Problem> problems(RunPlan plan) {
        List<Problem> problems = new ArrayList<>();
        for (PlannedStep step : plan.steps()) {
            refusal(step).ifPresent(problems::add);
        }
        return problems;
    }

    private static String header(RunPlan plan) {
        List<String> parts = new ArrayList<>(List.of(plan.project()));
        plan.environment().ifPresent(parts::add);
        parts.add(plan.warehouse());
        parts.add("at " + Figures.time(plan.at()));
        parts.add(plan.last()
                .map(run -> "last run " + run.id()
                        + (ExitStatus.ofCode(run.exitStatus()).isSuccess() ? " ok" : " exit " + run.exitStatus()))
                .orElse("first run"));
        return String.join(" · ", parts);
    }

    private static Line line(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public Line extract(PlannedStep.Extract step) {
                return source(step.table(), step.look()).read(step.reading());
            }

            @Override
            public Line transform(PlannedStep.Transform step) {
                return step.refusal()
                        .map(problem -> error(step.table(), problem))
                        .orElseGet(() -> model(step.table(), step.decision(), step.earlier()));
            }

            @Override
            public Line export(PlannedStep.Export step) {
                return step.refusal()
                        .map(problem -> error(step.table(), problem))
                        .orElseGet(() -> model(step.table(), step.decision(), step.earlier()));
            }
        });
    }

    private static String how(ReadPlan reading) {
        return "mode " + reading.mode() + ", "
                + reading.spark().map(why -> "by Spark").orElse("by column")
                + (reading.connections() == 0
                        ? ""
                        : ", " + (reading.connections() == 1 ? "" : "up to ")
                                + Figures.count(reading.connections(), "connection"))
                + reading.spark().map(why -> ": " + why).orElse("");
    }

    private static Line source(TableName table, Look look) {
        return look.match(new Look.Cases<>() {
            @Override
            public Line unchanged(Look.Unchanged fact) {
                return new Line(' ', "skip", table.toString(), List.of(fact.reason()));
            }

            @Override
            public Line changed(Look.Changed fact) {
                String rows = fact.rows().isPresent()
                        ? "~" + Figures.count(fact.rows().getAsLong(), "row")
                        : "";
                return new Line(' ', "extract", table.toString(), List.of(fact.what(), rows, fact.guarantee()));
            }

            @Override
            public Line refused(Look.Refused fact) {
                return error(table, fact.problem());
            }
        });
    }

    private static Line error(TableName table, Problem problem) {
        String why = problem.code().code() + " " + problem.message();
        return new Line(' ', "error", table.toString(), List.of(Figures.printable(why)));
    }

    private static Line model(TableName table, Decision decision, Optional<Duration> earlier) {
        Work work = decision.work();
        String cost = work.mayChange()
                ? earlier.map(time -> "~" + Figures.rough(time)).orElse("")
                : "";
        return new Line(
                work.isUnexpected() ? UNEXPECTED : ' ',
                work.verb(),
                table.toString(),
                List.of(decision.reason(), cost));
    }

    private Line orphan(TableName table) {
        return new Line(
                UNKNOWN,
                "orphan",
                table.toString(),
                List.of("kept; " + invocation.command("tables") + " prints its folder"));
    }

    private static Optional<Problem> refusal(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public Optional<Problem> extract(PlannedStep.Extract step) {
                return step.look() instanceof Look.Refused refused ? Optional.of(refused.problem()) : Optional.empty();
            }

            @Override
            public Optional<Problem> transform(PlannedStep.Transform step) {
                return step.refusal();
            }

            @Override
            public Optional<Problem> export(PlannedStep.Export step) {
                return step.refusal();
            }
        });
    }

    private record Line(char flag, String verb, String table, List<String> rest, Optional<ReadPlan> reading) {
        Line(char flag, String verb, String table, List<String> rest) {
            this(flag, verb, table, rest, Optional.empty());
        }

        Line read(Optional<ReadPlan> how) {
            return new Line(flag, verb, table, rest, how);
        }

        boolean idle() {
            return verb.equals("skip");
        }

        Tone tone() {
            return switch (verb) {
                case "error", "blocked" -> Tone.ERROR;
                case "skip" -> Tone.QUIET;
                default -> flag == ' ' ? Tone.STRONG : Tone.WARNING;
            };
        }

        List<String> cells() {
            List<String> cells = new ArrayList<>(List.of(flag + " " + Columns.left(verb, 7), table));
            cells.addAll(rest);
            return cells;
        }
    }
}
