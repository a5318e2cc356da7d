package io.alluvium.cli;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunLog;
import io.alluvium.run.OpenTables;
import io.alluvium.spark.SparkLine;
import io.alluvium.spark.cluster.YarnDriver;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.apache.spark.SparkException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: parses arguments, calls the command, turns whatever happened into words and an exit status. */
public final class CommandLineInterface {
    private static final String[] LIMITS = {
        "",
        "Sources are PostgreSQL and files in a folder or on S3: CSV, JSON, XML, Parquet, ORC, Avro. The warehouse is a folder, on"
                + " a cluster one that every machine has at the same path, or lies on S3 or HDFS.",
        "Start with: alluvium init my-project; alluvium run --project my-project"
    };

    private final Surroundings surroundings;
    private final ProjectOpener opener;
    private final Interruption interruption;

    CommandLineInterface(Surroundings surroundings, ProjectOpener opener, Interruption interruption) {
        this.surroundings = surroundings;
        this.opener = opener;
        this.interruption = interruption;
    }

    /** Does what the arguments say and ends the process; under spark-submit too, so that the status passes through. */
    public static void main(String[] arguments) throws SparkException {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Interruption interruption = Interruption.install(Thread.currentThread());
        CommandLineInterface program =
                new CommandLineInterface(Surroundings.ofProcess(), new PipelineOpener(), interruption);
        int status = program.run(arguments);
        if (YarnDriver.isHere() && interruption.exitStatus().isEmpty()) {
            YarnDriver.end(status, ExitStatus.ofCode(status).isSuccess());
        } else {
            System.exit(interruption.exitStatus().map(ExitStatus::code).orElse(status));
        }
    }

    /** The exit status; never throws. */
    int run(String... arguments) {
        RootCommand root = new RootCommand(surroundings, opener);
        int status = ExitStatus.FAILED.code();
        try {
            CommandLine commands = commands(root, asked(root, arguments));
            commands.setParameterExceptionHandler((problem, ignored) -> misused(root, problem));
            commands.setExecutionExceptionHandler((thrown, command, parsed) -> failed(root, thrown));
            status = commands.execute(arguments);
        } catch (Throwable thrown) {
            status = failed(root, thrown);
        } finally {
            if (status != ExitStatus.FAILED.code()) {
                root.dropLog();
            }
            root.dropCopy();
            surroundings.out().flush();
            surroundings.err().flush();
        }
        return status;
    }

    /** All commands, as the reference documentation lists them. */
    CommandLine commands(RootCommand root) {
        return commands(root, all(root));
    }

    private Map<String, Supplier<Object>> all(RootCommand root) {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("init", () -> new InitCommand(root));
        all.put("doctor", () -> new DoctorCommand(root));
        all.put("validate", () -> new ValidateCommand(root));
        all.put("plan", () -> new PlanCommand(root));
        all.put("explain", () -> new ExplainCommand(root));
        all.put("run", () -> new RunCommand(root, interruption));
        all.put("status", () -> new StatusCommand(root));
        all.put("manifest", () -> new ManifestCommand(root));
        all.put("deploy", () -> new DeployCommand(root));
        all.put("show", () -> new ShowCommand(root));
        all.put("sql", () -> new SqlCommand(root));
        all.put("tables", () -> new TablesCommand(root));
        all.put("verify", () -> new VerifyCommand(root, interruption));
        all.put("audit", () -> new AuditCommand(root));
        all.put("reset", () -> new ResetCommand(root));
        all.put("upgrade", () -> new UpgradeCommand(root));
        all.put("help", HelpCommand::new);
        all.put("rehearse", () -> new RehearseCommand(root, interruption));
        NotBuiltCommand.ALL.forEach(command -> all.put(command.name(), () -> command));
        return all;
    }

    /** Where the first argument is a command's name that command will do; picocli takes a tenth of a second for all of them. */
    private Map<String, Supplier<Object>> asked(RootCommand root, String... arguments) {
        Map<String, Supplier<Object>> all = all(root);
        if (arguments.length > 0 && !arguments[0].equals("help") && all.containsKey(arguments[0])) {
            all.keySet().retainAll(Set.of(arguments[0]));
        }
        return all;
    }

    private CommandLine commands(RootCommand root, Map<String, Supplier<Object>> asked) {
        CommandLine commands = new CommandLine(root);
        asked.forEach((name, command) -> commands.addSubcommand(name, command.get()));
        // Set here, since the root command hands on what its annotation says to every command.
        commands.getCommandSpec().usageMessage().footer(LIMITS);
        commands.setOut(new java.io.PrintWriter(surroundings.out(), true));
        commands.setErr(new java.io.PrintWriter(surroundings.err(), true));
        commands.setColorScheme(Help.defaultColorScheme(surroundings.colour() ? Help.Ansi.ON : Help.Ansi.OFF));
        return commands;
    }

    private int misused(RootCommand root, ParameterException wrong) {
        String message = String.valueOf(wrong.getMessage());
        Optional<String> guess = Optional.empty();
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            message = (word.startsWith("-") ? "unknown option " : "unknown command or argument ") + word;
            guess = DidYouMean.among(words(wrong.getCommandLine().getCommandSpec(), word.startsWith("-")), word);
        }
        String path = wrong.getCommandLine().getCommandSpec().qualifiedName();
        Problem problem = Problem.of(ErrorCode.USAGE, decapitalised(message)).didYouMean(guess);
        return root.screen().refuse(List.of(problem), Optional.of(path + " --help"));
    }

    private static Collection<String> words(CommandSpec command, boolean options) {
        return options
                ? command.options().stream()
                        .filter(option -> !option.hidden())
                        .flatMap(option -> Arrays.stream(option.names()))
                        .toList()
                : command.subcommands().keySet();
    }

    private int failed(RootCommand root, Throwable thrown) {
        if (interruption.exitStatus().isPresent()) {
            root.screen().complain(List.of("stopped"));
            return interruption.exitStatus().get().code();
        }
        List<Problem> problems = problems(thrown);
        if (!(thrown instanceof NoClassDefFoundError)
                && (!(thrown instanceof AlluviumException) || thrown.getCause() != null)) {
            root.startLog();
            root.keepLog();
            LoggerFactory.getLogger(CommandLineInterface.class)
                    .error(problems.get(0).code().code(), thrown);
        }
        if (root.debug()) {
            root.screen().trace(thrown);
        }
        int status = root.screen().refuse(problems, Optional.empty());
        whereTheLogIs(problems).ifPresent(line -> root.screen().complain(List.of(line)));
        return status;
    }

    /** Said where a problem tells to look into it and does not say where it is. */
    private static Optional<String> whereTheLogIs(List<Problem> problems) {
        return RunLog.file()
                .map(Object::toString)
                .filter(file -> problems.stream()
                        .flatMap(problem -> problem.fix().stream())
                        .anyMatch(fix -> fix.contains("the log") && !fix.contains(file)))
                .map(file -> "log:  " + file);
    }

    private static List<Problem> problems(Throwable thrown) {
        if (thrown instanceof AlluviumException known) {
            return known.problems();
        }
        if (thrown instanceof OutOfMemoryError) {
            return List.of(Problem.of(ErrorCode.OUT_OF_MEMORY, "memory gave out: " + thrown.getMessage())
                    .fixedBy("give the driver more: --driver-memory 4g with spark-submit, -Xmx4g in ALLUVIUM_JAVA_OPTS"
                            + " otherwise"));
        }
        if (thrown instanceof StackOverflowError) {
            return List.of(Problem.of(ErrorCode.OUT_OF_MEMORY, "the stack gave out: an expression is nested too deeply")
                    .fixedBy("split the query, or set -Xss8m in ALLUVIUM_JAVA_OPTS"));
        }
        if (thrown instanceof NoClassDefFoundError missing && fromSpark(String.valueOf(missing.getMessage()))) {
            return List.of(Problem.of(ErrorCode.UNSUPPORTED_RUNTIME, "Spark or Delta is not on the class path")
                    .because("missing " + missing.getMessage())
                    .fixedBy("start with bin/alluvium, or with spark-submit --packages "
                            + SparkLine.built().delta()));
        }
        Optional<Problem> query = OpenTables.fault(thrown);
        if (query.isPresent()) {
            return List.of(query.get());
        }
        String log = RunLog.file().map(file -> "the log " + file + " and ").orElse("");
        return List.of(Problem.of(
                        ErrorCode.DEFECT,
                        "a defect of Alluvium: " + thrown.getClass().getSimpleName())
                .fixedBy("nothing half done stays visible. Report it with " + log + "the version: alluvium --version"));
    }

    private static boolean fromSpark(String name) {
        return Arrays.asList(
                        "org/apache/spark",
                        "org/apache/hadoop",
                        "io/delta",
                        "scala/",
                        "com/fasterxml",
                        "org/slf4j",
                        "org/apache/logging")
                .stream()
                .anyMatch(name::startsWith);
    }

    private static String decapitalised(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
