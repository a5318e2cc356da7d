package io.alluvium.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.journal.StateUpgrade;
import io.alluvium.report.AnswerJson;
import io.alluvium.run.OpenTables;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code alluvium upgrade}. */
@Command(
        name = "upgrade",
        description =
                "Raises the state of a warehouse that an older Alluvium wrote to the format of this one, which the first"
                        + " run that has to does by itself. Writes no table. With --dry-run it only says what would change.")
final class UpgradeCommand implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Says what would change, and changes nothing.")
    private boolean dry;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = Values.Wait.class,
            description = "How long to wait if a run of the project is active; by default it does not wait.")
    private Duration patience = Duration.ZERO;

    private final RootCommand root;

    UpgradeCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        OpenTables project = root.openTables(screen);
        StateUpgrade upgrade = dry ? project.upgrade() : project.upgrade(patience);
        if (screen.json()) {
            screen.document(json(upgrade));
        } else {
            say(screen, upgrade);
        }
        return 0;
    }

    private void say(Screen screen, StateUpgrade upgrade) {
        if (upgrade.found().isEmpty()) {
            screen.answer("no state yet; the first run writes format " + upgrade.current());
            return;
        }
        if (!upgrade.isNeeded()) {
            screen.answer("format " + upgrade.current() + ", nothing to upgrade");
            return;
        }
        screen.answer("format " + upgrade.found().get() + (dry ? " would become " : " is now ") + upgrade.current());
        upgrade.steps().forEach(step -> screen.answer("  format " + step.format() + " " + step.what()));
        screen.say("No table " + (dry ? "would be" : "was") + " written. An Alluvium that knows only format "
                + upgrade.found().get() + (dry ? " would refuse" : " refuses")
                + " this warehouse from then on (ALV-5002).");
        if (dry) {
            screen.say("To be able to go back, copy the warehouse with its _alluvium first, while no run is at work.");
        }
        screen.say("Next: " + screen.invocation().command(dry ? "upgrade" : "plan")
                + (dry ? "" : "   # whether this version computes any table anew"));
    }

    private String json(StateUpgrade upgrade) {
        ObjectNode answer = AnswerJson.document();
        answer.put("done", !dry && upgrade.isNeeded());
        answer.put("found", upgrade.found().orElse(null));
        answer.put("current", upgrade.current());
        ArrayNode steps = answer.putArray("steps");
        upgrade.steps()
                .forEach(step -> steps.addObject().put("format", step.format()).put("what", step.what()));
        return AnswerJson.text(answer);
    }
}
