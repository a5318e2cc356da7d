package io.alluvium.cli;

import io.alluvium.run.OpenProject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** One call of the program in a folder of its own, with what it printed. */
final class Session {
    final Path folder;
    final Path logs;
    private final OpenProject project;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> settings = Map.of();
    Optional<Path> opened = Optional.empty();

    /** @param folder holds a {@code project.conf} afterwards */
    static Session inProject(Path folder, OpenProject project) {
        try {
            Files.writeString(folder.resolve("project.conf"), "project = shop\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Session(folder, project);
    }

    Session(Path folder, OpenProject project) {
        this.folder = folder;
        this.logs = folder.resolve("logs");
        this.project = project;
    }

    int run(String... arguments) {
        Surroundings surroundings = new Surroundings(
                new ByteArrayInputStream("select 2;\n".getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                folder,
                logs,
                Clock.fixed(io.alluvium.report.SampleRuns.START, ZoneOffset.UTC));
        ProjectOpener opener = (request, clock) -> {
            opened = Optional.of(request.start());
            settings = request.settings();
            return project;
        };
        return new CommandLineInterface(surroundings, opener, Interruption.none()).run(arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
