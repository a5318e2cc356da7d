package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The whole program in a folder, on real projects; what it printed, results and errors together. */
final class Program {
    private final Path folder;
    private String screen = "";

    Program(Path folder) {
        this.folder = folder;
    }

    /** The exit status. */
    int run(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(
                new ByteArrayInputStream(new byte[0]), printed, printed, false, folder, folder, Clock.systemUTC());
        int status = new CommandLineInterface(surroundings, new PipelineOpener(), Interruption.none()).run(arguments);
        screen = bytes.toString(StandardCharsets.UTF_8);
        assertThat(screen).doesNotContain("\tat ").doesNotContain("Exception");
        return status;
    }

    void succeeds(String... arguments) {
        assertThat(run(arguments)).as(screen).isZero();
    }

    /** The answer of a command that succeeds. */
    JsonNode json(String... arguments) {
        succeeds(arguments);
        try {
            return new ObjectMapper().readTree(screen);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String screen() {
        return screen;
    }

    String file(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String name, String text) {
        try {
            Path path = folder.resolve(name);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
