package io.alluvium.cli;

import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.Libraries;
import io.alluvium.plan.SavedPlan;
import io.alluvium.plan.Selection;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunRecord;
import io.alluvium.report.RunResults;
import io.alluvium.report.RunText;
import io.alluvium.report.StepRecord;
import io.alluvium.run.OpenProject;
import io.alluvium.run.RunListener;
import io.alluvium.run.RunOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alluvium run}. */
@Command(
        name = "run",
        description =
                "Brings every table up to date: loads what is new in the sources, then updates the models that depend on"
                        + " it.")
final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = Values.Time.class,
            description = "The logical time of the run, in UTC; by default its start.")
    private Optional<Instant> at = Optional.empty();

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = Values.Wait.class,
            description =
                    "How long to wait if another run of the project is active (30s, 5m, 2h); by default it does not wait.")
    private Duration patience = Duration.ZERO;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            converter = Values.Key.class,
            description =
                    "A name for this run, with which it can be submitted again: one that is at work is followed to its end, one"
                            + " that ended with 0 or 99 is not made again, any other is continued at its logical time.")
    private Optional<RunKey> key = Optional.empty();

    @Option(names = "--skip-code", description = "Exit status 99 if there was nothing to do.")
    private boolean skipCode;

    @Option(
            names = "--events",
            description =
                    "Writes for each table that its step began and how it ended, as it happens, for programs that wait for"
                            + " single tables: runs/<run>/events/1.json and so on; see docs/orchestrators.md.")
    private boolean events;

    @Option(
            names = "--verbose",
            description = "Says also what it runs on and how many requests an object store was sent.")
    private boolean verbose;

    @Mixin
    private Selected selected = new Selected();

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description =
                    "Does what alluvium plan --out FILE has planned, at its logical time; where anything but the sources'"
                            + " rows is otherwise by now, says what and does nothing.")
    private Optional<Path> plan = Optional.empty();

    private final RootCommand root;
    private final Interruption interruption;

    RunCommand(RootCommand root, Interruption interruption) {
        this.root = root;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        RunOptions options = options();
        Screen screen = root.screen();
        OpenProject project = root.open(screen);
        if (verbose) {
            screen.say(Libraries.found().text());
        }
        RunRecord run = project.run(options, new Progress(screen, interruption));
        ExitStatus exit = exit(run);
        if (screen.json()) {
            screen.document(RunResults.write(run));
        } else {
            RunText text = screen.runText();
            screen.say(text.summary(run, exit));
            screen.say(text.registration(run));
            if (verbose) {
                text.requests(run).ifPresent(screen::say);
            }
            List<String> failures = text.failures(run);
            if (!failures.isEmpty()) {
                screen.say("");
                screen.complain(failures);
                text.log(run).ifPresent(line -> screen.complain(List.of(line)));
            } else {
                screen.say(text.next(run));
            }
        }
        return exit.code();
    }

    private RunOptions options() {
        Selection selection = selected.selection();
        if (plan.isEmpty()) {
            return new RunOptions(at, patience, key, skipCode, events, selection);
        }
        if (at.isPresent() || !selection.equals(Selection.ALL)) {
            throw Problem.of(ErrorCode.USAGE, "--plan says what is done and at which time")
                    .because("so that --at, --select, --from, --to and --full-refresh belong to alluvium plan")
                    .asException();
        }
        SavedPlan saved = PlanFile.read(plan.get());
        return new RunOptions(
                Optional.of(saved.at()), patience, key, skipCode, events, saved.selection(), Optional.of(saved));
    }

    private ExitStatus exit(RunRecord run) {
        if (interruption.exitStatus().isPresent()) {
            return interruption.exitStatus().get();
        }
        ExitStatus exit = ExitStatus.ofCode(run.exitStatus());
        return skipCode ? exit.orNothingToDo(run.steps()) : exit;
    }

    /** Says each step as it ends; those without work wait for the end, where many of them are one line. */
    private static final class Progress implements RunListener {
        private final Screen screen;
        private final Interruption interruption;
        private final List<StepRecord> idle = new ArrayList<>();
        private RunText text;

        Progress(Screen screen, Interruption interruption) {
            this.screen = screen;
            this.interruption = interruption;
            this.text = screen.runText();
        }

        @Override
        public void started(RunId run) {
            // The summary names the run.
        }

        @Override
        public Optional<ExitStatus> signal() {
            return interruption.exitStatus();
        }

        @Override
        public void following(RunId run) {
            screen.say("follows run " + run + ", which has this key and is at work");
        }

        @Override
        public void continuing(RunId last, Instant at) {
            screen.say("continues run " + last + ", which has this key, at " + at);
        }

        @Override
        public void found(RunRecord run) {
            screen.say("run " + run.id() + " has this key and has ended:");
            planned(run.steps().stream().map(StepRecord::table).toList());
            screen.say(text.steps(run.steps()));
        }

        @Override
        public void planned(List<TableName> tables) {
            text = text.fitting(tables);
        }

        @Override
        public void finished(StepRecord step) {
            if (RunText.idle(step)) {
                idle.add(step);
            } else {
                screen.say(text.step(step));
            }
        }

        @Override
        public void ended(RunRecord run) {
            screen.say(text.idleSteps(idle));
        }
    }
}
