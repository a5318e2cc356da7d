package io.alluvium.cli;

import io.alluvium.failure.Problem;
import io.alluvium.plan.RunPlan;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.PlanText;
import io.alluvium.run.OpenProject;
import io.alluvium.run.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alluvium plan}. */
@Command(
        name = "plan",
        description =
                "Shows what a run would do to each table and why. Looks at sources and warehouse, writes nothing.")
final class PlanCommand implements Callable<Integer> {
    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = Values.Time.class,
            description = "The logical time of the run, in UTC; by default now.")
    private Optional<Instant> at = Optional.empty();

    @Option(
            names = "--verbose",
            description =
                    "Shows for each raw table its incremental mode, whether Spark reads it and why, and its connections.")
    private boolean verbose;

    @Mixin
    private Selected selected = new Selected();

    private final RootCommand root;

    PlanCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        OpenProject project = root.open(screen);
        RunPlan plan = project.plan(
                new Pipeline.RunOptions(at, Duration.ZERO, Optional.empty(), false, false, selected.selection()));
        List<Problem> problems = PlanText.problems(plan).stream().distinct().toList();
        ExitStatus exit = problems.isEmpty() ? ExitStatus.OK : ExitStatus.ofProblems(problems);
        if (screen.json()) {
            screen.document(AnswerJson.plan(plan));
            return exit.code();
        }
        screen.say(screen.planText().lines(plan, verbose));
        screen.complain(screen.errorText().errors(problems, Optional.empty()));
        return exit.code();
    }
}
