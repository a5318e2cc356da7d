package io.alluvium.cli;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.RowText;
import io.alluvium.run.OpenTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alluvium sql}. */
@Command(name = "sql", description = "Runs one query over the project's tables, which it names as layer.table.")
final class SqlCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Query query = new Query();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Values.Format.class,
            description = "table, csv, json or markdown (default: table).")
    private Optional<RowText.Format> format = Optional.empty();

    private final RootCommand root;

    SqlCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        String sql = query.text(root.surroundings()).strip();
        while (sql.endsWith(";")) {
            sql = sql.substring(0, sql.length() - 1).stripTrailing();
        }
        if (sql.isEmpty()) {
            throw Problem.of(ErrorCode.USAGE, "no query was given")
                    .fixedBy(screen.invocation().command("sql \"SELECT …\""))
                    .asException();
        }
        OpenTables project = root.openTables(screen);
        RowText.Format shown = format.orElse(screen.json() ? RowText.Format.JSON : RowText.Format.TABLE);
        new QueryOutput(screen, shown).print(project.query(sql));
        return 0;
    }

    /** Where the query stands. */
    static final class Query {
        @Parameters(paramLabel = "QUERY", description = "The query; - reads it from standard input.")
        private Optional<String> inline = Optional.empty();

        @Option(names = "-f", paramLabel = "FILE", description = "Reads the query from a file.")
        private Optional<Path> file = Optional.empty();

        String text(Surroundings surroundings) {
            try {
                if (file.isPresent()) {
                    return Files.readString(surroundings.directory().resolve(file.get()));
                }
                String words = inline.orElse("");
                return words.equals("-") ? new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8) : words;
            } catch (IOException e) {
                String where = file.map(Path::toString).orElse("standard input");
                throw Problem.of(ErrorCode.USAGE, "the query cannot be read from " + where)
                        .asException(e);
            }
        }
    }
}
