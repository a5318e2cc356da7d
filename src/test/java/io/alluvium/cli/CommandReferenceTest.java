package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** {@code docs/reference/cli.md} is what the program itself says; {@code mvn test -Dalluvium.regenerate} writes it anew. */
class CommandReferenceTest {
    private static final Path PAGE = Path.of("docs/reference/cli.md");

    private static final ProjectOpener NONE = (request, clock) -> new RefusingProject();

    @Test
    void thePageIsWhatTheProgramSays() throws Exception {
        String page = page();
        if (System.getProperty("alluvium.regenerate") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).as("regenerate with -Dalluvium.regenerate").hasContent(page);
    }

    private String page() {
        Surroundings surroundings = Surroundings.ofProcess();
        RootCommand root = new RootCommand(surroundings, NONE);
        CommandLine commands = new CommandLineInterface(surroundings, NONE, Interruption.none()).commands(root);
        StringBuilder page = new StringBuilder("""
                # Commands

                Results and screens go to standard output, errors to standard error. `--json` answers in JSON;
                `run --json` prints the [run's results](run_results.schema.json), `manifest` writes [manifest.json](manifest.schema.json).

                | Exit status | Meaning |
                | ---: | --- |
                | 0 | ok |
                | 1 | finished with failed steps: one table's fault (vanished, retyped, no right), or a defect |
                | 2 | usage or configuration; nothing was started |
                | 3 | an expectation with `else = fail` does not hold |
                | 4 | another run of the project is active |
                | 75 | a source or the storage is unreachable and nothing else failed: try again |
                | 99 | nothing to do, only with `run --skip-code` |
                | 130, 143 | stopped by Ctrl-C or SIGTERM |

                Where several hold: 2, 4, 3, 1, 75.
                """);
        section(page, "alluvium", commands);
        for (Map.Entry<String, CommandLine> command : commands.getSubcommands().entrySet()) {
            if (!command.getValue().getCommandSpec().usageMessage().hidden()) {
                section(page, "alluvium " + command.getKey(), command.getValue());
            }
        }
        page.append("\n## Not built yet\n\nThese names are taken and refused with exit status 2: ");
        page.append(String.join(
                ", ",
                NotBuiltCommand.ALL.stream()
                        .map(command -> "`" + command.name() + "`")
                        .toList()));
        return page.append(".\n").toString();
    }

    private static void section(StringBuilder page, String title, CommandLine command) {
        command.getCommandSpec().usageMessage().width(100);
        page.append("\n## `").append(title).append("`\n\n```\n");
        command.getUsageMessage(Help.Ansi.OFF)
                .lines()
                .forEach(line -> page.append(line.stripTrailing()).append('\n'));
        page.append("```\n");
    }
}
