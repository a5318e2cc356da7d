package io.alluvium.cli;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** A command whose name is taken and whose work is not built yet. */
@Command(hidden = true)
final class NotBuiltCommand implements Callable<Integer> {
    /** Name and what to do meanwhile. */
    static final List<NotBuiltCommand> ALL = List.of(
            new NotBuiltCommand("retry", "run alluvium run: what is done is not done again"),
            new NotBuiltCommand("report", "alluvium status shows the last run"),
            new NotBuiltCommand("accept", "alluvium reset raw.X loads a table anew, with the columns of now"),
            new NotBuiltCommand("drop", "remove the table's folder; alluvium tables prints paths"),
            new NotBuiltCommand("replay", "mend the rows at their source and run again"),
            new NotBuiltCommand("diff", "compare by hand: alluvium sql \"SELECT …\""),
            new NotBuiltCommand("maintain", "OPTIMIZE and VACUUM from any Delta client"),
            new NotBuiltCommand("config", "alluvium validate checks the configuration"));

    @Unmatched
    private List<String> ignored = new ArrayList<>();

    private final String name;
    private final String meanwhile;

    private NotBuiltCommand(String name, String meanwhile) {
        this.name = name;
        this.meanwhile = meanwhile;
    }

    String name() {
        return name;
    }

    @Override
    public Integer call() {
        throw Problem.of(ErrorCode.NOT_BUILT_YET, "alluvium " + name + " is not built yet")
                .fixedBy(meanwhile)
                .asException();
    }
}
