package io.alluvium.cli;

import io.alluvium.config.ProjectReader;
import io.alluvium.config.StoredProject;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.Invocation;
import io.alluvium.report.RunLog;
import io.alluvium.run.OpenProject;
import io.alluvium.run.OpenTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program and the options that every command takes. */
@Command(
        name = "alluvium",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = BuildVersion.Provider.class,
        description =
                "Copies PostgreSQL tables and files into Delta Lake with Spark, keeps current-state and aggregate tables from"
                        + " plain SQL, and checks that no row is lost.")
final class RootCommand implements Runnable {
    static final String PROJECT_FILE = "project.conf";

    @Option(
            names = "--project",
            paramLabel = "FOLDER",
            scope = ScopeType.INHERIT,
            description =
                    "The folder with project.conf, or its s3a:// or hdfs:// URI; by default this folder or the nearest one above it"
                            + " that has one.")
    private Optional<String> project = Optional.empty();

    @Option(
            names = "--env",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The environment: values in conf/NAME.conf override those in project.conf.")
    private Optional<String> environment = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            description = "Overrides one configuration key; can be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints JSON.")
    private boolean json;

    @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "Prints only results and errors.")
    private boolean quiet;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Prints stack traces and writes a detailed Spark log.")
    private boolean debug;

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "Prints without colours; the environment variable NO_COLOR does the same.")
    private boolean plain;

    private final Surroundings surroundings;
    private final ProjectOpener opener;
    private Optional<Path> folder = Optional.empty();
    private Optional<Path> log = Optional.empty();
    private Optional<StoredProject> stored = Optional.empty();
    private boolean wanted;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RootCommand(Surroundings surroundings, ProjectOpener opener) {
        this.surroundings = surroundings;
        this.opener = opener;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }

    Surroundings surroundings() {
        return surroundings;
    }

    boolean debug() {
        return debug;
    }

    Screen screen() {
        Invocation invocation = new Invocation(project, environment);
        Screen screen = new Screen(surroundings, surroundings.colour() && !plain, invocation, json, quiet);
        folder.ifPresent(screen::within);
        return screen;
    }

    /** From now on the log goes to a file; costs the start of Log4j, so only what needs it asks. */
    void startLog() {
        if (log.isEmpty()) {
            String name = "alluvium-" + ProcessHandle.current().pid() + ".log";
            log = Optional.of(surroundings.logs().resolve(name));
            RunLog.toFile(log.get(), debug);
        }
    }

    /** From now on the log holds what somebody may want to look into. */
    void keepLog() {
        wanted = true;
    }

    /** Deletes the log, unless somebody may want to look into it; a run's own stays in its folder. */
    void dropLog() {
        try {
            if (log.isPresent() && !wanted && !debug) {
                Files.deleteIfExists(log.get());
            }
        } catch (IOException e) {
            // It lies in a folder for such files, which somebody clears.
        }
    }

    /** Takes away what was brought from a store, once nobody looks into it any more. */
    void dropCopy() {
        stored.ifPresent(StoredProject::close);
    }

    /** Reads the project that the options name; its folder becomes where the screen's places start. */
    OpenProject open(Screen screen) {
        return opener.open(found(screen), surroundings.clock());
    }

    /** The same for commands that ask of its tables and runs alone: they answer while a source or a model is broken. */
    OpenTables openTables(Screen screen) {
        return opener.openTables(found(screen), surroundings.clock());
    }

    /** The same for commands that ask neither its models nor its warehouse. */
    OpenProject.Declared declared(Screen screen) {
        return opener.declared(found(screen), surroundings.clock());
    }

    private ProjectReader.Request found(Screen screen) {
        Path file = file();
        folder = Optional.of(Objects.requireNonNull(file.getParent(), "a file lies in a folder"));
        folder.ifPresent(screen::within);
        startLog();
        return new ProjectReader.Request(file, true, environment, settings, stored.map(StoredProject::origin));
    }

    /** The place in a store that the project was brought from; empty for one of this machine, and before it was opened. */
    Optional<String> origin() {
        return stored.map(StoredProject::origin);
    }

    /** Options that make the project what it is, for a run elsewhere; what only deploy reads stays here. */
    List<String> passedOn() {
        List<String> options = new ArrayList<>();
        environment.ifPresent(name -> options.addAll(List.of("--env", name)));
        settings.forEach((key, value) -> {
            if (!key.startsWith("deploy.")) {
                options.addAll(List.of("--set", key + "=" + value));
            }
        });
        return List.copyOf(options);
    }

    private Path file() {
        if (project.filter(StoredProject::isMeant).isPresent()) {
            startLog();
            stored = Optional.of(StoredProject.fetch(project.get(), surroundings.properties()));
            return stored.get().file();
        }
        if (project.isPresent()) {
            Path named = surroundings.directory().resolve(project.get()).normalize();
            Path file = Files.isDirectory(named) ? named.resolve(PROJECT_FILE) : named;
            if (!Files.isRegularFile(file)) {
                throw Problem.of(ErrorCode.PROJECT_NOT_FOUND, "there is no " + file)
                        .fixedBy("alluvium init " + project.get() + "   # starts a project there")
                        .asException();
            }
            return file;
        }
        for (Path at = surroundings.directory(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(PROJECT_FILE))) {
                return at.resolve(PROJECT_FILE);
            }
        }
        throw Problem.of(
                        ErrorCode.PROJECT_NOT_FOUND,
                        "there is no " + PROJECT_FILE + " in " + surroundings.directory() + " or above it")
                .fixedBy("name its folder with --project, or start a project here: alluvium init")
                .asException();
    }
}
