package io.alluvium.spark.query;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/**
 * Why Spark does not take a query.
 *
 * @param message one line, as Spark says it to people
 * @param line of the SQL, from 1; 0 where Spark does not tell
 * @param column the column that is not there, as Spark quotes it; for {@link Kind#UNKNOWN_COLUMN}
 * @param proposal a column that is there and may have been meant
 */
public record Refusal(Kind kind, String message, int line, Optional<String> column, Optional<String> proposal) {
    /** What is wrong. */
    public enum Kind {
        /** The text is no SQL. */
        SYNTAX,
        /** No such table. */
        UNKNOWN_TABLE,
        /** No such column in the tables that are read. */
        UNKNOWN_COLUMN,
        /** Something else. */
        OTHER
    }

    public static Refusal of(AnalysisException refused) {
        Map<String, String> words = refused.getMessageParameters();
        return new Refusal(
                kind(refused),
                oneLine(refused),
                refused.line().isDefined() ? (Integer) refused.line().get() : 0,
                Optional.ofNullable(words.get("objectName")),
                Optional.ofNullable(words.get("proposal"))
                        .map(proposals ->
                                proposals.split(",", 2)[0].replace("`", "").strip()));
    }

    /** Without what Spark adds for machines, and without the place, which is one in the parsed text. */
    private static String oneLine(AnalysisException refused) {
        return refused.getSimpleMessage()
                .strip()
                .split("\n", 2)[0]
                .replaceFirst("^\\[[A-Z0-9_.]+] *", "")
                .replaceFirst(" *SQLSTATE: \\w+", "")
                .replaceFirst(";? line \\d+ pos \\d+;?$", "")
                .strip();
    }

    /** What Spark calls the innermost error that it has a name for; empty where it has none. */
    public static Optional<String> condition(Throwable raised) {
        Optional<String> found = Optional.empty();
        for (Throwable cause = raised; cause != null; cause = cause.getCause()) {
            if (cause instanceof SparkThrowable spark && spark.getCondition() != null) {
                found = Optional.of(spark.getCondition());
            }
        }
        return found;
    }

    private static Kind kind(AnalysisException refused) {
        String condition = Optional.ofNullable(refused.getCondition()).orElse("");
        if (refused instanceof ParseException) {
            return Kind.SYNTAX;
        }
        if (condition.startsWith("TABLE_OR_VIEW_NOT_FOUND")) {
            return Kind.UNKNOWN_TABLE;
        }
        return condition.startsWith("UNRESOLVED_COLUMN") ? Kind.UNKNOWN_COLUMN : Kind.OTHER;
    }
}
