package io.alluvium.cli;

import io.alluvium.failure.Problem;
import io.alluvium.plan.RunPlan;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.PlanText;
import io.alluvium.run.OpenProject;
import io.alluvium.run.RunOptions;
import java.nio.file.Path;
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

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Saves the plan, so that a run may do just that: alluvium run --plan FILE.")
    private Optional<Path> out = Optional.empty();

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
        RunOptions options = new RunOptions(at, Duration.ZERO, Optional.empty(), false, false, selected.selection());
        Optional<OpenProject.Saved> saved = out.map(file -> project.savedPlan(options));
        RunPlan plan = saved.map(OpenProject.Saved::plan).orElseGet(() -> project.plan(options));
        List<Problem> problems = PlanText.problems(plan).stream().distinct().toList();
        ExitStatus exit = problems.isEmpty() ? ExitStatus.OK : ExitStatus.ofProblems(problems);
        if (problems.isEmpty()) {
            saved.ifPresent(bound -> PlanFile.write(out.orElseThrow(), bound.saved()));
        }
        if (screen.json()) {
            screen.document(AnswerJson.plan(plan));
            return exit.code();
        }
        screen.say(screen.planText().lines(plan, verbose, out.map(Path::toString)));
        screen.complain(screen.errorText().errors(problems, Optional.empty()));
        return exit.code();
    }
}
