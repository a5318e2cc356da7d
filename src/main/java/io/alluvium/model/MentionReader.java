package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.SparkLine;
import io.alluvium.spark.SqlFunctions;
import io.alluvium.spark.grammar.Mention;
import io.alluvium.spark.grammar.SqlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Finds the tables, markers and unsteady functions that SQL mentions. It refuses what no model may hold. */
final class MentionReader {
    private static final String NO_CODE = "a query runs no code and reads nothing but the project's tables";

    /** What may stand before the name of a function of Spark's own. */
    private static final Pattern OF_SPARK = Pattern.compile("^(system\\.)?builtin\\.");

    private static final Map<Mention.Kind, Refused> REFUSED = Map.of(
            Mention.Kind.UNNAMED_PARAMETER,
            new Refused(ErrorCode.SQL_SYNTAX, "the marker ? has no value here", "write :name and declare it in vars"),
            Mention.Kind.REPEATED_NAME,
            new Refused(ErrorCode.SQL_SYNTAX, "%s is defined twice in one WITH", "rename one of them"),
            Mention.Kind.VERSION,
            new Refused(
                    ErrorCode.NOT_BUILT_YET,
                    "reading a table AS OF a version is not built yet",
                    "a run reads each table at the version that it pins"),
            Mention.Kind.CHANGES,
            new Refused(ErrorCode.NOT_BUILT_YET, "reading a table's changes is not built yet", "read the table"),
            Mention.Kind.SCRIPT,
            new Refused(ErrorCode.QUERY_NOT_ALLOWED, "TRANSFORM … USING is not allowed in a query", NO_CODE),
            Mention.Kind.OPTIONS,
            new Refused(ErrorCode.QUERY_NOT_ALLOWED, "settings after a table are not allowed in a query", NO_CODE));

    private final Function<Integer, Place> place;
    private final List<Problem> problems;
    private final Set<TableName> known;
    private final Map<TableName, Place> tables = new LinkedHashMap<>();
    private final Set<String> parameters = new LinkedHashSet<>();
    private final List<Problem> unsteady = new ArrayList<>();

    /** @param message with a place for the name, where the mention has one */
    private record Refused(ErrorCode code, String message, String reason) {}

    /**
     * @param place from a line of the parsed text to the place that the user knows
     * @param known tables to propose where one is not known
     */
    MentionReader(Function<Integer, Place> place, Set<TableName> known, List<Problem> problems) {
        this.place = place;
        this.known = known;
        this.problems = problems;
    }

    MentionReader read(SqlTree tree) {
        tree.mentions().forEach(this::note);
        return this;
    }

    /** Every table read, with the first place that reads it, in order of reading. */
    List<Model.Read> tables() {
        return tables.entrySet().stream()
                .map(entry -> new Model.Read(entry.getKey(), entry.getValue()))
                .toList();
    }

    Set<String> parameters() {
        return parameters;
    }

    /** What gives another answer each time; whether that is allowed depends on the strategy. */
    List<Problem> unsteady() {
        return unsteady;
    }

    private void note(Mention mention) {
        Place where = place.apply(mention.line());
        switch (mention.kind()) {
            case TABLE, HIDDEN_TABLE ->
                new TableReference(mention, where, known)
                        .resolve(problems)
                        .ifPresent(table -> tables.putIfAbsent(table, where));
            case PARAMETER -> parameters.addAll(mention.name());
            case FUNCTION -> noteFunction(mention);
            case CLOCK ->
                problems.add(Problem.of(
                                ErrorCode.NON_DETERMINISTIC,
                                mention.name().get(0) + " means the clock of the machine, not the time of the run")
                        .at(where)
                        .marking(mention.word())
                        .because("write current_date or current_timestamp"));
            case SAMPLE -> unsteady(mention, "TABLESAMPLE");
            case UNNAMED_PARAMETER, REPEATED_NAME, VERSION, CHANGES, SCRIPT, OPTIONS ->
                problems.add(refusal(mention, Objects.requireNonNull(REFUSED.get(mention.kind()))));
            case QUERY,
                    SUBQUERY,
                    ORDER_OR_LIMIT,
                    JOIN,
                    SET_OPERATION,
                    GROUPING,
                    DISTINCT,
                    WINDOW,
                    TABLE_FUNCTION,
                    PIPE,
                    PIVOT -> {
                // Any model may hold these; ApplyShape knows which may not.
            }
        }
    }

    private void noteFunction(Mention function) {
        String written = function.name().get(0);
        String name = OF_SPARK.matcher(written).replaceFirst("");
        Optional<SqlFunctions.Sort> sort = SqlFunctions.sort(name);
        if (sort.isEmpty()) {
            problems.add(unknown(function, written));
            return;
        }
        switch (sort.get()) {
            case STEADY, RUN_TIME -> {
                // Any query may call these.
            }
            case UNSTEADY -> unsteady(function, name);
            case FORBIDDEN ->
                problems.add(Problem.of(ErrorCode.QUERY_NOT_ALLOWED, name + " is not allowed in a query")
                        .at(place.apply(function.line()))
                        .marking(function.word())
                        .because(NO_CODE));
        }
    }

    private Problem unknown(Mention function, String name) {
        Optional<SparkLine> later =
                SqlFunctions.laterLine(OF_SPARK.matcher(name).replaceFirst(""));
        if (later.isPresent()) {
            return Problem.of(
                            ErrorCode.QUERY_NOT_ALLOWED,
                            "%s is a function of Spark %s, and this is Spark %s"
                                    .formatted(name, later.get(), SparkLine.built()))
                    .at(place.apply(function.line()))
                    .marking(function.word())
                    .because("take another function, or run on Spark " + later.get() + " or newer");
        }
        boolean hidden = name.startsWith("identifier(");
        return Problem.of(
                        ErrorCode.QUERY_NOT_ALLOWED,
                        hidden ? "IDENTIFIER hides which function is called" : "there is no function " + name)
                .at(place.apply(function.line()))
                .marking(function.word())
                .because("Spark's own functions can be called, and no others")
                .didYouMean(hidden ? Optional.empty() : DidYouMean.among(SqlFunctions.names(), name));
    }

    private void unsteady(Mention mention, String what) {
        unsteady.add(Problem.of(ErrorCode.NON_DETERMINISTIC, what + " gives another answer each time")
                .at(place.apply(mention.line()))
                .marking(mention.word())
                .because("allowed only with strategy = full"));
    }

    private Problem refusal(Mention mention, Refused refused) {
        return Problem.of(
                        refused.code(),
                        refused.message().formatted(mention.name().toArray()))
                .at(place.apply(mention.line()))
                .marking(mention.word())
                .because(refused.reason());
    }
}
