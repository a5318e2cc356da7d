package io.alluvium.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunRecord;
import io.alluvium.report.RunResults;
import io.alluvium.report.RunText;
import io.alluvium.report.StepRecord;
import io.alluvium.run.OpenTables;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alluvium status}. */
@Command(name = "status", description = "Shows how the last run ended, or the run with the given number.")
final class StatusCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "RUN", description = "The number of a run.")
    private Optional<Long> run = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            converter = Values.Key.class,
            description = "The run that was submitted under this key, by its newest attempt.")
    private Optional<RunKey> key = Optional.empty();

    @Option(
            names = "--exit-code",
            description =
                    "Exit status of the run that is shown; with --key also 4 while it is at work, and 75 where its"
                            + " process died before it ended.")
    private boolean exitCode;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description =
                    "Only the step of this table, for example curated.orders; of a run at work as far as its --events tell."
                            + " With --exit-code the exit status is the step's, 4 while it has not ended.")
    private Optional<String> table = Optional.empty();

    private final RootCommand root;

    StatusCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        if (key.isPresent() && run.isPresent()) {
            throw Problem.of(ErrorCode.USAGE, "a run is named by its number or by its key, not by both")
                    .fixedBy(screen.invocation().command("status --key " + key.get()))
                    .asException();
        }
        OpenTables project = root.openTables(screen);
        return key.isPresent() ? keyed(screen, project, key.get()) : numbered(screen, project);
    }

    private int numbered(Screen screen, OpenTables project) {
        Optional<RunRecord> record = project.record(run);
        if (record.isEmpty() && (run.isPresent() || exitCode)) {
            throw Problem.of(ErrorCode.USAGE, run.isPresent() ? "no record of run " + run.get() : "no run yet")
                    .fixedBy(
                            run.isPresent()
                                    ? screen.invocation().command("status") + "   # the last run"
                                    : screen.invocation().command("run"))
                    .asException();
        }
        if (record.isEmpty()) {
            screen.say(project.config().name() + ": no run yet");
            screen.say("Next: " + screen.invocation().command("run"));
            if (screen.json()) {
                screen.document(AnswerJson.text(AnswerJson.document()));
            }
            return 0;
        }
        if (table.isPresent()) {
            return step(screen, record.get().id(), record.get().steps(), Optional.empty());
        }
        show(screen, record.get());
        return exit(ExitStatus.ofCode(record.get().exitStatus()));
    }

    private int keyed(Screen screen, OpenTables project, RunKey named) {
        String again = screen.invocation().command("run --key " + named);
        OpenTables.Found found = project.find(named)
                .orElseThrow(() -> unknown(project, named, again).asException());
        Optional<ExitStatus> unfinished = found.record().isPresent()
                ? Optional.empty()
                : Optional.of(found.atWork() ? ExitStatus.BUSY : ExitStatus.UNREACHABLE);
        if (table.isPresent()) {
            return step(screen, found.run(), found.steps(), unfinished);
        }
        if (found.record().isPresent()) {
            show(screen, found.record().get());
            return exit(ExitStatus.ofCode(found.record().get().exitStatus()));
        }
        ExitStatus exit = unfinished.orElseThrow();
        if (found.atWork()) {
            screen.say("run " + found.run() + ": at work");
            screen.say(text(screen, found.steps()).steps(found.steps()));
        } else {
            screen.say("run " + found.run() + ": its process died");
            screen.say("then: " + again + "   # continues it");
        }
        if (screen.json()) {
            ObjectNode answer = unfinished(found.run(), found.atWork()).put("key", named.text());
            AnswerJson.addSteps(answer, found.steps());
            screen.document(AnswerJson.text(answer.put("exit_status", exit.code())));
        }
        return exit(exit);
    }

    private static ObjectNode unfinished(RunId run, boolean atWork) {
        return AnswerJson.document().put("run_id", run.number()).put("state", atWork ? "at work" : "died");
    }

    /** @param unfinished what a table's step has that did not end yet; empty where the run has ended */
    private int step(Screen screen, RunId number, List<StepRecord> steps, Optional<ExitStatus> unfinished) {
        String name = table.orElse("");
        Optional<StepRecord> step = steps.stream()
                .filter(each -> each.table().toString().equals(name))
                .findFirst();
        if (step.isEmpty() && unfinished.isEmpty()) {
            throw Problem.of(ErrorCode.USAGE, "run " + number + " has no step of " + name)
                    .didYouMean(DidYouMean.among(
                            steps.stream().map(each -> each.table().toString()).toList(), name))
                    .asException();
        }
        boolean atWork = unfinished.equals(Optional.of(ExitStatus.BUSY));
        ExitStatus exit = step.map(StatusCommand::exit).or(() -> unfinished).orElseThrow();
        screen.say(step.map(ended -> text(screen, List.of(ended)).steps(List.of(ended)))
                .orElse(List.of("run " + number + ": " + name + (atWork ? " has not ended" : ": its process died"))));
        if (screen.json()) {
            ObjectNode answer = step.isPresent()
                    ? AnswerJson.document().put("run_id", number.number()).put("state", "ended")
                    : unfinished(number, atWork);
            AnswerJson.addSteps(answer, step.stream().toList());
            screen.document(AnswerJson.text(answer.put("exit_status", exit.code())));
        }
        return exit(exit);
    }

    /** A blocked step counts by itself here, since nobody sees the one that blocks it. */
    private static ExitStatus exit(StepRecord step) {
        return step.outcome() == StepRecord.Outcome.BLOCKED ? ExitStatus.FAILED : ExitStatus.ofSteps(List.of(step));
    }

    private static RunText text(Screen screen, List<StepRecord> steps) {
        return screen.runText().fitting(steps.stream().map(StepRecord::table).toList());
    }

    /** A submission that did not get the lease has left nothing; as long as it cannot be had, that is why. */
    private static Problem unknown(OpenTables project, RunKey named, String again) {
        return project.isAtWork()
                ? Problem.of(ErrorCode.LEASE_HELD, "no run has the key " + named + ", and another run is at work")
                        .because("what is submitted meanwhile ends with exit status 4, unless it waits")
                        .fixedBy(again + " --wait 2h")
                : Problem.of(ErrorCode.USAGE, "no run has the key " + named).fixedBy(again);
    }

    private int exit(ExitStatus status) {
        return exitCode ? status.code() : 0;
    }

    private static void show(Screen screen, RunRecord record) {
        if (screen.json()) {
            screen.document(RunResults.write(record));
            return;
        }
        RunText text = text(screen, record.steps());
        screen.say(text.header(record));
        screen.say(text.steps(record.steps()));
        ExitStatus exit = ExitStatus.ofCode(record.exitStatus());
        screen.say(text.summary(record, exit));
        screen.say(text.registration(record));
        List<String> failures = text.failures(record);
        if (!failures.isEmpty()) {
            screen.say("");
            screen.say(failures);
        }
        screen.say("log:  " + record.log());
    }
}
