package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks a query that a person asks: it may hold what a model with {@code strategy = full} may. */
public final class Question {
    private static final String NO_FILE = "";

    private Question() {}

    /**
     * What is wrong with the text; nothing where it is one query.
     *
     * @param tables there are, with their columns
     */
    public static List<Problem> problems(String sql, Map<TableName, List<String>> tables) {
        List<Problem> problems = new ArrayList<>();
        new ModelSql(NO_FILE, tables.keySet(), problems).question(sql, tables);
        return problems.stream().map(Question::withoutFile).toList();
    }

    /** The line is said in words, for there is no file to look into. */
    private static Problem withoutFile(Problem problem) {
        String where = problem.place()
                .map(Place::line)
                .filter(line -> line > 1)
                .map(line -> "line " + line)
                .orElse("");
        Optional<String> label = problem.label().map(reason -> where.isEmpty() ? reason : where + ": " + reason);
        return new Problem(
                problem.code(),
                problem.message(),
                Optional.empty(),
                problem.marked(),
                label.or(() -> Optional.of(where).filter(text -> !text.isEmpty())),
                problem.suggestion(),
                problem.fix());
    }
}
