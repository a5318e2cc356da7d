package io.alluvium.spark.grammar;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.trees.Origin;
import org.apache.spark.sql.types.StructType;

/** Columns as Spark's DDL writes them: {@code id bigint, name string}. */
final class ColumnsText {
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private ColumnsText() {}

    /** @throws SqlSyntaxException with the word at which Spark's grammar or its list of types refuses the text */
    static StructType parse(String ddl) {
        try {
            return parsed(ddl);
        } catch (ParseException e) {
            SqlSyntaxException refused = SqlText.refused(e);
            Origin origin = e.start();
            int line = origin.line().isDefined() ? (Integer) origin.line().get() : 1;
            int column = origin.startPosition().isDefined()
                    ? (Integer) origin.startPosition().get()
                    : 0;
            return thrown(String.valueOf(refused.getMessage()), ddl, line, column);
        } catch (AnalysisException | ArithmeticException e) {
            // Types that the grammar knows and nobody has: the digits of decimals are looked at later.
            String said = SqlText.said(String.valueOf(e.getMessage()));
            Matcher number = NUMBER.matcher(said);
            int at = number.find() ? ddl.indexOf(number.group()) : -1;
            int line = (int) ddl.substring(0, Math.max(at, 0)).chars().filter(c -> c == '\n').count() + 1;
            return thrown(said, ddl, line, Math.max(at, 0) - (ddl.lastIndexOf('\n', Math.max(at, 0)) + 1));
        }
    }

    /** Declares what Scala throws without declaring it. */
    private static StructType parsed(String ddl) throws AnalysisException {
        return CatalystSqlParser$.MODULE$.parseTableSchema(ddl);
    }

    private static StructType thrown(String message, String ddl, int line, int column) {
        String written = ddl.lines().skip(line - 1L).findFirst().orElse("");
        String rest = written.substring(Math.min(column, written.length())).strip();
        String word = rest.split("[\\s,)]", 2)[0];
        throw new SqlSyntaxException(
                message, line, word, "at character " + (column + 1) + (line > 1 ? " of line " + line : ""));
    }
}
