package io.alluvium.cli;

import io.alluvium.domain.TableName;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.RowText;
import io.alluvium.run.OpenTables;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alluvium show}. */
@Command(name = "show", description = "Prints rows of a table.")
final class ShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TABLE", description = "For example aggregate.revenue_daily.")
    private String table = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "The number of rows at most (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Values.Format.class,
            description = "table, csv, json or markdown (default: table).")
    private Optional<RowText.Format> format = Optional.empty();

    private final RootCommand root;

    ShowCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        if (limit < 0) {
            throw Problem.of(ErrorCode.USAGE, "--limit " + limit + " is negative")
                    .asException();
        }
        OpenTables project = root.openTables(screen);
        TableName name = known(screen, project.readable());
        RowText.Format shown = format.orElse(screen.json() ? RowText.Format.JSON : RowText.Format.TABLE);
        new QueryOutput(screen, shown).print(project.query("SELECT * FROM " + name + " LIMIT " + limit));
        return 0;
    }

    private TableName known(Screen screen, List<TableName> names) {
        Optional<TableName> name = TableName.parse(table);
        if (name.isPresent() && names.contains(name.get())) {
            return name.get();
        }
        Optional<String> nearest = names.stream()
                .filter(each -> each.name().equals(table))
                .findFirst()
                .map(TableName::toString)
                .or(() ->
                        DidYouMean.among(names.stream().map(TableName::toString).toList(), table));
        throw Problem.of(ErrorCode.UNKNOWN_TABLE, "no table " + table + " in this warehouse")
                .didYouMean(nearest)
                .fixedBy(screen.invocation().command("tables") + "   # those that exist")
                .asException();
    }
}
