package io.alluvium.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.plan.Explanation;
import io.alluvium.report.AnswerJson;
import io.alluvium.report.ExplainText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alluvium explain}. */
@Command(
        name = "explain",
        description =
                "Shows how models follow changes of their inputs: by which rules, or why they are computed as a whole.")
final class ExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL", description = "Models by layer.name or name; all where none is given.")
    private List<String> models = new ArrayList<>();

    private final RootCommand root;

    ExplainCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Screen screen = root.screen();
        List<Explanation> explanations = root.open(screen).explain(models);
        if (screen.json()) {
            screen.document(json(explanations));
            return 0;
        }
        ExplainText.lines(explanations).forEach(screen::answer);
        return 0;
    }

    private static String json(List<Explanation> explanations) {
        ObjectNode answer = AnswerJson.document();
        ArrayNode array = answer.putArray("models");
        for (Explanation model : explanations) {
            ObjectNode node = array.addObject();
            node.put("model", model.model().toString());
            node.put("strategy", model.strategy());
            node.put("text", model.text());
            ArrayNode key = node.putArray("key");
            model.key().forEach(key::add);
            ArrayNode rules = node.putArray("rules");
            model.rules().forEach(rules::add);
            node.put("last_ms", model.last().map(took -> (Long) took.toMillis()).orElse(null));
        }
        return AnswerJson.text(answer);
    }
}
