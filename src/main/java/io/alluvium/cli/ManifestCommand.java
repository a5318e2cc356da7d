package io.alluvium.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.Manifest;
import io.alluvium.report.Style.Tone;
import io.alluvium.run.OpenProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code alluvium manifest}. */
@Command(
        name = "manifest",
        description =
                "Writes manifest.json, which tells schedulers the project's tables without a JVM. Connects to nothing, unless"
                        + " told to.")
final class ManifestCommand implements Callable<Integer> {
    private static final String NAME = "manifest.json";

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where to; by default manifest.json in the project's folder.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = "--check",
            description =
                    "Writes nothing; exit status 2 where the file is not what would be written, with what changed.")
    private boolean check;

    @Option(
            names = "--catalog",
            description =
                    "Asks sources whose tables are taken by pattern which they are; otherwise those are not listed.")
    private boolean catalog;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final RootCommand root;

    ManifestCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        OpenProject project = root.open(screen);
        Path file = file(screen, project);
        boolean beside = root.origin().isEmpty() && project.config().directory().equals(file.getParent());
        Optional<String> folder = Optional.of(
                        root.origin().orElse(project.config().directory().toString()))
                .filter(place -> !beside);
        Manifest manifest = project.manifest(catalog);
        String text = manifest.write(folder, runOptions());
        if (check) {
            return checked(screen, file, text);
        }
        if (screen.json()) {
            screen.document(text);
            return ExitStatus.OK.code();
        }
        write(file, text);
        screen.say("wrote " + file + ": " + manifest.tables().size() + " tables of " + manifest.project());
        if (manifest.open() && !catalog) {
            screen.say("without the tables that patterns take: --catalog asks the sources for them");
        }
        return ExitStatus.OK.code();
    }

    private Path file(Screen screen, OpenProject project) {
        if (output.isEmpty() && root.origin().isPresent() && !screen.json()) {
            throw Problem.of(
                            ErrorCode.USAGE,
                            "the project lies in " + root.origin().get() + ", this is a copy of it")
                    .fixedBy(screen.invocation().command("manifest --output " + NAME))
                    .asException();
        }
        return root.surroundings()
                .directory()
                .resolve(output.orElse(project.config().directory().resolve(NAME)))
                .toAbsolutePath()
                .normalize();
    }

    /** What {@code run} takes, so that programs know what they may ask of it. */
    private List<String> runOptions() {
        List<OptionSpec> options = new ArrayList<>(spec.parent().options());
        options.addAll(CommandSpec.forAnnotatedObject(new RunCommand(root, Interruption.none()))
                .options());
        return options.stream()
                .filter(option -> !option.hidden())
                .map(option -> option.longestName().replaceFirst("^--", ""))
                .sorted()
                .distinct()
                .toList();
    }

    private int checked(Screen screen, Path file, String text) {
        List<String> changes = changes(file, text);
        ExitStatus exit = changes.isEmpty() ? ExitStatus.OK : ExitStatus.REFUSED;
        if (screen.json()) {
            ObjectNode answer = AnswerJson.document().put("stale", !changes.isEmpty());
            ArrayNode array = answer.putArray("changes");
            changes.forEach(array::add);
            screen.document(AnswerJson.text(answer.put("exit_status", exit.code())));
        } else if (changes.isEmpty()) {
            screen.say(screen.painted(Tone.GOOD, "fresh: ") + file);
        } else {
            screen.complain(List.of(screen.painted(Tone.ERROR, "stale: ") + file));
            changes.forEach(change -> screen.complain(List.of("  " + change)));
            String elsewhere = output.map(path -> " --output " + path).orElse("");
            screen.complain(List.of(
                    "fix:  " + screen.invocation().command("manifest" + (catalog ? " --catalog" : "") + elsewhere)));
        }
        return exit.code();
    }

    private static List<String> changes(Path file, String text) {
        try {
            return Files.exists(file)
                    ? Manifest.changes(Files.readString(file), text)
                    : List.of("there is no such file");
        } catch (IOException e) {
            return List.of("it cannot be read");
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, file + " cannot be written")
                    .because(e.getClass().getSimpleName())
                    .fixedBy("name a folder that exists and may be written to: --output FILE")
                    .asException(e);
        }
    }
}
