package io.alluvium.spark.grammar;

import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SparkRecognitionException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the parsing at the first syntax error. Spark's own listener does so too, but also reads Spark's whole catalogue
 * of messages, which takes seconds.
 */
final class SyntaxListener extends BaseErrorListener {
    @Override
    public void syntaxError(
            Recognizer<?, ?> recognizer,
            @Nullable Object offending,
            int line,
            int column,
            String said,
            @Nullable RecognitionException error) {
        String near = said;
        String hint = "";
        if (error instanceof SparkRecognitionException spark) {
            near = spark.messageParameters().getOrElse("error", () -> "?");
            hint = spark.messageParameters().getOrElse("hint", () -> "");
        }
        String word = offending instanceof Token token && token.getType() != Token.EOF ? token.getText() : "";
        throw new SqlSyntaxException("syntax error at or near " + near + hint, line, word, "");
    }
}
