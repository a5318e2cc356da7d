package io.alluvium.report;

import io.alluvium.plan.Explanation;
import java.util.ArrayList;
import java.util.List;

/** How models follow changes, for the screen. */
public final class ExplainText {
    private static final String INDENT = "    ";

    private ExplainText() {}

    /** A line a model, and below it one a rule. */
    public static List<String> lines(List<Explanation> explanations) {
        int width = explanations.stream()
                .mapToInt(model -> model.model().toString().length())
                .max()
                .orElse(1);
        List<String> lines = new ArrayList<>();
        for (Explanation model : explanations) {
            lines.add(Columns.left(model.model().toString(), width) + "  " + model.text()
                    + model.last()
                            .map(took -> ", last took " + Figures.exact(took))
                            .orElse(""));
            model.rules().forEach(rule -> lines.add(" ".repeat(width) + INDENT + rule));
        }
        return lines;
    }
}
