package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.SqlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says which columns a table can keep: by their names, and by their types. */
public final class ColumnRules {
    private static final String UNKEPT = " ,;{}()\n\t=";

    private ColumnRules() {}

    /** Whether Delta keeps a column of this name. */
    public static boolean isKept(String name) {
        return name.chars().noneMatch(letter -> UNKEPT.indexOf(letter) >= 0);
    }

    /** A column that has no name of its own, so that Spark names it after its whole expression. */
    public static Problem unnamed(String text, Place place) {
        return Problem.of(ErrorCode.BAD_NAME, "a column has no name: " + text)
                .at(place)
                .marking(text)
                .because("no table keeps a name with blanks or parentheses")
                .fixedBy(text + " as some_name");
    }

    /** @param name that {@link #isKept} refuses */
    public static Problem badName(String name, Place place) {
        return Problem.of(ErrorCode.BAD_NAME, "no table keeps a column named \"" + name + "\"")
                .at(place)
                .marking(name)
                .because("a name holds no blank and none of , ; { } ( ) =")
                .fixedBy("… as " + name.strip().replaceAll("[ ,;{}()\n\t=]+", "_"));
    }

    /** @param name as the second of them is written */
    public static Problem twice(String name, Place place) {
        return Problem.of(ErrorCode.BAD_NAME, "two columns are named " + name)
                .at(place)
                .marking(name)
                .because("letter case does not tell columns apart")
                .fixedBy("give one of them another name: … as other_" + name.toLowerCase(Locale.ROOT));
    }

    /**
     * A column of a type that no table keeps.
     *
     * @param name of the column, or the way to the part of it that has the type
     * @param type in Spark's words
     */
    public static Problem badType(String name, String type, Place place) {
        if (type.equals("VOID")) {
            return Problem.of(ErrorCode.MODEL_ANALYSIS, "column " + name + " has no type")
                    .at(place)
                    .marking(name)
                    .because("it is null in every row")
                    .fixedBy("say which: cast(null as string)");
        }
        return Problem.of(ErrorCode.MODEL_ANALYSIS, "column " + name + " is of type " + type + ", which no table keeps")
                .at(place)
                .marking(name)
                .because("numbers, texts, dates and timestamps are kept")
                .fixedBy(
                        type.startsWith("INTERVAL")
                                ? "give it as a number, for example datediff(…), or as text: cast(… as string)"
                                : "give it as text: cast(… as string)");
    }

    /** What the text alone shows to be refused. */
    static List<Problem> problems(String file, List<SqlTree.Output> columns) {
        List<Problem> problems = new ArrayList<>();
        Map<String, SqlTree.Output> seen = new HashMap<>();
        for (SqlTree.Output column : columns) {
            Place place = new Place(file, column.line());
            if (column.kind() == SqlTree.Output.Kind.UNNAMED) {
                problems.add(unnamed(column.text(), place));
            } else if (column.kind() == SqlTree.Output.Kind.NAMED) {
                boolean isFirst = seen.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column) == null;
                if (!isFirst) {
                    problems.add(twice(column.name(), place));
                } else if (!isKept(column.name())) {
                    problems.add(badName(column.name(), place));
                }
                column.type().ifPresent(type -> problems.add(badType(column.name(), type, place)));
            }
        }
        return problems;
    }
}
