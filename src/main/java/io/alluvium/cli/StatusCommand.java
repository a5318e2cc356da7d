package io.alluvium.cli;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunRecord;
import io.alluvium.report.RunResults;
import io.alluvium.report.RunText;
import io.alluvium.report.StepRecord;
import io.alluvium.run.OpenTables;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alluvium status}. */
@Command(name = "status", description = "Shows how the last run ended, or the run with the given number.")
final class StatusCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "RUN", description = "The number of a run.")
    private Optional<Long> run = Optional.empty();

    private final RootCommand root;

    StatusCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        OpenTables project = root.openTables(screen);
        Optional<RunRecord> record = project.record(run);
        if (record.isEmpty() && run.isPresent()) {
            throw Problem.of(ErrorCode.USAGE, "no record of run " + run.get())
                    .fixedBy(screen.invocation().command("status") + "   # the last run")
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
        show(screen, record.get());
        return 0;
    }

    private static void show(Screen screen, RunRecord record) {
        if (screen.json()) {
            screen.document(RunResults.write(record));
            return;
        }
        RunText text = screen.runText()
                .fitting(record.steps().stream().map(StepRecord::table).toList());
        screen.say(text.header(record));
        screen.say(text.steps(record.steps()));
        ExitStatus exit = Arrays.stream(ExitStatus.values())
                .filter(status -> status.code() == record.exitStatus())
                .findFirst()
                .orElse(ExitStatus.FAILED);
        screen.say(text.summary(record, exit));
        List<String> failures = text.failures(record);
        if (!failures.isEmpty()) {
            screen.say("");
            screen.say(failures);
        }
        screen.say("log:  " + record.log());
    }
}
