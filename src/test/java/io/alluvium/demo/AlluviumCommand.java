package io.alluvium.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs the launcher as a person does, with the variables that {@code jobs/tpch} reads. */
public final class AlluviumCommand {
    private final Path launcher;
    private final Map<String, String> environment;

    public AlluviumCommand(Path launcher, Map<String, String> environment) {
        this.launcher = launcher;
        this.environment = Map.copyOf(environment);
    }

    /** Runs on this process's own screen. @return the exit status */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        return process(arguments).inheritIO().start().waitFor();
    }

    /** The process, not started yet. */
    public ProcessBuilder process(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(launcher.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder;
    }
}
