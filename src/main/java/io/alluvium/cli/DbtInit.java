package io.alluvium.cli;

import io.alluvium.dbt.DbtProject;
import io.alluvium.dbt.Moved;
import io.alluvium.dbt.Remark;
import io.alluvium.source.Inspection;
import io.alluvium.source.TableOffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The part of {@code alluvium init} that starts from a project of dbt. */
final class DbtInit {
    private static final int MOST_REASONS = 12;

    @Option(
            names = "--from-dbt",
            paramLabel = "DIR",
            description =
                    "A dbt project, by its folder: its models, sources, seeds, tests and snapshots become ours as far as"
                            + " they can, and from-dbt.txt names the rest with file and line.")
    private Optional<Path> from = Optional.empty();

    boolean isAsked() {
        return from.isPresent();
    }

    /**
     * Writes the project and says what was left.
     *
     * @param directory where relative paths of the command line start
     */
    void write(Path directory, Path folder, String project, Screen screen) {
        NewFiles files = new NewFiles(folder);
        files.refuseProject("alluvium init --from-dbt DIR FOLDER");
        Path dbt = directory.resolve(from.orElseThrow()).normalize();
        Moved moved = DbtProject.read(dbt).moved(project, folder, seed -> survey(seed, directory, folder));
        files.writeProject(moved.files(), screen);
        say(moved, screen);
    }

    private static TableOffer survey(Path seed, Path directory, Path folder) {
        Inspection.Address address = new Inspection.Address(
                "--from-dbt",
                seed.toString(),
                System.getProperty("user.name"),
                Optional.empty(),
                Optional.empty(),
                directory,
                folder,
                List.of());
        return LoginOptions.inspection(seed.toString()).of(address).offers().get(0);
    }

    private static void say(Moved moved, Screen screen) {
        Moved.Counts counts = moved.counts();
        screen.say("  wrote  " + counts.written() + " of " + counts.models() + " models and snapshots, "
                + counted(counts.seeds(), "seed") + ", " + counted(counts.rules(), "rule"));
        if (counts.sources() > 0) {
            screen.say("fill in  " + RootCommand.PROJECT_FILE + ": where the tables of "
                    + counted(counts.sources(), "source") + " are");
        }
        if (counts.left() + counts.waiting() > 0) {
            screen.say("to mend  " + counted(counts.left(), "model") + " as .sql.todo, for which " + counts.waiting()
                    + " more wait");
        }
        List<Remark> left = moved.left();
        boolean all = left.size() <= MOST_REASONS;
        left.stream()
                .limit(all ? MOST_REASONS : MOST_REASONS - 1)
                .forEach(remark -> screen.say("   left  " + remark.toString().replaceAll("\\s+", " ")));
        if (!all) {
            screen.say("   left  " + (left.size() - MOST_REASONS + 1) + " more; " + Moved.REPORT + " has all");
        }
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
