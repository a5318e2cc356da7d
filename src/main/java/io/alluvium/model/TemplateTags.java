package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.Word;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses the tags of dbt's templates in SQL, and says what stands for each of them here. */
final class TemplateTags {
    /** Outside of texts SQL has no use for such signs, so that the end of the tag need not be there. */
    private static final Pattern TAG = Pattern.compile("\\{([{%#]).*?(?:[}%#]}|(?=\\R)|$)");

    /** Within a text they may be meant as they are, unless they call what dbt knows. */
    private static final Pattern CALL =
            Pattern.compile("\\{\\{-?\\s*(?:ref|source|var|env_var|config|this|target|is_incremental)\\b[^}]*}}"
                    + "|\\{%-?\\s*(?:if|elif|else|endif|for|endfor|set|macro|endmacro)\\b[^%]*%}");

    private static final Pattern TABLE =
            Pattern.compile("\\b(?:ref|source)\\s*\\((?:[^)]*,)?\\s*['\"](?<name>[^'\"]+)['\"]\\s*\\)");
    private static final Pattern VALUE = Pattern.compile("\\b(?:var|env_var)\\s*\\(\\s*['\"](?<name>\\w+)['\"]");

    private final Function<Integer, Place> place;
    private final Set<TableName> known;
    private final List<Problem> problems;

    /** @param known tables to propose */
    TemplateTags(Function<Integer, Place> place, Set<TableName> known, List<Problem> problems) {
        this.place = place;
        this.known = known;
        this.problems = problems;
    }

    /**
     * Tells each tag.
     *
     * @param sql the text that the words are of
     * @return whether there is one, so that the text is no SQL
     */
    boolean refuse(String sql, List<Word> words) {
        int before = problems.size();
        int from = 0;
        for (Word word : words) {
            if (word.at() < from) {
                continue;
            }
            Matcher tag = (word.text().equals("{") ? TAG : CALL).matcher(sql);
            tag.region(
                    word.at(),
                    word.text().equals("{")
                            ? sql.length()
                            : word.at() + word.text().length());
            boolean found = word.text().equals("{") ? tag.lookingAt() : tag.find();
            if (found) {
                problems.add(problem(tag.group(), word.line()));
                from = tag.end();
            }
        }
        return problems.size() > before;
    }

    private Problem problem(String tag, int line) {
        Problem problem = Problem.of(ErrorCode.SQL_SYNTAX, "a tag of dbt's templates, which nothing replaces: " + tag)
                .at(place.apply(line))
                .marking(tag);
        Matcher table = TABLE.matcher(tag);
        Matcher value = VALUE.matcher(tag);
        if (table.find()) {
            return problem.because("a table is named layer.name").didYouMean(named(table.group("name")));
        }
        if (value.find()) {
            return problem.because("a value is named :" + value.group("name"))
                    .fixedBy("vars { " + value.group("name") + " = … } in project.conf");
        }
        if (tag.contains("config")) {
            return problem.because("what a model says of itself stands before its SQL, from /*--- to ---*/");
        }
        return problem.because("a model is plain SQL; what has to be computed anew is found without it");
    }

    private Optional<String> named(String name) {
        return known.stream()
                .filter(table -> table.name().equalsIgnoreCase(name))
                .sorted()
                .map(TableName::toString)
                .findFirst();
    }
}
