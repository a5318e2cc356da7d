package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.DecompressedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.launcher.JavaModuleOptions;

/** Runs the program as a process, and looks for planted values in all that it printed or wrote. */
final class CanaryProgram {
    private final Path folder;
    private final Map<String, String> screens = new TreeMap<>();

    /** @param folder of the project, in which all is written */
    CanaryProgram(Path folder) {
        this.folder = folder;
    }

    void alluvium(Map<String, String> environment, int status, String... arguments) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=256m"));
        line.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        Path events = Files.createDirectories(folder.resolve("events"));
        line.addAll(List.of(
                "-Duser.timezone=UTC",
                "-Dspark.master=local[2]",
                "-Dspark.ui.enabled=false",
                "-Dspark.eventLog.enabled=true",
                "-Dspark.eventLog.compress=false",
                "-Dspark.eventLog.dir=" + events.toUri(),
                "-Dlog4j2.configurationFile="
                        + Path.of("conf/log4j2.properties").toAbsolutePath(),
                "-cp",
                System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                "io.alluvium.Main"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--project", folder.toString()));
        ProcessBuilder program = new ProcessBuilder(line).redirectErrorStream(true);
        program.environment().putAll(environment);
        Process run = program.start();
        String screen = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String name = screens.size() + 1 + " " + String.join(" ", arguments);
        screens.put(name, screen);
        assertThat(run.waitFor()).as(name + ": " + screen).isEqualTo(status);
    }

    /** @param name the number of the call, then its arguments */
    String screen(String name) {
        return screens.getOrDefault(name, "no " + name);
    }

    /** Screens and files, by their names. */
    Map<String, String> everything() throws IOException {
        Map<String, String> texts = new TreeMap<>(screens);
        texts.putAll(DecompressedFiles.beneath(folder));
        return texts;
    }

    void holdsNone(List<String> canaries) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Map<String, String> everything = everything();
        for (Map.Entry<String, String> text : everything.entrySet()) {
            for (String canary : canaries) {
                int at = text.getValue().indexOf(canary);
                if (at >= 0) {
                    found.put(
                            text.getKey() + " " + canary,
                            text.getValue().substring(Math.max(0, at - 150), at).replaceAll("\\s+", " "));
                }
            }
        }
        System.out.println(
                "looked into " + everything.size() + " files and screens for " + canaries.size() + " canaries");
        assertThat(found).isEmpty();
    }

    void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
