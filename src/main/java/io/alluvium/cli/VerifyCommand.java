package io.alluvium.cli;

import io.alluvium.domain.RunId;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.report.VerifyJson;
import io.alluvium.report.VerifyText;
import io.alluvium.run.OpenProject;
import io.alluvium.run.RunListener;
import io.alluvium.verify.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alluvium verify}. */
@Command(
        name = "verify",
        description =
                "Computes models anew from the inputs that their tables were made from, or with --source compares raw tables"
                        + " with their sources, and tells the rows that differ; exit status 1 if any do.")
final class VerifyCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "TABLE",
            description = "For example curated.orders, or with --source raw.orders; by default all of them.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--source",
            description =
                    "Compares with the source, whose server computes checksums over ranges of keys in one snapshot.")
    private boolean source;

    @Option(
            names = "--repair",
            description =
                    "Loads what is missing or different again, in a run of its own, and compares once more. A table"
                            + " that was refused with ALV-3023 is read on afterwards.")
    private boolean repair;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = Values.Wait.class,
            description =
                    "With --repair: how long to wait if another run of the project is active; by default it does not wait.")
    private Duration patience = Duration.ZERO;

    private final RootCommand root;
    private final Interruption interruption;

    VerifyCommand(RootCommand root, Interruption interruption) {
        this.root = root;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        if (repair && !source) {
            throw Problem.of(ErrorCode.USAGE, "--repair goes with --source")
                    .because("a model's table is mended by computing it again")
                    .fixedBy(screen.invocation().command("verify --source --repair"))
                    .asException();
        }
        OpenProject project = root.open(screen);
        if (!source) {
            return show(screen, project.verifyModels(tables), Optional.empty());
        }
        if (!repair) {
            return show(screen, project.verify(tables), Optional.empty());
        }
        OpenProject.Repair done = project.repair(tables, patience, new Progress(screen, interruption));
        return show(screen, done.after(), done.run());
    }

    private int show(Screen screen, List<Verdict> verdicts, Optional<RunRecord> run) {
        ExitStatus exit = VerifyText.exit(verdicts);
        if (screen.json()) {
            screen.document(VerifyJson.write(verdicts, run, exit));
            return exit.code();
        }
        VerifyText text = screen.verifyText();
        verdicts.forEach(verdict -> screen.say(text.lines(verdict)));
        screen.say(text.summary(verdicts, exit));
        List<Problem> problems = VerifyText.problems(verdicts);
        if (!problems.isEmpty()) {
            screen.say("");
            screen.complain(screen.errorText().errors(problems, Optional.empty()));
        } else if (!repair) {
            text.next(verdicts).ifPresent(screen::say);
        }
        return exit.code();
    }

    /** Says what the repair's run does, as a run does. */
    private record Progress(Screen screen, Interruption interruption) implements RunListener {
        @Override
        public void started(RunId run) {
            screen.say("repair, as run " + run);
        }

        @Override
        public Optional<ExitStatus> signal() {
            return interruption.exitStatus();
        }

        @Override
        public void finished(StepRecord step) {
            screen.say(screen.runText().step(step));
        }

        @Override
        public void ended(RunRecord run) {
            // The verdicts that follow tell how it ended.
        }
    }
}
