package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.Mention;
import io.alluvium.spark.grammar.SqlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Finds the tables, markers and unsteady functions that SQL mentions. It refuses what no model may hold. */
final class MentionReader {
    private static final Set<String> UNSTEADY = Set.of(
            "rand",
            "random",
            "randn",
            "randstr",
            "uniform",
            "uuid",
            "shuffle",
            "monotonically_increasing_id",
            "spark_partition_id",
            "input_file_name",
            "input_file_block_start",
            "input_file_block_length",
            "reflect",
            "try_reflect",
            "java_method");

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
            new Refused(ErrorCode.NOT_BUILT_YET, "reading a table's changes is not built yet", "read the table"));

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
            case SAMPLE -> unsteady(mention, "TABLESAMPLE");
            case SCRIPT -> unsteady(mention, "TRANSFORM … USING");
            case UNNAMED_PARAMETER, REPEATED_NAME, VERSION, CHANGES ->
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
        String name = function.name().get(0);
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (UNSTEADY.contains(last)) {
            unsteady(function, last);
        }
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
