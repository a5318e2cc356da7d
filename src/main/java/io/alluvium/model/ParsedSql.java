package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.AbstractParser;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;
import org.apache.spark.sql.internal.DefaultSqlApiConf$;

/**
 * SQL read by Spark's own grammar, as its parse tree. Spark's plan builder is left out: it knows nothing more that is
 * asked here, and with it come Spark's configuration and log, which cost more than all the parsing.
 */
final class ParsedSql {
    private static final Pattern CONDITION = Pattern.compile("^\\[[A-Z_.]+] ");
    private static final Pattern SQL_STATE = Pattern.compile(" SQLSTATE: \\w+\\s*$");

    private final String sql;
    private final CommonTokenStream tokens;
    private final boolean unclosedComment;

    ParsedSql(String sql) {
        this.sql = sql;
        SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(sql)));
        // The grammar has a token for whatever it does not know: only the parser meets errors.
        lexer.removeErrorListeners();
        tokens = new CommonTokenStream(lexer);
        tokens.fill();
        unclosedComment = lexer.has_unclosed_bracketed_comment;
    }

    /** The tokens that count: no blanks, no comments, no end. */
    List<Token> words() {
        return tokens.getTokens().stream()
                .filter(token -> token.getChannel() == Token.DEFAULT_CHANNEL && token.getType() != Token.EOF)
                .toList();
    }

    /** The text with blanks in place of the semicolons at its end. */
    String withoutClosingSemicolon() {
        StringBuilder text = new StringBuilder(sql);
        List<Token> words = words();
        for (int i = words.size() - 1; i >= 0 && words.get(i).getType() == SqlBaseParser.SEMICOLON; i--) {
            // Spark counts code points.
            text.setCharAt(sql.offsetByCodePoints(0, words.get(i).getStartIndex()), ' ');
        }
        return text.toString();
    }

    /**
     * Parses the text by a rule of the grammar.
     *
     * @param place from the line within the text to the place of an error
     */
    <T extends ParserRuleContext> Optional<T> tree(
            Function<SqlBaseParser, T> rule, Function<Integer, Place> place, List<Problem> problems) {
        if (unclosedComment) {
            Token comment = tokens.get(tokens.size() - 2);
            problems.add(Problem.of(ErrorCode.SQL_SYNTAX, "a block comment is not closed")
                    .at(place.apply(comment.getLine()))
                    .marking("/*")
                    .because("Spark nests block comments: each /* needs its own */"));
            return Optional.empty();
        }
        SqlBaseParser parser = new SqlBaseParser(tokens);
        AbstractParser.configureParser(parser, sql, tokens, DefaultSqlApiConf$.MODULE$);
        parser.removeErrorListeners();
        parser.addErrorListener(new SyntaxListener(place));
        try {
            return Optional.of(parse(parser, rule));
        } catch (AlluviumException e) {
            problems.addAll(e.problems());
        } catch (ParseException e) {
            problems.add(refused(e, place));
        } catch (StackOverflowError e) {
            problems.add(Problem.of(ErrorCode.SQL_SYNTAX, "the SQL is nested too deeply")
                    .at(place.apply(1)));
        }
        return Optional.empty();
    }

    /** Declares what Scala throws without declaring it. */
    private <T> T parse(SqlBaseParser parser, Function<SqlBaseParser, T> rule) throws ParseException {
        return AbstractParser.executeWithTwoStageStrategy(parser, tokens, rule::apply);
    }

    private static Problem refused(ParseException error, Function<Integer, Place> place) {
        String said = SQL_STATE
                .matcher(CONDITION.matcher(error.message()).replaceFirst(""))
                .replaceFirst("")
                .strip();
        int line = error.start().line().isDefined()
                ? (Integer) error.start().line().get()
                : 1;
        Problem problem = Problem.of(
                        ErrorCode.SQL_SYNTAX,
                        lowerFirst(said.lines().findFirst().orElse("not SQL")))
                .at(place.apply(line));
        int from = said.indexOf('\'');
        int to = said.indexOf('\'', from + 1);
        return from >= 0 && to > from ? problem.marking(said.substring(from + 1, to)) : problem;
    }

    private static String lowerFirst(String sentence) {
        return sentence.isEmpty()
                ? sentence
                : Character.toLowerCase(sentence.charAt(0))
                        + sentence.substring(1).replaceFirst("\\.$", "");
    }
}
