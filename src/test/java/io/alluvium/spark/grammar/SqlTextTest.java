package io.alluvium.spark.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.spark.SparkLine;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.apache.spark.sql.catalyst.parser.AbstractParser;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;
import org.apache.spark.sql.internal.DefaultSqlApiConf$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTextTest {
    /** Rules of Spark's grammar that this line of Spark has under another name. */
    private static final Map<SparkLine, Set<String>> OF_OTHER_LINES = Map.of(
            SparkLine.V4_0,
            Set.of(
                    "ChangelogTableName",
                    "StreamRelation",
                    "PositionalParameterMarkerRule",
                    "TableFunctionCall",
                    "NamedParameterMarker"),
            SparkLine.V4_1,
            Set.of("ChangelogTableName", "TableFunctionCall"),
            SparkLine.V4_2,
            Set.of("FunctionTable"));

    @Test
    void everyRuleThatIsToldByNameIsOneOfTheGrammar() {
        Set<String> rules = new TreeSet<>();
        Arrays.stream(SqlBaseParser.class.getClasses())
                .map(Class::getSimpleName)
                .forEach(name -> rules.add(name.replaceFirst("Context$", "")));
        Set<String> told = new TreeSet<>(Constructs.BY_RULE.keySet());
        told.addAll(Constructs.MARKERS);
        Set<String> others = OF_OTHER_LINES.get(SparkLine.built());
        told.removeAll(others);

        assertThat(rules).containsAll(told).doesNotContainAnyElementsOf(others);
    }

    /** Called by name, because Spark 4.0 has it only within another method; there no switch is on by default. */
    @Test
    void theGrammarIsSwitchedAsSparkSwitchesIt() throws ReflectiveOperationException {
        SqlBaseParser sparks = parser();
        Optional<Method> configure = Arrays.stream(AbstractParser.class.getMethods())
                .filter(method -> method.getName().equals("configureParser"))
                .findFirst();
        assertThat(configure.isPresent()).isEqualTo(SparkLine.built() != SparkLine.V4_0);
        if (configure.isPresent()) {
            configure.get().invoke(null, sparks, "", sparks.getTokenStream(), DefaultSqlApiConf$.MODULE$);
        }
        SqlBaseParser ours = parser();
        GrammarSwitches.setIn(ours);

        assertThat(switches(ours)).isEqualTo(switches(sparks));
        assertThat(switches(ours).containsValue(true)).isEqualTo(configure.isPresent());
    }

    private static SqlBaseParser parser() {
        return new SqlBaseParser(
                new CommonTokenStream(new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString("")))));
    }

    private static Map<String, Boolean> switches(SqlBaseParser parser) throws IllegalAccessException {
        Map<String, Boolean> switches = new TreeMap<>();
        for (Field field : SqlBaseParser.class.getFields()) {
            if (field.getType() == boolean.class) {
                switches.put(field.getName(), field.getBoolean(parser));
            }
        }
        return switches;
    }

    @ParameterizedTest
    @CsvSource(delimiterString = "=>", textBlock = """
            select a from raw.t                              => QUERY, TABLE
            select a, rand() from `raw`.`t` where a = :x     => QUERY, FUNCTION, TABLE, PARAMETER
            select ? from raw.t                              => QUERY, UNNAMED_PARAMETER, TABLE
            with c as (select 1) select * from c             => QUERY, SUBQUERY, TABLE
            with c as (select 1), c as (select 2) select 3   => QUERY, SUBQUERY, SUBQUERY, REPEATED_NAME
            select a from identifier('raw.t')                => QUERY, HIDDEN_TABLE
            select a from raw.t, raw.u                       => QUERY, JOIN, TABLE, TABLE
            select a from raw.t join raw.u using (a)         => QUERY, TABLE, JOIN, TABLE
            select a from raw.t order by a limit 1           => QUERY, TABLE, ORDER_OR_LIMIT
            select distinct a from raw.t                     => QUERY, DISTINCT, TABLE
            select count(distinct a) from raw.t              => QUERY, FUNCTION, TABLE
            select a from raw.t group by a having true       => QUERY, TABLE, GROUPING, GROUPING
            select a from raw.t union select b from raw.u    => QUERY, SET_OPERATION, TABLE, TABLE
            select sum(a) over (order by b) from raw.t       => QUERY, FUNCTION, WINDOW, TABLE
            select sum(a) over w from raw.t window w as (order by b) => QUERY, FUNCTION, WINDOW, TABLE, WINDOW
            select a from range(3)                           => QUERY, TABLE_FUNCTION, FUNCTION
            select a from raw.t lateral view explode(b) x    => QUERY, TABLE, TABLE_FUNCTION
            select a from raw.t tablesample (5 rows)         => QUERY, TABLE, SAMPLE
            select a from raw.t version as of 1              => QUERY, TABLE, VERSION
            select a from raw.t pivot (max(b) for c in (1))  => QUERY, TABLE, PIVOT, FUNCTION
            from raw.t |> where a > 1                        => QUERY, PIPE, TABLE
            select transform (a) using 'cat' from raw.t      => QUERY, SCRIPT, TABLE
            """)
    void aQueryMentionsWhatItHolds(String sql, String kinds) {
        SqlTree tree = new SqlText(sql).statement();

        assertThat(tree.isQuery()).isTrue();
        assertThat(tree.mentions()).extracting(mention -> mention.kind().name()).containsExactly(kinds.split(", "));
    }

    @Test
    void aStreamIsAMentionOfChangesWhereTheGrammarHasIt() {
        SqlText text = new SqlText("select a from stream raw.t");

        if (SparkLine.built() == SparkLine.V4_0) {
            assertThatThrownBy(text::statement).isInstanceOf(SqlSyntaxException.class);
        } else {
            assertThat(text.statement().mentions())
                    .extracting(Mention::kind)
                    .containsExactly(Mention.Kind.QUERY, Mention.Kind.CHANGES);
        }
    }

    @Test
    void aMentionHasItsPlaceItsNameAndWhatWithGivesThere() {
        SqlTree tree = new SqlText("with C as (select 1)\nselect `x`\nfrom `raw`.`T`").statement();

        assertThat(tree.mentions())
                .last()
                .isEqualTo(new Mention(Mention.Kind.TABLE, 3, "`raw`", List.of("raw", "T"), Set.of("c")));
    }

    @Test
    void anExpressionMayHaveANameAndHoldAQuery() {
        SqlTree named = new SqlText("a > 1 as `b`").expression();
        SqlTree asking = new SqlText("a in (select b from raw.t)").expression();

        assertThat(named.alias()).contains("`b`");
        assertThat(named.mentions(Mention.Kind.QUERY)).isFalse();
        assertThat(asking.alias()).isEmpty();
        assertThat(asking.mentions(Mention.Kind.QUERY)).isTrue();
    }

    @Test
    void otherStatementsAreNoQueries() {
        assertThat(new SqlText("drop table raw.t").statement().isQuery()).isFalse();
        assertThat(new SqlText("from raw.t insert into raw.u select *")
                        .statement()
                        .isQuery())
                .isFalse();
    }

    @Test
    void whatTheGrammarRefusesIsToldWithItsLineAndWord() {
        assertThatThrownBy(() -> new SqlText("select a\nfrom raw.t where )").statement())
                .isInstanceOfSatisfying(SqlSyntaxException.class, e -> {
                    assertThat(e).hasMessageStartingWith("syntax error at or near ");
                    assertThat(e.line()).isEqualTo(2);
                    assertThat(e.word()).isPresent();
                    assertThat(e.reason()).isEmpty();
                });
        assertThatThrownBy(() -> new SqlText("select 1\n/* open").statement())
                .isInstanceOfSatisfying(SqlSyntaxException.class, e -> {
                    assertThat(e).hasMessage("a block comment is not closed");
                    assertThat(e.line()).isEqualTo(2);
                    assertThat(e.word()).contains("/*");
                    assertThat(e.reason()).contains("Spark nests block comments: each /* needs its own */");
                });
    }
}
