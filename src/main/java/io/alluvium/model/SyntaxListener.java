package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.function.Function;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SparkRecognitionException;
import org.jspecify.annotations.Nullable;

/**
 * Ends the parsing at the first syntax error, as Spark's own listener does; that one also reads Spark's whole catalogue
 * of messages, which takes seconds.
 */
final class SyntaxListener extends BaseErrorListener {
    private final Function<Integer, Place> place;

    SyntaxListener(Function<Integer, Place> place) {
        this.place = place;
    }

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
        Problem problem = Problem.of(ErrorCode.SQL_SYNTAX, "syntax error at or near " + near + hint)
                .at(place.apply(line));
        if (offending instanceof Token token && token.getType() != Token.EOF) {
            problem = problem.marking(token.getText());
        }
        throw problem.asException();
    }
}
