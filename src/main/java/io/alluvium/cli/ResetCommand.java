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
        description =
                "Makes the next run load raw tables from scratch, into new folders, and recompute the models that read"
                        + " them. Without --yes it only shows what that would mean. The old folders stay where they are.")
final class ResetCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "TABLE", description = "For example raw.orders.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--yes", description = "Resets the tables.")
    private boolean yes;

    @Option(names = "--undo", description = "Goes back to the tables of before, while no run has loaded the new ones.")
    private boolean undo;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = Values.Wait.class,
            description =
                    "With --yes and --undo: how long to wait if a run of the project is active; by default it does not"
                            + " wait.")
    private Duration patience = Duration.ZERO;

    private final RootCommand root;

    ResetCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        OpenProject project = root.open(screen);
        boolean done = yes || undo;
        List<PlannedReset> resets = resets(project);
        if (screen.json()) {
            screen.document(ResetJson.write(resets, done));
        } else {
            screen.say(screen.resetText().lines(resets, done));
        }
        return 0;
    }

    private List<PlannedReset> resets(OpenProject project) {
        if (undo) {
            return project.undoReset(tables, patience);
        }
        return yes ? project.reset(tables, patience) : project.planReset(tables);
    }
}
