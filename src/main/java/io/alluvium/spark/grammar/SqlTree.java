package io.alluvium.spark.grammar;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;

/**
 * A statement or an expression that Spark's grammar accepts.
 *
 * @param isQuery whether it is one query, and neither another statement nor an expression
 * @param mentions all that it mentions, in the order of the text
 * @param alias the last word of the name that an expression gives to its value
 * @param outputs the items of the SELECT list that gives a query its columns; empty where they come from elsewhere
 */
public record SqlTree(boolean isQuery, List<Mention> mentions, Optional<String> alias, List<Output> outputs) {
    public SqlTree {
        mentions = List.copyOf(mentions);
        outputs = List.copyOf(outputs);
    }

    static SqlTree of(SqlBaseParser.CompoundOrSingleStatementContext statement) {
        Optional<SqlBaseParser.QueryContext> query = Optional.ofNullable(statement.singleStatement())
                .map(SqlBaseParser.SingleStatementContext::statement)
                .filter(SqlBaseParser.StatementDefaultContext.class::isInstance)
                .map(only -> ((SqlBaseParser.StatementDefaultContext) only).query());
        return new SqlTree(
                query.isPresent(),
                new TreeWalk().mentions(statement),
                Optional.empty(),
                query.map(SelectList::of).orElse(List.of()));
    }

    static SqlTree of(SqlBaseParser.NamedExpressionContext expression) {
        boolean isNamed = expression.name != null || expression.identifierList() != null;
        return new SqlTree(
                false,
                new TreeWalk().mentions(expression),
                isNamed ? Optional.of(expression.getStop().getText()) : Optional.empty(),
                List.of());
    }

    /** Whether anything of a kind is mentioned. */
    public boolean mentions(Mention.Kind kind) {
        return mentions.stream().anyMatch(mention -> mention.kind() == kind);
    }

    /**
     * One item of a query's SELECT list, as far as the text alone tells.
     *
     * @param name of {@link Kind#NAMED}; else empty
     * @param text the first line of the item, as it is written
     * @param line of its first word, from 1
     * @param type of the value where the text shows it to be one that no table keeps: {@code VOID}, {@code INTERVAL} or
     *     {@code TIME}
     */
    public record Output(Kind kind, String name, String text, int line, Optional<String> type) {
        /** What the text tells of the columns that an item gives. */
        public enum Kind {
            /** One column of this name. */
            NAMED,
            /** One column that Spark names after the whole expression, with its blanks and parentheses. */
            UNNAMED,
            /** Columns whose names only the tables tell. */
            OPEN
        }
    }
}
