package io.alluvium.model;

import static io.alluvium.config.TestProject.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.alluvium.config.TestProject;
import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.spark.SparkLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReaderTest {
    @TempDir
    Path directory;

    private TestProject project;

    @BeforeEach
    void newProject() {
        project = new TestProject(directory).conf("""
                project = shop
                sources { s { type = postgres, host = h, database = d, user = u, tables {
                  orders { from = orders, key = order_id }
                } } }
                """);
    }

    private List<Model> read() {
        return project.models();
    }

    private Model model(String sql) {
        project.file("curated/m.sql", sql);
        return read().get(0);
    }

    private List<String> reads(String sql) {
        return model(sql).reads().stream()
                .map(read -> read.table() + ":" + read.place().line())
                .toList();
    }

    private List<Problem> problems() {
        return catchThrowableOfType(AlluviumException.class, this::read).problems();
    }

    private List<String> problems(String sql) {
        project.file("curated/m.sql", sql);
        return problems().stream().map(TestProject::line).toList();
    }

    private static final String FULL_FRONT = """
            /*---
            description = "Current state of every order"
            strategy    = apply
            key         = [order_id]
            sequence_by = [updated_at]
            apply_as_delete_when = "_op = 'd' or total < :floor"
            stored_as = scd1
            strict = false
            columns { net_total = "EUR, after discount", a = "first" }
            expect {
              id_known { not_null = [order_id], else = fail }
              total_ok { that = "net_total >= :min_total", else = warn }
              once     { unique = order_id }
            }
            ---*/
            select order_id, total - discount as net_total
            from raw.orders;
            """;

    @Test
    void theModelOfTheDesignIsRead() {
        Model model = model(FULL_FRONT);
        assertThat(model.name()).hasToString("curated.m");
        assertThat(model.place()).isEqualTo(new Place("curated/m.sql", 0));
        assertThat(model.description()).contains("Current state of every order");
        assertThat(model.strategy()).isInstanceOf(Strategy.Apply.class);
        assertThat(model.key()).containsExactly("order_id");
        assertThat(model.sequenceBy()).containsExactly("updated_at");
        assertThat(model.deleteWhen()).contains("_op = 'd' or total < :floor");
        assertThat(model.columns())
                .containsExactly(Map.entry("net_total", "EUR, after discount"), Map.entry("a", "first"));
        assertThat(model.expectations())
                .containsExactly(
                        new Expectation.NotNull("id_known", place(11), Expectation.Severity.FAIL, List.of("order_id")),
                        new Expectation.That(
                                "total_ok", place(12), Expectation.Severity.WARN, "net_total >= :min_total"),
                        new Expectation.Unique("once", place(13), Expectation.Severity.FAIL, List.of("order_id")));
        assertThat(model.reads()).containsExactly(new Model.Read(table("raw.orders"), place(17)));
        assertThat(model.parameters()).containsExactlyInAnyOrder("floor", "min_total");
    }

    @Test
    void aModelWithoutFrontMatterHasDefaults() {
        Model model = model("select 1 as a");
        assertThat(model)
                .isEqualTo(new Model(
                        table("curated.m"),
                        new Place("curated/m.sql", 0),
                        "select 1 as a",
                        new Strategy.Auto(),
                        List.of(),
                        java.util.Optional.empty(),
                        Map.of(),
                        List.of(),
                        List.of(),
                        java.util.Set.of()));
    }

    @Test
    void theSqlKeepsTheLinesOfTheFileAndLosesItsSemicolon() {
        assertThat(model("/*---\nkey = a\n---*/ select '\uD83D\uDE00' as a -- done;\n;;\n-- bye")
                        .sql())
                .isEqualTo("     \n       \n      select '\uD83D\uDE00' as a -- done;\n  \n-- bye");
    }

    @Test
    void aByteOrderMarkIsNoSql() {
        assertThat(model("\uFEFF/*---\nkey = a\n---*/select 1 as a").key()).containsExactly("a");
        assertThat(model("\uFEFFselect 1 as a").sql()).isEqualTo(" select 1 as a");
    }

    @Test
    void aDecoratedCommentIsNoFrontMatter() {
        assertThat(model("/*-----------\n  my model\n ------------*/\nselect 1 as a")
                        .description())
                .isEmpty();
    }

    @Test
    void tablesAreFoundWhereverTheyAreRead() {
        assertThat(reads("""
                with a as (select * from raw.one),
                     b as (select * from a join raw.two using (id))
                select (select max(x) from raw.three) as m, b.*
                from b
                left join lateral (select * from raw.four f where f.id = b.id) l on true
                where b.id in (select id from raw.five)
                  and exists (select 1 from raw.six)
                union all
                (select * from (values (1, 2)) v(x, y) intersect table raw.seven)
                order by (select min(x) from raw.eight)
                """))
                .containsExactly(
                        "raw.one:1",
                        "raw.two:2",
                        "raw.three:3",
                        "raw.four:5",
                        "raw.five:6",
                        "raw.six:7",
                        "raw.seven:9",
                        "raw.eight:10");
    }

    @Test
    void aTableIsNamedOnceWithItsFirstPlace() {
        assertThat(reads("select * from raw.one a\njoin raw.one b on a.x = b.y\ncross join raw.zero"))
                .containsExactly("raw.one:1", "raw.zero:3");
    }

    @Test
    void aWithExpressionNeverHidesATableOfALayer() {
        assertThat(reads("with orders as (select * from raw.orders) select * from orders, curated.orders"))
                .containsExactly("raw.orders:1", "curated.orders:1");
    }

    @Test
    void aWithExpressionSeesOnlyThoseBeforeIt() {
        assertThat(problems("with a as (select * from b),\n b as (select 1 as x)\nselect * from a"))
                .containsExactly("UNKNOWN_TABLE curated/m.sql:1 there is no table b without a layer | write layer.name,"
                        + " the layer being raw, curated or aggregate");
    }

    @Test
    void aWithExpressionDoesNotSeeItself() {
        assertThat(problems("with orders as (select * from orders) select * from orders"))
                .containsExactly("UNKNOWN_TABLE curated/m.sql:1 there is no table orders without a layer | write"
                        + " layer.name, the layer being raw, curated or aggregate | did you mean raw.orders?");
    }

    @Test
    void aRecursiveWithExpressionSeesItself() {
        assertThat(reads("with recursive t as (select id from raw.one union all select id + 1 from t) select * from t"))
                .containsExactly("raw.one:1");
    }

    @Test
    void anInnerWithExpressionEndsWithItsQuery() {
        assertThat(problems("select * from (with a as (select * from raw.one) select * from a) x\njoin a on true"))
                .containsExactly("UNKNOWN_TABLE curated/m.sql:2 there is no table a without a layer | write layer.name,"
                        + " the layer being raw, curated or aggregate");
    }

    @Test
    void anOuterWithExpressionIsSeenInSubqueriesWhateverItsCase() {
        assertThat(reads("with Big as (select * from raw.one)\nselect * from raw.two where id in (select id from BIG)"))
                .containsExactly("raw.one:1", "raw.two:2");
    }

    @Test
    void quotesAndCaseMakeNoDifference() {
        assertThat(reads("select * from `raw`.`orders`, RAW.Orders, bronze.orders, `curated`.x"))
                .containsExactly("raw.orders:1", "curated.x:1");
    }

    @Test
    void commentsAndTextsNameNoTables() {
        assertThat(reads("""
                -- from raw.a
                /* from raw.b /* from raw.c */ */
                select 'from raw.d' as x, "join raw.e" as y
                from raw.f -- raw.g
                """)).containsExactly("raw.f:4");
    }

    @Test
    void pipesHintsAndTableArgumentsAreRead() {
        assertThat(reads("from raw.a |> where x > 1 |> join raw.b using (id) |> select x"))
                .containsExactly("raw.a:1", "raw.b:1");
        assertThat(reads("select /*+ broadcast(b) */ * from raw.a a join raw.b b on a.x = b.x"))
                .containsExactly("raw.a:1", "raw.b:1");
        assertThat(reads("select * from explode(array((select max(x) from raw.a)))"))
                .containsExactly("raw.a:1");
    }

    @Test
    void linesAreThoseOfTheFileBehindFrontMatter() {
        assertThat(reads("/*---\ndescription = x\n\n---*/\nselect *\nfrom raw.one"))
                .containsExactly("raw.one:6");
        assertThat(reads("/*---\r\ndescription = x\r\n---*/\r\nselect *\r\nfrom raw.one"))
                .containsExactly("raw.one:5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            select * from orders             § there is no table orders without a layer
            select * from rwa.orders         § there is no layer rwa
            select * from delta.`/x/y`       § a model reads tables, not paths: delta./x/y
            select * from parquet.`/x/y`     § a model reads tables, not paths: parquet./x/y
            select * from CSV.`/x/y`         § a model reads tables, not paths: CSV./x/y
            select * from spark.raw.orders   § there is no table spark.raw.orders
            select * from raw.`a b`          § there is no table raw.a b
            select * from identifier('raw.orders') § IDENTIFIER hides which table is read
            """)
    void aTableMustBeNamedByLayerAndName(String sql, String message) {
        project.file("curated/m.sql", "select 1\nunion all\n" + sql);
        Problem problem = TestProject.only(problems());
        assertThat(line(problem)).startsWith("UNKNOWN_TABLE curated/m.sql:3 " + message);
    }

    @Test
    void aMisspeltLayerIsProposed() {
        assertThat(problems("select * from rwa.orders")).first().asString().endsWith("did you mean raw.orders?");
    }

    @Test
    void markersAreFoundWhereverTheyStand() {
        assertThat(model("""
                with a as (select cast(:run_time as date) d from raw.x where t > :in_with)
                select :`quoted` as q, case when exists (select 1 from raw.y where z = :in_sub) then 1 end as e
                from a -- :comment
                where s = ':text' and d between date '2020-01-01' and :run_date
                limit :most
                """).parameters())
                .containsExactlyInAnyOrder("run_time", "in_with", "quoted", "in_sub", "run_date", "most");
    }

    @Test
    void aMarkerWithoutNameIsRefused() {
        assertThat(problems("select *\nfrom raw.x where a = ?"))
                .containsExactly(
                        "SQL_SYNTAX curated/m.sql:2 the marker ? has no value here | write :name and declare it"
                                + " in vars");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            select rand() as r from raw.x                    § rand
            select RANDN(7) as r from raw.x                  § randn
            select UUID() as r from raw.x                    § uuid
            select system.builtin.rand() as r from raw.x     § rand
            select * from raw.x order by shuffle(a)          § shuffle
            select monotonically_increasing_id() as r from raw.x  § monotonically_increasing_id
            select input_file_name() as r from raw.x              § input_file_name
            select * from raw.x tablesample (10 percent)     § TABLESAMPLE
            """)
    void whatDiffersEachTimeIsRefusedUnlessFull(String sql, String what) {
        assertThat(problems("\n" + sql))
                .containsExactly("NON_DETERMINISTIC curated/m.sql:2 " + what
                        + " gives another answer each time | allowed only with strategy = full");
        assertThat(model("/*---\nstrategy = full\n---*/\n" + sql).strategy()).isEqualTo(new Strategy.Full());
    }

    @Test
    void currentTimeAndColumnsCalledRandAreFine() {
        assertThat(reads("select current_date as d, now() as n, rand, `uuid` from raw.x"))
                .containsExactly("raw.x:1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            ~~                                       § NOT_ONE_SELECT curated/m.sql the file holds no SELECT
            ~-- nothing~                             § NOT_ONE_SELECT curated/m.sql the file holds no SELECT
            ;                                        § NOT_ONE_SELECT curated/m.sql the file holds no SELECT
            select 1; select 2                       § NOT_ONE_SELECT curated/m.sql:1 a second statement begins here | a model is one SELECT
            insert into raw.x select 1               § NOT_ONE_SELECT curated/m.sql:1 INSERT does not begin a query | a model is one SELECT; Alluvium writes its table
            create table x as select 1               § NOT_ONE_SELECT curated/m.sql:1 CREATE does not begin a query | a model is one SELECT; Alluvium writes its table
            with a as (select 1) insert into b table a § NOT_ONE_SELECT curated/m.sql:1 this statement is not a SELECT | a model is one SELECT; Alluvium writes its table
            begin select 1; end                      § NOT_ONE_SELECT curated/m.sql:1 BEGIN does not begin a query | a model is one SELECT; Alluvium writes its table
            selct 1                                  § SQL_SYNTAX curated/m.sql:1 'selct' does not begin a query | a model is one SELECT; Alluvium writes its table
            select 1 +                               § SQL_SYNTAX curated/m.sql:1 syntax error at or near end of input
            select (1 + 2                            § SQL_SYNTAX curated/m.sql:1 syntax error at or near end of input
            select a from raw.x where > 3            § SQL_SYNTAX curated/m.sql:1 syntax error at or near '>'
            select a-b from raw.x-y                  § SQL_SYNTAX curated/m.sql:1 the unquoted identifier x-y is invalid and must be back quoted as: `x-y`
            with a as (select 1), A as (select 2) table a § SQL_SYNTAX curated/m.sql:1 a is defined twice in one WITH | rename one of them
            select 1 /* open                         § SQL_SYNTAX curated/m.sql:1 a block comment is not closed | Spark nests block comments: each /* needs its own */
            select '${x}'                            § SQL_SYNTAX curated/m.sql:1 ${…} is not replaced in SQL | write :name and declare it under vars in project.conf
            select * from raw.x version as of 3      § NOT_BUILT_YET curated/m.sql:1 reading a table AS OF a version is not built yet | a run reads each table at the version that it pins
            """)
    void whatIsNotOneSelectIsRefused(String sql, String expected) {
        assertThat(problems(sql)).containsExactly(expected);
    }

    @Test
    void onAnOlderLineAnErrorOfSyntaxNamesIt() {
        project.file("curated/m.sql", "select 1 +");

        assertThat(TestProject.only(problems()).label()).isEqualTo(SparkLine.olderGrammar());
    }

    /** Spark 4.0 reads no names after such a one. */
    @Test
    void aHiddenLayerIsRefusedOnEveryLine() {
        assertThat(problems("select * from identifier('raw').orders"))
                .singleElement()
                .asString()
                .startsWith(
                        SparkLine.built() == SparkLine.V4_0
                                ? "SQL_SYNTAX curated/m.sql:1"
                                : "UNKNOWN_TABLE curated/m.sql:1 IDENTIFIER hides which table is read");
    }

    @Test
    void aFunctionOfALaterLineIsRefusedByName() {
        String sql = "select time_to_micros(t) as a from raw.orders";

        if (SparkLine.built() == SparkLine.V4_2) {
            assertThat(reads(sql)).containsExactly("raw.orders:1");
        } else {
            assertThat(problems(sql))
                    .containsExactly(
                            "QUERY_NOT_ALLOWED curated/m.sql:1 time_to_micros is a function of Spark 4.2, and this"
                                    + " is Spark " + SparkLine.built()
                                    + " | take another function, or run on Spark 4.2 or newer");
        }
    }

    @Test
    void aStreamIsRefusedOnEveryLine() {
        assertThat(problems("select * from stream raw.x"))
                .singleElement()
                .satisfies(said -> assertThat(said)
                        .startsWith(
                                SparkLine.built() == SparkLine.V4_0
                                        ? "SQL_SYNTAX curated/m.sql:1"
                                        : "NOT_BUILT_YET curated/m.sql:1 reading a table's changes is not built yet"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            reflect('java.lang.System', 'getenv', 'HOME')             § reflect is not allowed in a query
            `Reflect`('java.lang.System', 'getenv', 'HOME')           § reflect is not allowed in a query
            system.builtin.reflect('java.lang.System', 'getenv', 'x') § reflect is not allowed in a query
            try_reflect('java.lang.System', 'getenv', 'HOME')         § try_reflect is not allowed in a query
            java_method('java.lang.System', 'getenv', 'HOME')         § java_method is not allowed in a query
            from_avro(a, 'x')                                         § from_avro is not allowed in a query
            to_avro(a)                                                § to_avro is not allowed in a query
            schema_of_avro('x')                                       § schema_of_avro is not allowed in a query
            from_protobuf(a, 'm', '/etc/passwd')                      § from_protobuf is not allowed in a query
            to_protobuf(a, 'm', '/etc/passwd')                        § to_protobuf is not allowed in a query
            my_udf(a)                                                 § there is no function my_udf
            main.functions.f(a)                                       § there is no function main.functions.f
            session.f(a)                                              § there is no function session.f
            identifier('reflect')('java.lang.System', 'getenv', 'x')  § IDENTIFIER hides which function is called
            """)
    void codeIsNotRunWhateverTheStrategyNeitherByModelsNorByRules(String call, String message) {
        String full = "/*---\nstrategy = full\n---*/\n";
        assertThat(problems(full + "select " + call + " as x from raw.x"))
                .singleElement()
                .asString()
                .startsWith("QUERY_NOT_ALLOWED curated/m.sql:4 " + message);
        assertThat(problems(full + "select a from (select a, " + call + " as x from raw.x) where x is null"))
                .singleElement()
                .asString()
                .startsWith("QUERY_NOT_ALLOWED curated/m.sql:4 " + message);
        assertThat(problems("/*---\nexpect { r { that = \"" + call + " is null\" } }\n---*/\nselect a from raw.x"))
                .singleElement()
                .asString()
                .startsWith("QUERY_NOT_ALLOWED curated/m.sql:2 " + message);
        assertThat(problems("/*---\nstrategy = apply\napply_as_delete_when = \"" + call
                        + " is null\"\n---*/\nselect a from raw.x"))
                .singleElement()
                .asString()
                .startsWith("QUERY_NOT_ALLOWED curated/m.sql:3 " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            select transform (a) using 'sh -c id' as (b) from raw.x § TRANSFORM … USING is not allowed in a query
            from raw.x map a using 'sh -c id' as (b)                § TRANSFORM … USING is not allowed in a query
            from raw.x reduce a using 'sh -c id' as (b)             § TRANSFORM … USING is not allowed in a query
            select a from raw.x with ('path' = '/etc/passwd')       § settings after a table are not allowed in a query
            select * from read_files('/etc/passwd')                 § there is no function read_files
            select * from python_worker_logs()                      § python_worker_logs is not allowed in a query
            """)
    void rowsComeFromTablesAlone(String sql, String message) {
        assertThat(problems("/*---\nstrategy = full\n---*/\n" + sql))
                .containsExactly("QUERY_NOT_ALLOWED curated/m.sql:4 " + message
                        + (message.startsWith("there is no function")
                                ? " | Spark's own functions can be called, and no others"
                                : " | a query runs no code and reads nothing but the project's tables"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add jar '/tmp/x.jar'",
                "add file '/tmp/x'",
                "create function f as 'x.Y'",
                "set spark.sql.ansi.enabled = false",
                "set variable x = 1",
                "declare variable x int",
                "execute immediate 'select 1'",
                "call system.f()",
                "use delta",
                "load data inpath '/tmp' into table raw.x"
            })
    void aStatementThatIsNoQueryIsNoModel(String sql) {
        assertThat(problems("/*---\nstrategy = full\n---*/\n" + sql))
                .singleElement()
                .asString()
                .startsWith("NOT_ONE_SELECT curated/m.sql:4 ");
    }

    @Test
    void aMisspeltFunctionIsProposed() {
        assertThat(problems("select datedif(a, b) as d from raw.x"))
                .containsExactly(
                        "QUERY_NOT_ALLOWED curated/m.sql:1 there is no function datedif | Spark's own functions"
                                + " can be called, and no others | did you mean datediff?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            date'today'                        § date'today' means the clock of the machine, not the time of the run
            timestamp 'now'                    § timestamp'now' means the clock of the machine, not the time of the run
            timestamp_ntz'Tomorrow'            § timestamp_ntz'Tomorrow' means the clock of the machine, not the time of the run
            """)
    void aLiteralOfTheMachinesClockIsRefused(String literal, String message) {
        assertThat(problems("/*---\nstrategy = full\n---*/\nselect " + literal + " as t"))
                .containsExactly(
                        "NON_DETERMINISTIC curated/m.sql:4 " + message + " | write current_date or current_timestamp");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            select count(*) from raw.x             § BAD_NAME curated/m.sql:1 a column has no name: count(*) | no table keeps a name with blanks or parentheses
            select a + 1 from raw.x                § BAD_NAME curated/m.sql:1 a column has no name: a + 1 | no table keeps a name with blanks or parentheses
            select cast(a + 1 as int) from raw.x   § BAD_NAME curated/m.sql:1 a column has no name: cast(a + 1 as int) | no table keeps a name with blanks or parentheses
            select date'2024-01-01' from raw.x     § BAD_NAME curated/m.sql:1 a column has no name: date'2024-01-01' | no table keeps a name with blanks or parentheses
            select case when a then b end from raw.x § BAD_NAME curated/m.sql:1 a column has no name: case when a then b end | no table keeps a name with blanks or parentheses
            select a.id, b.id from raw.x a, raw.y b § BAD_NAME curated/m.sql:1 two columns are named id | letter case does not tell columns apart
            select id, id + 1 as ID from raw.x     § BAD_NAME curated/m.sql:1 two columns are named ID | letter case does not tell columns apart
            from raw.x select id, `Id`             § BAD_NAME curated/m.sql:1 two columns are named Id | letter case does not tell columns apart
            (select id, x as id from raw.x)        § BAD_NAME curated/m.sql:1 two columns are named id | letter case does not tell columns apart
            select id as `Order ID` from raw.x     § BAD_NAME curated/m.sql:1 no table keeps a column named "Order ID" | a name holds no blank and none of , ; { } ( ) =
            select id as `a=b` from raw.x          § BAD_NAME curated/m.sql:1 no table keeps a column named "a=b" | a name holds no blank and none of , ; { } ( ) =
            select null as nothing from raw.x      § MODEL_ANALYSIS curated/m.sql:1 column nothing has no type | it is null in every row
            select (null) as nothing from raw.x    § MODEL_ANALYSIS curated/m.sql:1 column nothing has no type | it is null in every row
            select array() as a from raw.x         § MODEL_ANALYSIS curated/m.sql:1 column a has no type | it is null in every row
            select map('k', null) as m from raw.x  § MODEL_ANALYSIS curated/m.sql:1 column m has no type | it is null in every row
            select named_struct("x", null) as s    § MODEL_ANALYSIS curated/m.sql:1 column s has no type | it is null in every row
            select struct(a, null as b) as s from raw.x § MODEL_ANALYSIS curated/m.sql:1 column s has no type | it is null in every row
            select time'10:30:00' as t             § MODEL_ANALYSIS curated/m.sql:1 column t is of type TIME, which no table keeps | numbers, texts, dates and timestamps are kept
            select a::time as t from raw.x         § MODEL_ANALYSIS curated/m.sql:1 column t is of type TIME, which no table keeps | numbers, texts, dates and timestamps are kept
            select interval 3 days as i            § MODEL_ANALYSIS curated/m.sql:1 column i is of type INTERVAL, which no table keeps | numbers, texts, dates and timestamps are kept
            select d - date'2024-01-01' as age from raw.x § MODEL_ANALYSIS curated/m.sql:1 column age is of type INTERVAL, which no table keeps | numbers, texts, dates and timestamps are kept
            select cast(a as interval day) as i from raw.x § MODEL_ANALYSIS curated/m.sql:1 column i is of type INTERVAL, which no table keeps | numbers, texts, dates and timestamps are kept
            """)
    void columnsThatNoTableKeepsAreRefused(String sql, String expected) {
        assertThat(problems(sql)).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a, x.b, x.s.c, cast(d as int), e::string, (f), 1, * from raw.x",
                "select explode(a), posexplode(b) as (p, v) from raw.x",
                "select null as a union all select 1",
                "select a[0], m['k'], 'text', x.* from raw.x",
                "select a as größe from (select count(*), null as n, 1 as i, 2 as i from raw.x)",
                "values (1, null)",
                "table raw.x",
                "from raw.x |> select count(*)"
            })
    void columnsThatTheTextDoesNotTellAreLeftToTheAnalysis(String sql) {
        String quoted = sql.replace("größe", "`größe`");
        assertThat(model(quoted).sql()).isEqualTo(quoted);
    }

    @Test
    void aColumnsProblemHasItsOwnLine() {
        assertThat(problems("select a,\n  sum(b) as b,\n  b + 1,\n  null as n\nfrom raw.x"))
                .extracting(problem -> problem.substring(0, problem.indexOf(" |")))
                .containsExactly(
                        "BAD_NAME curated/m.sql:3 a column has no name: b + 1",
                        "MODEL_ANALYSIS curated/m.sql:4 column n has no type");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            key = nope                               § UNKNOWN_COLUMN curated/m.sql:2 the key names a column that the SELECT does not give: nope
            expect { r { not_null = [ammount] } }    § UNKNOWN_COLUMN curated/m.sql:2 the rule r names a column that the SELECT does not give: ammount | did you mean amount?
            expect { r { unique = [id, nope] } }     § UNKNOWN_COLUMN curated/m.sql:2 the rule r names a column that the SELECT does not give: nope
            expect { r { that = "count(*) > 0" } }   § NOT_BUILT_YET curated/m.sql:2 a condition with an aggregate is not built yet | today a condition looks at one row
            expect { r { that = "sum(id) over () > 0" } } § NOT_BUILT_YET curated/m.sql:2 a condition with a window is not built yet | today a condition looks at one row
            """)
    void rulesLookAtColumnsThatAreThere(String line, String expected) {
        assertThat(problems("/*---\n" + line + "\n---*/\nselect ID, amount from raw.x"))
                .containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            select id from {{ ref('Orders') }}           § a tag of dbt's templates, which nothing replaces: {{ ref('Orders') }} | a table is named layer.name | did you mean raw.orders?
            select id from {{source('shop','orders')}}   § a tag of dbt's templates, which nothing replaces: {{source('shop','orders')}} | a table is named layer.name | did you mean raw.orders?
            {{ config(materialized='table') }} select 1  § a tag of dbt's templates, which nothing replaces: {{ config(materialized='table') }} | what a model says of itself stands before its SQL, from /*--- to ---*/
            select id from raw.x {% if is_incremental() %} § a tag of dbt's templates, which nothing replaces: {% if is_incremental() %} | a model is plain SQL; what has to be computed anew is found without it
            select id {# why #} from raw.x               § a tag of dbt's templates, which nothing replaces: {# why #} | a model is plain SQL; what has to be computed anew is found without it
            select id from raw.x where t = '{{ var("tag") }}' § a tag of dbt's templates, which nothing replaces: {{ var("tag") }} | a value is named :tag
            select id from raw.x where t = {{ var('tag') }} § a tag of dbt's templates, which nothing replaces: {{ var('tag') }} | a value is named :tag
            """)
    void tagsOfTemplatesAreNamedAsSuch(String sql, String message) {
        assertThat(problems("\n" + sql)).containsExactly("SQL_SYNTAX curated/m.sql:2 " + message);
    }

    @Test
    void bracesInATextAreNoTemplate() {
        assertThat(model("select '{{name}}' as a, '{\"k\": {}}' as b -- {{ ref('x') }}\n")
                        .reads())
                .isEmpty();
    }

    @Test
    void aNameInDoubleQuotesGetsTheRightQuotes() {
        assertThat(problems("select id as \"Order\" from raw.x"))
                .containsExactly(
                        "SQL_SYNTAX curated/m.sql:1 syntax error at or near '\"Order\"' | Spark quotes names in"
                                + " backquotes: `Order`");
    }

    @Test
    void aSecondStatementIsMarkedWhereItBegins() {
        project.file("curated/m.sql", "select 1 as a; select 2 as b");
        assertThat(TestProject.only(problems()).marked()).contains("select 2 as b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            -- licence¶/*--- strategy = apply ---*/¶select a from raw.x § 2 front matter must be the first thing in the file
            select a from raw.x /*--- strategy = apply ---*/               § 1 front matter must be the first thing in the file
            /*---¶key = a¶---*/¶/*--- strategy = full ---*/ select a from raw.x § 4 front matter stands once in a file
            /*--¶strategy = full¶--*/¶select a from raw.x            § 1 this comment would be ignored, and reads like front matter | front matter opens with /*--- and closes with ---*/
            /* --- strategy = full --- */ select a from raw.x              § 1 this comment would be ignored, and reads like front matter | front matter opens with /*--- and closes with ---*/
            /*----¶expect { r { unique = a } }¶----*/ select a from raw.x § 1 this comment would be ignored, and reads like front matter | front matter opens with /*--- and closes with ---*/
            """)
    void frontMatterThatWouldBeIgnoredIsRefused(String text, String expected) {
        int line = Integer.parseInt(expected.substring(0, 1));
        assertThat(problems(text.replace("¶", "\n")))
                .containsExactly("FRONT_MATTER curated/m.sql:" + line + expected.substring(1));
    }

    @Test
    void frontMatterOnOneLineIsRead() {
        assertThat(model("/*--- key = a ---*/ select a from raw.x").key()).containsExactly("a");
        assertThat(model("-- /*--- key = b ---*/\nselect '/*--- key = c ---*/' as a, b from raw.x")
                        .key())
                .isEmpty();
    }

    @Test
    void aSyntaxErrorHasItsOwnLineAndWord() {
        project.file("curated/m.sql", "/*---\nkey = a\n---*/\nselect a\nfrm raw.x\nwhere");
        Problem problem = TestProject.only(problems());
        assertThat(line(problem)).isEqualTo("SQL_SYNTAX curated/m.sql:5 syntax error at or near 'raw'");
        assertThat(problem.marked()).contains("raw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"select 1 as a", "(select 1 as a)", "values (1)", "with a as (select 1) table a", "SELECT 1;"})
    void everyFormOfQueryIsAModel(String sql) {
        assertThat(model(sql).reads()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            strategy = aply                        § BAD_VALUE curated/m.sql:2 strategy = "aply" is not known | one of auto | full | apply | partition | append | view | did you mean apply?
            valid_to = until                       § FRONT_MATTER curated/m.sql:2 valid_to has no use without strategy = apply | leave it out, or write strategy = apply
            strategy = apply, valid_to = until     § FRONT_MATTER curated/m.sql:2 valid_to has no use without stored_as = scd2 | leave it out, or write stored_as = scd2
            strategy = apply, stored_as = scd3     § BAD_VALUE curated/m.sql:2 stored_as = "scd3" is not known | one of scd1 | scd2 | did you mean scd1?
            strategy = apply, stored_as = scd2, valid_to = a § FRONT_MATTER curated/m.sql:2 the SELECT gives a column a, and so does history | stored_as = scd2 adds the two times of a row
            strategy = apply, stored_as = scd2, valid_from = Valid_To § FRONT_MATTER curated/m.sql:2 valid_from and valid_to are both named valid_to | they are two columns
            strategy = apply, stored_as = scd2, valid_from = "the time" § BAD_NAME curated/m.sql:2 no table keeps a column named "the time" | a name holds no blank and none of , ; { } ( ) =
            strategy = apply, stored_as = scd2, track_history = [b] § UNKNOWN_COLUMN curated/m.sql:2 track_history names a column that the SELECT does not give: b
            strategy = full, strict = true         § FRONT_MATTER curated/m.sql:2 strict has no use without strategy = auto | leave it out, or write strategy = auto
            sequence_by = a                        § FRONT_MATTER curated/m.sql:2 sequence_by has no use without strategy = apply | leave it out, or write strategy = apply
            sequnce_by = a                         § UNKNOWN_KEY curated/m.sql:2 unknown key sequnce_by in the front matter | known: description, strategy, key, sequence_by, apply_as_delete_when, stored_as, track_history, valid_from, valid_to, strict, window_by, window, windows, static, lookback, definition_change, frozen, columns, expect | did you mean sequence_by?
            expect { a { that = "x", unique = y } } § FRONT_MATTER curated/m.sql:2 the rule a holds 2 of that, not_null, unique | expected exactly one
            expect { a { else = fail } }           § FRONT_MATTER curated/m.sql:2 the rule a holds 0 of that, not_null, unique | expected exactly one
            expect { a { that = x, else = quarantine } } § NOT_BUILT_YET curated/m.sql:2 else = quarantine is not built yet | today: warn | fail
            expect { a { row_count = 1 } }         § NOT_BUILT_YET curated/m.sql:2 row_count in a rule of expect is not built yet
            expect { a { that = "x >" } }          § SQL_SYNTAX curated/m.sql:2 syntax error at or near end of input
            expect { a { that = "x > 0 y" } }      § SQL_SYNTAX curated/m.sql:2 a condition has no name: x > 0 y
            expect { a { that = "x in (select y from raw.z)" } } § NOT_BUILT_YET curated/m.sql:2 a condition with a subquery is not built yet | today a condition looks at one row
            expect { a { that = "rand() > x" } }   § NON_DETERMINISTIC curated/m.sql:2 rand gives another answer each time | a condition gives the same answer each time
            columns { a = [b] }                    § WRONG_TYPE curated/m.sql:2 a is a list | expected text
            description = "x                       § FRONT_MATTER curated/m.sql:2 a quote is opened on this line and not closed
            description = "${x}"                   § QUOTED_SUBSTITUTION curated/m.sql:2 ${x} stands inside quotes, where it is not replaced | close the quotes before it
            description = ${x}                     § FRONT_MATTER curated/m.sql:2 a substitution ${…} is not replaced here | write :name in SQL and declare it under vars in project.conf
            description = see http://x             § FRONT_MATTER curated/m.sql:2 outside quotes, // starts a comment and cuts the value short | put the whole value in quotes
            include "x.conf"                       § FRONT_MATTER curated/m.sql:2 nothing can be included here
            description = "a /* b"                 § FRONT_MATTER curated/m.sql:2 front matter must not hold /* | Spark nests block comments: the SQL would never begin
            description = "a" */                   § FRONT_MATTER curated/m.sql:2 front matter must be closed by ---*/
            """)
    void wrongFrontMatterIsRefused(String line, String expected) {
        assertThat(problems("/*---\n" + line + "\n---*/\nselect 1 as a")).containsExactly(expected);
    }

    @Test
    void frontMatterWithoutEndIsRefused() {
        assertThat(problems("/*---\nkey = a\nselect 1 as a"))
                .containsExactly("FRONT_MATTER curated/m.sql:1 front matter must be closed by ---*/");
    }

    @Test
    void frontMatterInTheMiddleIsRefused() {
        assertThat(problems("-- mine\n/*---\nkey = a\n---*/\nselect 1 as a"))
                .containsExactly("FRONT_MATTER curated/m.sql:2 front matter must be the first thing in the file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            select a, sum(b) as b from raw.x group by a          § GROUP BY or HAVING; an aggregate
            select count(*) as n from raw.x                      § an aggregate
            select distinct a from raw.x                    § DISTINCT
            select a, row_number() over (order by b) as n from raw.x § a window
            select a from raw.x limit 3                     § ORDER BY or LIMIT
            select a from raw.x join raw.x y on true        § a join
            select a from raw.x, raw.x y                    § a join
            select a from raw.x union all select a from raw.x § UNION, INTERSECT or EXCEPT
            select a from (select a from raw.x)             § a subquery or WITH
            with x as (select a from raw.x) select a from x § a subquery or WITH
            select a, e from raw.x lateral view explode(b) as e § LATERAL VIEW or a table function
            """)
    void anApplyModelLooksAtOneRow(String sql, String forbidden) {
        assertThat(problems("/*---\nstrategy = apply\n---*/\n" + sql))
                .containsExactlyInAnyOrderElementsOf(java.util.Arrays.stream(forbidden.split("; "))
                        .map(what -> "APPLY_SHAPE curated/m.sql:4 an apply model cannot hold " + what
                                + " | each row is made from one row of one raw table")
                        .toList());
    }

    @Test
    void foldersMayHaveMedallionNames() {
        project.file("silver/a.sql", "select 1").file("gold/b.sql", "select 1").file("other/c.sql", "nothing");
        assertThat(read()).extracting(model -> model.name().toString()).containsExactly("aggregate.b", "curated.a");
    }

    @Test
    void filesInTheWrongPlaceOrWithAWrongNameAreRefused() {
        project.file("curated/Order Lines.sql", "select 1")
                .file("curated/deep/a.sql", "select 1")
                .file("curated/README.md", "x")
                .file("raw/b.sql", "select 1");
        assertThat(problems())
                .extracting(TestProject::line)
                .containsExactly(
                        "BAD_NAME curated/Order Lines.sql Order Lines is not allowed as a name of a table | lower case"
                                + " letters, digits and _, a letter first | did you mean order_lines.sql?",
                        "BAD_NAME curated/deep/a.sql curated/deep/a.sql lies in a folder of a folder | a model's layer"
                                + " is its folder: curated/ or aggregate/",
                        "BAD_NAME raw/b.sql raw/b.sql: a raw table comes from a source, not from SQL");
    }

    @Test
    void theProblemsOfAllFilesAreSaidAtOnce() {
        project.file("curated/a.sql", "selct").file("aggregate/b.sql", "select * from x\nwhere a = ?");
        assertThat(TestProject.codes(problems()))
                .extracting(Enum::name)
                .containsExactly("UNKNOWN_TABLE", "SQL_SYNTAX", "SQL_SYNTAX");
    }

    private static Place place(int line) {
        return new Place("curated/m.sql", line);
    }

    private static io.alluvium.domain.TableName table(String name) {
        return io.alluvium.domain.TableName.parse(name).orElseThrow();
    }
}
