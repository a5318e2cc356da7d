package io.alluvium.spark.grammar;

import java.util.List;
import java.util.Set;

/**
 * One thing that SQL mentions, and where.
 *
 * @param line of its first word, from 1
 * @param word its first word
 * @param name of a {@link Kind#TABLE} its parts; of a parameter, a function, a repeated name or a clock that name alone; of
 *     a join by that word its type, in lower case without blanks; else empty
 * @param scope for a table, the names in lower case that WITH gives where it is read
 */
public record Mention(Kind kind, int line, String word, List<String> name, Set<String> scope) {
    /** What can be mentioned. */
    public enum Kind {
        /** The outermost query. */
        QUERY,
        /** A query within a query, that of a WITH too. */
        SUBQUERY,
        /** A table, or a name that WITH gives. */
        TABLE,
        /** A table whose name only running tells. */
        HIDDEN_TABLE,
        /** A name that one WITH gives twice. */
        REPEATED_NAME,
        /** A marker with a name. */
        PARAMETER,
        /** A marker without a name. */
        UNNAMED_PARAMETER,
        /** A function, its name in lower case. */
        FUNCTION,
        /** Some rows of a table, by chance. */
        SAMPLE,
        /** Rows through a program. */
        SCRIPT,
        /** A literal that means the clock of the machine, as {@code date'today'} does. */
        CLOCK,
        /** Settings for reading a table. */
        OPTIONS,
        /** A version of a table. */
        VERSION,
        /** A table's changes, or a table as a stream. */
        CHANGES,
        /** Rows in an order, or some of them. */
        ORDER_OR_LIMIT,
        /** Rows of several tables side by side. */
        JOIN,
        /** Queries one after the other or against each other. */
        SET_OPERATION,
        /** Groups, or a condition on groups. */
        GROUPING,
        /** Equal rows once. */
        DISTINCT,
        /** Rows around a row. */
        WINDOW,
        /** Several rows out of one. */
        TABLE_FUNCTION,
        /** A step after a query. */
        PIPE,
        /** Rows as columns, or columns as rows. */
        PIVOT
    }

    public Mention {
        name = List.copyOf(name);
        scope = Set.copyOf(scope);
    }
}
