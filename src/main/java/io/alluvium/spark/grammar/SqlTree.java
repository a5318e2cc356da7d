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
 */
public record SqlTree(boolean isQuery, List<Mention> mentions, Optional<String> alias) {
    public SqlTree {
        mentions = List.copyOf(mentions);
    }

    static SqlTree of(SqlBaseParser.CompoundOrSingleStatementContext statement) {
        boolean isQuery = statement.singleStatement() != null
                && statement.singleStatement().statement() instanceof SqlBaseParser.StatementDefaultContext;
        return new SqlTree(isQuery, new TreeWalk().mentions(statement), Optional.empty());
    }

    static SqlTree of(SqlBaseParser.NamedExpressionContext expression) {
        boolean isNamed = expression.name != null || expression.identifierList() != null;
        return new SqlTree(
                false,
                new TreeWalk().mentions(expression),
                isNamed ? Optional.of(expression.getStop().getText()) : Optional.empty());
    }

    /** Whether anything of a kind is mentioned. */
    public boolean mentions(Mention.Kind kind) {
        return mentions.stream().anyMatch(mention -> mention.kind() == kind);
    }
}
