package io.alluvium.cli;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.Invocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code alluvium init}. */
@Command(
        name = "init",
        description =
                "Creates a project that is ready to run: a starter with a CSV file; with --from, one that loads the"
                        + " tables of a database or a folder of files; with --from-dbt, one made of a dbt project."
                        + " Overwrites nothing.")
final class InitCommand implements Callable<Integer> {
    private static final List<String> FILES = List.of(
            "project.conf",
            "landing/orders/2026-11-01.csv",
            "curated/orders.sql",
            "aggregate/revenue_daily.sql",
            ".gitignore");

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "The project's folder; by default the current one.")
    private Path folder = Path.of(".");

    @Mixin
    private SourceInit source = new SourceInit();

    @Mixin
    private DbtInit dbt = new DbtInit();

    private final RootCommand root;

    InitCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        Path target = root.surroundings().directory().resolve(folder).normalize();
        String name = projectName(target);
        boolean fromSource = source.isAsked();
        if (fromSource && dbt.isAsked()) {
            throw Problem.of(ErrorCode.USAGE, "--from and --from-dbt each make a project of their own")
                    .fixedBy("alluvium init --from-dbt DIR FOLDER, then declare the source in its project.conf")
                    .asException();
        }
        if (dbt.isAsked()) {
            root.startLog();
            dbt.write(root.surroundings().directory(), target, name, screen);
        } else if (fromSource) {
            root.startLog();
            source.write(root.surroundings().directory(), target, name, screen);
        } else {
            writeStarter(target, name, screen);
        }
        boolean here = target.equals(root.surroundings().directory());
        Invocation next = new Invocation(here ? Optional.empty() : Optional.of(folder.toString()), Optional.empty());
        screen.say("Next: " + next.command(dbt.isAsked() ? "validate" : fromSource ? "plan" : "run"));
        return 0;
    }

    private void writeStarter(Path target, String name, Screen screen) {
        NewFiles files = new NewFiles(target);
        for (String file : FILES) {
            boolean written = files.write(file, NewFiles.starter(file).replace("@project@", name));
            screen.say(
                    (written ? "  wrote  " : "   kept  ") + folder.resolve(file).normalize());
        }
    }

    /** The folder's name made fit: it marks the project's tables. */
    private static String projectName(Path folder) {
        Path last = folder.getFileName();
        String name = last == null
                ? ""
                : last.toString()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_]+", "_")
                        .replaceAll("^[^a-z]+|_+$", "");
        return TableName.isName(name) ? name : "shop";
    }
}
