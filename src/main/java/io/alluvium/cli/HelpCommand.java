package io.alluvium.cli;

import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code alluvium help} prints what {@code --help} prints. */
@Command(name = "help", description = "Explains a command and its options; without a name, lists all commands.")
final class HelpCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "For example run.")
    private Optional<String> command = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        CommandLine program = spec.root().commandLine();
        CommandLine explained = command.isPresent() ? named(command.get(), program.getSubcommands()) : program;
        if (explained.getCommand() instanceof NotBuiltCommand later) {
            return later.call();
        }
        explained.usage(program.getOut());
        return 0;
    }

    private static CommandLine named(String name, Map<String, CommandLine> commands) {
        CommandLine named = commands.get(name);
        if (named == null) {
            throw Problem.of(ErrorCode.USAGE, "unknown command " + name)
                    .didYouMean(DidYouMean.among(commands.keySet(), name))
                    .fixedBy("alluvium help   # lists the commands")
                    .asException();
        }
        return named;
    }
}
