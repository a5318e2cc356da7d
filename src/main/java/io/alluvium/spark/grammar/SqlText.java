package io.alluvium.spark.grammar;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.PostProcessor$;
import org.apache.spark.sql.catalyst.parser.SparkParserBailErrorStrategy;
import org.apache.spark.sql.catalyst.parser.SparkParserErrorStrategy;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;
import org.apache.spark.sql.types.StructType;

/**
 * A text of SQL, read by Spark's own grammar. Spark's plan builder is left out: it knows nothing more that is asked
 * here, and with it come Spark's configuration and log, which cost more than all the parsing.
 */
public final class SqlText {
    private static final Pattern CONDITION = Pattern.compile("^\\[[A-Z_.]+] ");
    private static final Pattern SQL_STATE = Pattern.compile(" SQLSTATE: \\w+\\s*$");
    private static final Set<Integer> QUERY_STARTS = Set.of(
            SqlBaseParser.SELECT,
            SqlBaseParser.WITH,
            SqlBaseParser.VALUES,
            SqlBaseParser.FROM,
            SqlBaseParser.TABLE,
            SqlBaseParser.MAP,
            SqlBaseParser.REDUCE,
            SqlBaseParser.LEFT_PAREN);

    private final String sql;
    private final CommonTokenStream tokens;
    private final boolean unclosedComment;

    public SqlText(String sql) {
        this.sql = sql;
        SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(sql)));
        // The grammar has a token for whatever it does not know: only the parser meets errors.
        lexer.removeErrorListeners();
        tokens = new CommonTokenStream(lexer);
        tokens.fill();
        unclosedComment = lexer.has_unclosed_bracketed_comment;
    }

    /**
     * Columns as Spark's DDL writes them: {@code id bigint, name string}.
     *
     * @throws SqlSyntaxException with the word at which Spark's grammar or its list of types refuses the text
     */
    public static StructType columns(String ddl) {
        return ColumnsText.parse(ddl);
    }

    /** The words of the text, in order; no comments. */
    public List<Word> words() {
        return tokensThatCount().stream().map(this::word).toList();
    }

    /** The block comments of the text, in order. */
    public List<Word> comments() {
        return tokens.getTokens().stream()
                .filter(token -> token.getType() == SqlBaseParser.BRACKETED_COMMENT)
                .map(this::word)
                .toList();
    }

    private Word word(Token token) {
        return new Word(token.getText(), token.getLine(), begin(token), sort(token));
    }

    /** Spark counts code points. */
    private int begin(Token token) {
        return sql.offsetByCodePoints(0, token.getStartIndex());
    }

    /** The text with blanks in place of the semicolons at its end. */
    public String withoutClosingSemicolon() {
        StringBuilder text = new StringBuilder(sql);
        List<Token> words = tokensThatCount();
        for (int i = words.size() - 1; i >= 0 && words.get(i).getType() == SqlBaseParser.SEMICOLON; i--) {
            text.setCharAt(begin(words.get(i)), ' ');
        }
        return text.toString();
    }

    /**
     * The text as a statement.
     *
     * @throws SqlSyntaxException where it is none
     */
    public SqlTree statement() {
        return SqlTree.of(parsed(SqlBaseParser::compoundOrSingleStatement));
    }

    /**
     * The text as an expression, which may have a name.
     *
     * @throws SqlSyntaxException where it is none
     */
    public SqlTree expression() {
        return SqlTree.of(parsed(SqlBaseParser::singleExpression).namedExpression());
    }

    private List<Token> tokensThatCount() {
        return tokens.getTokens().stream()
                .filter(token -> token.getChannel() == Token.DEFAULT_CHANNEL && token.getType() != Token.EOF)
                .toList();
    }

    private static Word.Sort sort(Token token) {
        if (QUERY_STARTS.contains(token.getType())) {
            return Word.Sort.QUERY_START;
        }
        return switch (token.getType()) {
            case SqlBaseParser.SEMICOLON -> Word.Sort.SEMICOLON;
            case SqlBaseParser.IDENTIFIER -> Word.Sort.IDENTIFIER;
            case SqlBaseParser.DOUBLEQUOTED_STRING -> Word.Sort.DOUBLE_QUOTED;
            case SqlBaseParser.BRACKETED_COMMENT -> Word.Sort.COMMENT;
            default -> Word.Sort.OTHER;
        };
    }

    private <T> T parsed(Function<SqlBaseParser, T> rule) {
        if (unclosedComment) {
            Token comment = tokens.get(tokens.size() - 2);
            throw new SqlSyntaxException(
                    "a block comment is not closed",
                    comment.getLine(),
                    "/*",
                    "Spark nests block comments: each /* needs its own */");
        }
        SqlBaseParser parser = new SqlBaseParser(tokens);
        parser.addParseListener(PostProcessor$.MODULE$);
        parser.removeErrorListeners();
        parser.addErrorListener(new SyntaxListener());
        GrammarSwitches.setIn(parser);
        try {
            return parsed(parser, rule);
        } catch (ParseException e) {
            throw refused(e);
        } catch (StackOverflowError e) {
            throw new SqlSyntaxException("the SQL is nested too deeply", 1, "", "");
        }
    }

    /**
     * First by the quick way of the parser, then, where that finds nothing, by the thorough one, as Spark does.
     * Declares what Scala throws without declaring it.
     */
    private <T> T parsed(SqlBaseParser parser, Function<SqlBaseParser, T> rule) throws ParseException {
        try {
            parser.setErrorHandler(new SparkParserBailErrorStrategy());
            parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
            return rule.apply(parser);
        } catch (ParseCancellationException e) {
            tokens.seek(0);
            parser.reset();
            parser.setErrorHandler(new SparkParserErrorStrategy());
            parser.getInterpreter().setPredictionMode(PredictionMode.LL);
            return rule.apply(parser);
        }
    }

    static SqlSyntaxException refused(ParseException error) {
        String said = plain(error.message());
        int line = error.start().line().isDefined()
                ? (Integer) error.start().line().get()
                : 1;
        int from = said.indexOf('\'');
        int to = said.indexOf('\'', from + 1);
        return new SqlSyntaxException(
                firstLine(said), line, from >= 0 && to > from ? said.substring(from + 1, to) : "", "");
    }

    /** What Spark says, in a line, without its names of errors. */
    static String said(String message) {
        return firstLine(plain(message));
    }

    private static String plain(String message) {
        return SQL_STATE
                .matcher(CONDITION.matcher(message).replaceFirst(""))
                .replaceFirst("")
                .strip();
    }

    private static String firstLine(String said) {
        return lowerFirst(said.lines().findFirst().orElse("not SQL"));
    }

    private static String lowerFirst(String sentence) {
        return sentence.isEmpty()
                ? sentence
                : Character.toLowerCase(sentence.charAt(0))
                        + sentence.substring(1).replaceFirst("\\.$", "");
    }
}
