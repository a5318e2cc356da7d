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
            String said = String.valueOf(refused.getMessage());
            return line == 1 && column == 0 ? atItsNumber(said, ddl) : thrown(said, ddl, line, column);
        } catch (AnalysisException | ArithmeticException e) {
            return atItsNumber(SqlText.said(String.valueOf(e.getMessage())), ddl);
        }
    }

    /** The digits of decimals are looked at behind the grammar, which says no place then: their number is the place. */
    private static StructType atItsNumber(String said, String ddl) {
        Matcher number = NUMBER.matcher(said);
        int at = 0;
        if (number.find()) {
            Matcher written = Pattern.compile("\\b" + number.group() + "\\b").matcher(ddl);
            at = written.find() ? written.start() : 0;
        }
        int line = (int) ddl.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        return thrown(said, ddl, line, at - (ddl.lastIndexOf('\n', at - 1) + 1));
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
