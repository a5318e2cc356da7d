package io.alluvium.spark.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.spark.SparkLine;
import io.alluvium.spark.SqlFunctions;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryGuardIT {
    private static final String PACKAGE = Expression.class.getPackageName() + ".";
    private static final Instant NOON = Instant.parse("2026-11-03T12:00:00Z");

    /** Expressions of this line of Spark that were looked at, and that no query is made of. */
    private static final Set<String> NO_PART_OF_A_QUERY = Set.of(("""
            ApplyFunctionExpression BloomFilterMightContain BoundReference CheckConstraint
            CheckInvariant CheckOverflowInTableInsert CollationAwareMurmur3Hash CollationAwareXxHash64
            CurrentBatchTimestamp CursorReference DirectShufflePartitionID DynamicPruningExpression
            DynamicPruningSubquery ExpressionProxy ForeignKeyConstraint FunctionTableSubqueryArgumentExpression
            HiveHash NamePlaceholder$ PipeExpression PrettyPythonUDF PrimaryKeyConstraint PrintToStderr PythonUDAF
            PythonUDF PythonUDTF ScalaUDF SortPrefix ToJavaArray TransformExpression UniqueConstraint
            UnresolvedCollation UnresolvedCursor UnresolvedExistsPlanId UnresolvedInSubqueryPlanId
            UnresolvedNamedLambdaVariable UnresolvedPolymorphicPythonUDTF UnresolvedScalarSubqueryPlanId
            UnresolvedTableArgPlanId UnresolvedWindowExpression UpCast UserDefinedGenerator VariableReference
            aggregate.V2Aggregator objects.AssertNotNull objects.CatalystToExternalMap objects.CreateExternalRow
            objects.DecodeUsingSerializer objects.EncodeUsingSerializer objects.ExternalMapToCatalyst
            objects.GetExternalRowField objects.InitializeJavaBean objects.LambdaVariable objects.MapObjects
            objects.NewInstance objects.UnresolvedCatalystToExternalMap objects.UnresolvedMapObjects
            objects.UnwrapOption objects.ValidateExternalType objects.WrapOption
            ArrayBinarySearch Bucket CastTimestampNTZToLong Days DistributedSequenceID EWM Hours Months NullIndex
            UnwrapUDT Years aggregate.BloomFilterAggregate aggregate.CollectTopK aggregate.PandasCovar
            aggregate.PandasKurtosis aggregate.PandasMode aggregate.PandasProduct aggregate.PandasSkewness
            aggregate.PandasStddev aggregate.PandasVariance aggregate.Product""").strip().split("\\s+"));

    /** Expressions of functions that are forbidden. */
    private static final Set<String> REFUSED_FUNCTIONS = Set.of(
            "CallMethodViaReflection",
            "TryReflect",
            "FromAvro",
            "ToAvro",
            "SchemaOfAvro",
            "FromProtobuf",
            "ToProtobuf");

    @TempDir
    static Path folder;

    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = SparkFixture.plain(SparkFixture.on(folder));
        session.sql("declare or replace variable secret = 'of the session'");
    }

    private static Dataset<Row> rows(String sql) throws AnalysisException {
        return SessionQuery.parse(session, sql).rowsAt(NOON);
    }

    private static void isRefused(String sql) {
        assertThatThrownBy(() -> rows(sql))
                .as(sql)
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.QUERY_NOT_ALLOWED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select reflect('java.lang.System', 'getenv', 'HOME')",
                "select `reflect`('java.lang.System', 'getenv', 'HOME')",
                "select system.builtin.reflect('java.lang.System', 'getenv', 'HOME')",
                "select try_reflect('java.lang.System', 'getenv', 'HOME')",
                "select java_method('java.lang.System', 'getenv', 'HOME')",
                "select 1 where exists (select 1 where java_method('java.lang.System', 'getenv', 'HOME') is null)",
                "with a as (select reflect('java.lang.System', 'getenv', 'HOME') as x) select * from a",
                "select transform(array(1), x -> reflect('java.lang.System', 'getenv', 'HOME'))",
                "select from_json('{}', reflect('java.lang.System', 'getenv', 'HOME'))",
                "select identifier('reflect')('java.lang.System', 'getenv', 'HOME')",
                "select transform(a) using 'sh -c id' from values (1) as t(a)",
                "from (values (1) as t(a)) map a using 'sh -c id' as (b)",
                "add jar '/tmp/x.jar'",
                "add file '/tmp/x'",
                "create function f as 'x.Y'",
                "create temporary function f as 'x.Y' using jar '/tmp/x.jar'",
                "set spark.sql.ansi.enabled = false",
                "set variable secret = 'x'",
                "execute immediate 'select 1'",
                "select * from delta.`/tmp/x`",
                "select * from parquet.`/etc/passwd`",
                "select * from text.`/etc/passwd`",
                "select * from csv.`/etc/passwd`",
                "select * from json.`/etc/passwd`",
                "select * from orc.`/etc/passwd`",
                "select * from binaryfile.`/etc/passwd`",
                "select * from read_files('/etc/passwd')",
                "select * from python_worker_logs()",
                "select * from spark_catalog.default.t",
                "select * from default.t",
                "select * from identifier('text.`/etc/passwd`')",
                "select secret",
                "select system.session.secret",
                "select from_xml('<a/>', 'a string', map('rowValidationXSDPath', '/etc/passwd'))",
                "select schema_of_xml('<a/>', map('rowvalidationxsdpath', '/etc/passwd'))",
                "insert into raw.x select 1",
                "drop table raw.x"
            })
    void whatRunsCodeOrLeavesTheProjectIsRefused(String sql) {
        isRefused(sql);
    }

    @ParameterizedTest
    @ValueSource(strings = {"from_avro(x'00', '\"int\"')", "to_avro(1)", "from_protobuf(x'00', 'm', '/etc/passwd')"})
    void whatReadsASchemaFromElsewhereIsRefused(String call) {
        isRefused("select " + call);
    }

    /** What the wall clock says is far from it. */
    @Test
    void everyFunctionOfTheTimeMeansTheLogicalTime() throws AnalysisException {
        boolean hasTimeOfDay = SparkLine.built() != SparkLine.V4_0;
        Row row = rows("select current_date, curdate(), current_timestamp, now(), localtimestamp(), "
                        + (hasTimeOfDay ? "current_time()," : "'12:00:00',")
                        + " unix_timestamp(), cast('now' as timestamp), 'today'::date, cast(' Tomorrow' as date),"
                        + " cast('yesterday' as timestamp_ntz), to_date('today')")
                .selectExpr("concat_ws('|', *)")
                .head();
        String day = "2026-11-03";
        String noon = day + " 12:00:00";
        long seconds = NOON.getEpochSecond();

        assertThat(row.getString(0))
                .isEqualTo(String.join(
                        "|",
                        day,
                        day,
                        noon,
                        noon,
                        noon,
                        "12:00:00",
                        "" + seconds,
                        noon,
                        day,
                        "2026-11-04",
                        "2026-11-02 00:00:00",
                        day));
        assertThat(SqlFunctions.names().stream()
                        .filter(name -> SqlFunctions.sort(name).orElseThrow() == SqlFunctions.Sort.RUN_TIME))
                .containsExactlyInAnyOrder(Stream.of(
                                "current_date",
                                "curdate",
                                "current_timestamp",
                                "now",
                                "localtimestamp",
                                "current_time",
                                "unix_timestamp")
                        .filter(name -> hasTimeOfDay || !name.equals("current_time"))
                        .toArray(String[]::new));
    }

    @Test
    void anotherCatalogIsRefusedEvenWhereItHasTheTable() {
        SparkSession own = SparkFixture.plain(SparkFixture.on(folder));
        own.sql("create or replace temporary view seen as select 1 as a");

        assertThatThrownBy(() -> SessionQuery.parse(own, "select * from seen").rowsAt(NOON))
                .hasMessageContaining("View is not allowed in a query");
    }

    @Test
    void aFunctionThatSomebodyRegisteredIsRefused() {
        SparkSession own = SparkFixture.plain(SparkFixture.on(folder));
        own.udf().register("shout", (String text) -> text + "!", org.apache.spark.sql.types.DataTypes.StringType);

        assertThatThrownBy(() -> SessionQuery.parse(own, "select shout('a')").rowsAt(NOON))
                .hasMessageContaining("the function shout is not allowed in a query");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "values (1, 'a'), (2, 'b')",
                "select a, sum(b) as s, grouping(a) from values (1, 2) as t(a, b) group by cube (a) having sum(b) > 0",
                "select * from (select 1 as a, 'x' as g) pivot (sum(a) for g in ('x', 'y'))",
                "select * from (select 1 as a, 2 as b) unpivot (v for n in (a, b))",
                "select a from values (1) as t(a) qualify row_number() over (partition by a order by a) = 1",
                "select a, e from values (array(1, 2)) as t(a) lateral view outer explode(a) as e",
                "select t.a, x.b from values (1) as t(a), lateral (select t.a + 1 as b) x",
                "select a, (select max(b) from values (1, 2) as u(a, b) where u.a = t.a) from values (1) as t(a)",
                "select a from values (1) as t(a) where a in (select 1) and not exists (select 1 where false)",
                "with recursive t(n) as (select 1 union all select n + 1 from t where n < 5) select * from t",
                "values (1) as t(a) |> where a > 0 |> extend a + 1 as b |> aggregate sum(b) as s group by a",
                "select /*+ repartition(2), broadcast(u) */ * from values (1) as t(a) join values (1) as u(a) using (a)",
                "select a from (values (1) as t(a)) tablesample (50 percent)",
                "select distinct a from values (1) as t(a) order by a limit 3 offset 1",
                "select a from values (1) as t(a) intersect select 1 except all select 2",
                "select * except (a) from values (1, 2) as t(a, b)",
                "select s.x, m['k'], l[0], l[0]::string from values (named_struct('x', 1), map('k', 1), array(1)) as t(s, m, l)",
                "select filter(array(1, 2), x -> x > 1), aggregate(array(1), 0, (a, x) -> a + x), exists(array(1), x -> x > 0)",
                "select a like 'x%', a rlike 'x', a like any ('x', 'y'), a ilike 'X', a not like all ('q') from values ('x') as t(a)",
                "select date'2024-01-01' + interval 1 month, timestamp'2024-01-01 00:00:00' - interval 1 day, extract(year from date'2024-01-01')",
                "select case a when 1 then 'one' else 'other' end, if(a > 0, 1, 2), a between 0 and 2, a <=> null from values (1) as t(a)",
                "select lag(a, 1) over w, sum(a) over (order by a range between 1 preceding and current row) from values (1) as t(a) window w as (order by a)",
                "select sum(a) filter (where a > 0), percentile_cont(0.5) within group (order by a), listagg(a, ',') from values (1) as t(a)",
                "select a.id from values (1) as a(id) left anti join values (1, 2) as b(id, v) on a.id = b.id",
                "select x from values (1) as t(x) group by all",
                "select a as b, b + 1 as c from values (1) as t(a)",
                "select session_window.start, count(*) from values (timestamp'2024-01-01 00:00:00') as t(a) group by session_window(a, '5 minutes')",
                "select window.end, count(*) from values (timestamp'2024-01-01 00:00:00') as t(a) group by window(a, '5 minutes', '1 minute')",
                "select * from explode(array(1, 2)), range(3)",
                "select try_cast('x' as int), cast('1' as decimal(10, 2)), '1'::int, try_divide(1, 0)",
                "select rand(), uuid(), current_user(), current_timestamp()"
            })
    void everyFormOfQueryPasses(String sql) throws AnalysisException {
        assumeTrue(SparkLine.built() == SparkLine.V4_2 || !sql.contains(" qualify "), "QUALIFY came with Spark 4.2");
        assertThat(rows(sql).schema()).isNotNull();
    }

    /** Spark shows for each of its functions how it is called: whatever it shows there, queries may call. */
    @Test
    void everyFunctionThatIsAllowedCanBeCalled() {
        Pattern example = Pattern.compile("(?m)^\\s*> (SELECT .*?);\\s*$");
        List<String> refused = new ArrayList<>();
        Set<String> called = new TreeSet<>();
        for (String name : SqlFunctions.names()) {
            if (SqlFunctions.sort(name).orElseThrow() == SqlFunctions.Sort.FORBIDDEN) {
                continue;
            }
            scala.Option<ExpressionInfo> info =
                    FunctionRegistry$.MODULE$.builtin().lookupFunction(new FunctionIdentifier(name));
            Matcher examples = example.matcher(info.isDefined() ? info.get().getExamples() : "");
            while (examples.find()) {
                try {
                    rows(examples.group(1));
                    called.add(name);
                } catch (AlluviumException e) {
                    refused.add(examples.group(1) + ": " + e.getMessage());
                } catch (Exception e) {
                    // Some examples show what fails.
                    assertThat(e).isNotNull();
                }
            }
        }

        assertThat(refused).isEmpty();
        assertThat(called).hasSizeGreaterThan(SparkLine.built() == SparkLine.V4_2 ? 450 : 380);
    }

    /** A new line of Spark brings expressions: each is looked at before a query may be made of it. */
    @Test
    void everyExpressionOfSparkIsClassified() throws Exception {
        List<String> unknown = new ArrayList<>();
        for (Class<?> type : expressions()) {
            String name = type.getName().replace(PACKAGE, "");
            boolean isKnown = QueryParts.isExpression(type.getName())
                    || REFUSED_FUNCTIONS.contains(name)
                    || NO_PART_OF_A_QUERY.contains(name);
            if (!isKnown) {
                unknown.add(name);
            }
        }

        assertThat(unknown).isEmpty();
        assertThat(NO_PART_OF_A_QUERY).noneMatch(name -> QueryParts.isExpression(PACKAGE + name));
        assertThat(REFUSED_FUNCTIONS).noneMatch(name -> QueryParts.isExpression(PACKAGE + name));
    }

    /** All that the jar with Spark's expressions has, in the package of expressions and beneath. */
    private static List<Class<?>> expressions() throws Exception {
        Path jar = Path.of(Expression.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> expressions = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                String name = entry.getName().replace('/', '.');
                if (name.startsWith(PACKAGE) && name.endsWith(".class")) {
                    Class<?> type = Class.forName(
                            name.substring(0, name.length() - ".class".length()),
                            false,
                            Expression.class.getClassLoader());
                    if (Expression.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                        expressions.add(type);
                    }
                }
            }
        }
        assertThat(expressions).hasSizeGreaterThan(500);
        return expressions;
    }
}
