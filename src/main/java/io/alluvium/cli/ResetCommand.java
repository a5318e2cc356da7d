package io.alluvium.cli;

import io.alluvium.plan.PlannedReset;
import io.alluvium.report.ResetJson;
import io.alluvium.run.OpenProject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alluvium reset}. */
@Command(
        name = "reset",
        description = "Lets the next run load raw tables anew, and compute anew what reads them. Says what that would"
                + " remove; only --yes does it, and keeps the tables aside.")
final class ResetCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "For example raw.orders.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--yes", description = "Does it.")
    private boolean yes;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = Values.Wait.class,
            description = "With --yes: how long to wait for a run of the project to end; by default not at all.")
    private Duration patience = Duration.ZERO;

    private final RootCommand root;

    ResetCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        OpenProject project = root.open(screen);
        List<PlannedReset> resets = yes ? project.reset(tables, patience) : project.planReset(tables);
        if (screen.json()) {
            screen.document(ResetJson.write(resets, yes));
        } else {
            screen.say(screen.resetText().lines(resets, yes));
        }
        return 0;
    }
}
