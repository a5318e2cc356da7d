package io.alluvium.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.TableName;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.Style.Tone;
import io.alluvium.run.OpenProject;
import io.alluvium.source.SourceSpec;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code alluvium validate}. */
@Command(
        name = "validate",
        description = "Checks configuration and models and shows all problems at once. Connects to nothing.")
final class ValidateCommand implements Callable<Integer> {
    private final RootCommand root;

    ValidateCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        OpenProject project = root.open(screen);
        int sources = project.sources().size();
        int tables = project.sources().stream()
                .mapToInt(source -> source.tables().size())
                .sum();
        int exports = project.exports().stream()
                .mapToInt(export -> export.tables().size())
                .sum();
        boolean open = project.sources().stream().anyMatch(SourceSpec::isOpen);
        if (screen.json()) {
            ObjectNode answer = AnswerJson.document();
            answer.put("project", project.config().name());
            answer.put("sources", sources).put("source_tables", tables).put("models", project.models());
            answer.put("exports", exports);
            answer.put("open", open);
            screen.document(json(answer, project));
            return 0;
        }
        screen.say(screen.errorText().warnings(project.warnings()));
        screen.say(screen.painted(Tone.GOOD, "valid:") + " " + project.config().name() + ", "
                + counted(sources, "source") + " with " + counted(tables, "table")
                + (open ? " and those that patterns take" : "") + ", "
                + counted(project.models(), "model")
                + (exports > 0 ? ", " + counted(exports, "export") : ""));
        if (!project.assumed().isEmpty()) {
            screen.say("not checked, the database tells: "
                    + String.join(
                            ", ",
                            project.assumed().stream()
                                    .sorted()
                                    .map(TableName::toString)
                                    .toList()));
        }
        screen.say("Next: " + screen.invocation().command("plan"));
        return 0;
    }

    private static String json(ObjectNode counts, OpenProject project) {
        ArrayNode assumed = counts.putArray("assumed_tables");
        project.assumed().stream().sorted().forEach(table -> assumed.add(table.toString()));
        AnswerJson.add(counts, "warnings", project.warnings());
        return AnswerJson.text(counts.put("exit_status", 0));
    }

    private static String counted(int number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
