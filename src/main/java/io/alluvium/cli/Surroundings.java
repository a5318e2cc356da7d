package io.alluvium.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import picocli.CommandLine.Help.Ansi;

/**
 * What the process was started in.
 *
 * @param out results and screens
 * @param err errors
 * @param colour whether a person with a colour terminal is looking
 * @param directory where relative names start
 * @param logs a folder for the log until a run has its own
 */
record Surroundings(
        InputStream in, PrintStream out, PrintStream err, boolean colour, Path directory, Path logs, Clock clock) {
    Surroundings {
        Objects.requireNonNull(in, "in");
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(err, "err");
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(logs, "logs");
        Objects.requireNonNull(clock, "clock");
    }

    /** The process's own, by key; spark-submit puts its settings there. */
    Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        System.getProperties().stringPropertyNames().forEach(key -> properties.put(key, System.getProperty(key, "")));
        return properties;
    }

    /** The real ones; always UTF-8, since a bare container's locale would turn every {@code ·} into a question mark. */
    static Surroundings ofProcess() {
        return new Surroundings(
                System.in,
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                Ansi.AUTO.enabled(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("java.io.tmpdir")),
                Clock.systemUTC());
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
