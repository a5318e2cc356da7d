package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types whose texts differ by convention between server and Spark, and what has no image at all, in both ways. */
@ParameterizedClass(name = "{0}")
@EnumSource(Way.class)
class PostgresConventionsIT {
    private static final SparkSession SPARK = LocalSpark.session();

    private final Way way;

    private PostgresFixture database;

    PostgresConventionsIT(Way way) {
        this.way = way;
    }

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private List<String> read(String select) {
        DatabaseTable table = Declared.snapshot("t", "t", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            Dataset<Row> rows = way.rows(extracted, SPARK).orderBy("id").selectExpr(select);
            return rows.collectAsList().stream().map(row -> row.getString(0)).toList();
        }
    }

    @Test
    void timestampsKeepEveryMicrosecondFromTheFirstYearToTheLast() {
        database.run(
                "create table t (id int primary key, local timestamp, instant timestamptz, coarse timestamp(0))",
                "insert into t values"
                        + " (1, '0001-01-01 00:00:00', '0001-01-01 00:00:00+00', '2026-01-01'),"
                        + " (2, '1582-10-04 23:59:59.999999', '1582-10-10 00:00:00.000001+00', '1582-10-10'),"
                        + " (3, '1883-11-18 12:03:57.123456', '1969-12-31 23:59:59.999999+00', '1970-01-01'),"
                        + " (4, '2026-03-29 02:30:00', '2026-03-29 02:30:00+02', '2026-10-25 02:30:00'),"
                        + " (5, '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00', null)");

        assertThat(read("concat_ws('|', cast(local as string), cast(instant as string), cast(coarse as string))"))
                .containsExactlyElementsOf(database.texts("select concat_ws('|', local::text,"
                        + " (instant at time zone 'UTC')::text, coarse::text) from t order by id"));
    }

    @Test
    void aTimestampWithoutZoneDoesNotDependOnAnyZone() {
        database.run(
                "create table t (id int primary key, local timestamp)",
                "insert into t values (1, '2026-03-29 02:30:00')",
                "alter database " + database.database() + " set timezone = 'Europe/Berlin'");

        SparkSession elsewhere = SPARK.newSession();
        elsewhere.conf().set("spark.sql.session.timeZone", "America/St_Johns");
        DatabaseTable table = Declared.snapshot("t", "t", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            assertThat(way.rows(extracted, elsewhere)
                            .selectExpr("cast(local as string)")
                            .first()
                            .getString(0))
                    .isEqualTo("2026-03-29 02:30:00");
        }
    }

    @Test
    void floatsAreBitForBitTheSame() {
        database.run(
                "create table t (id int primary key, small real, large double precision)",
                "insert into t values (1, 0.1, 0.1), (2, 3.4028235e38, 1.7976931348623157e308),"
                        + " (3, '-0', '-0'), (4, 'NaN', 'NaN'), (5, '-Infinity', 'Infinity'), (6, 1e-45, 4.9e-324)");

        DatabaseTable table = Declared.snapshot("t", "t", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            List<Row> rows = way.rows(extracted, SPARK).orderBy("id").collectAsList();
            assertThat(rows)
                    .extracting(row -> row.getFloat(1))
                    .containsExactly(0.1f, Float.MAX_VALUE, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);
            assertThat(rows)
                    .extracting(row -> row.getDouble(2))
                    .containsExactly(
                            0.1d, Double.MAX_VALUE, -0d, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE);
        }
    }

    @Test
    void bytesArriveUnchanged() {
        database.run(
                "create table t (id int primary key, b bytea)",
                "insert into t values (1, '\\x00ff5c27'), (2, ''), (3, null)");

        assertThat(read("lower(hex(b))"))
                .containsExactlyElementsOf(database.texts("select encode(b, 'hex') from t order by id"));
    }

    @Test
    void fixedLengthTextKeepsItsPadding() {
        database.run("create table t (id int primary key, c char(5))", "insert into t values (1, 'ab'), (2, null)");

        assertThat(read("concat('<', c, '>')")).containsExactly("<ab   >", null);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    int[]           | array<int>           | {1,NULL,-3}                  | [1,null,-3]
                    smallint[]      | array<smallint>      | [0:1]={5,6}                  | [5,6]
                    bigint[]        | array<bigint>        | {}                           | []
                    boolean[]       | array<boolean>       | {t,NULL,f}                   | [true,null,false]
                    numeric(10,2)[] | array<decimal(10,2)> | {1.50,NULL}                  | [1.50,null]
                    numeric[]       | array<string>        | {1e-30}                      | ["0.000000000000000000000000000001"]
                    real[]          | array<float>         | {0.1,NULL}                   | [0.1,null]
                    float8[]        | array<double>        | {0.1}                        | [0.1]
                    text[]          | array<string>        | {"a b",NULL,"c,d","\\"{}"}   | ["a b",null,"c,d","\\"{}"]
                    uuid[]          | array<string>        | {a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11} | ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]
                    char(3)[]       | array<string>        | {a}                          | ["a  "]
                    date[]          | array<date>          | {1582-10-10,NULL}            | ["1582-10-10",null]
                    timestamp[]     | array<timestamp_ntz> | {2026-03-29 02:30:00.123}    | ["2026-03-29T02:30:00.123"]
                    timestamptz[]   | array<timestamp>     | {2026-03-29 02:30:00+02}     | ["2026-03-29T00:30:00.000Z"]
                    bytea[]         | array<binary>        | {"\\\\x00ff"}                | ["AP8="]
                    """)
    void arraysOfOneDimensionAreArrays(String type, String delta, String value, String json) {
        database.run(
                "create table t (id int primary key, a " + type + ")",
                "insert into t values (1, '" + value + "'), (2, null)");

        assertThat(read("concat(typeof(a), ' ', to_json(struct(a)))").get(0))
                .isEqualTo(delta + " {\"a\":" + json + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    date          | infinity
                    date          | 0001-12-31 BC
                    date          | 10000-01-01
                    timestamp     | -infinity
                    timestamp     | 10000-01-01 00:00:00
                    timestamptz   | infinity
                    timestamptz   | 0001-01-01 00:00:00+01
                    numeric(5,2)  | NaN
                    int[]         | {{1,2},{3,4}}
                    numeric[]     | {{1,2},{3,4}}
                    date[]        | {infinity}
                    numeric(5,2)[]| {NaN}
                    """)
    void aValueWithoutImageStopsTheTableAndIsNotShown(String type, String value) {
        database.run(
                "create table t (id int primary key, fine " + type + ", bad " + type + ")",
                "insert into t values (1, null, '" + value + "')");

        assertThat(problem(() -> read("cast(bad as string)"))).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_VALUE_UNSUPPORTED);
            assertThat(problem.message())
                    .matches("the column bad of t holds (dates outside the years 1 to 9999"
                            + "|times outside the years 1 to 9999|NaN or infinity"
                            + "|arrays of several dimensions)")
                    .doesNotContain("10000")
                    .doesNotContain("{1");
            assertThat(problem.place()).contains(Declared.PLACE);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"int2vector", "regrole", "pg_node_tree", "public.cube"})
    void aTypeWithoutExactImageIsRefusedByName(String type) {
        database.run("create extension cube", "create table t (id int primary key, shape " + type + ")");

        DatabaseTable table = Declared.snapshot("t", "t", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table))) {
            assertThat(Tables.refused(extractor.look(table, Known.NOTHING))).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_TYPE_UNSUPPORTED);
                assertThat(problem.message())
                        .isEqualTo("the column shape of t has type " + type + ", which has no exact image");
            });
        }
    }

    @Test
    void allTypesWithoutExactImageAreToldAtOnce() {
        database.run("create table t (id int primary key, a regclass, \"b.c\" regtype, d int, k regrole unique)");

        for (String key : List.of("id", "k")) {
            DatabaseTable table = Declared.snapshot("t", "t", key);
            try (PostgresSource extractor = new PostgresSource(Tables.source(database, table))) {
                assertThat(Tables.refused(extractor.look(table, Known.NOTHING))).satisfies(problem -> {
                    assertThat(problem.message())
                            .isEqualTo("the columns a, b.c, k of t have types regclass, regtype, regrole, which have no"
                                    + " exact image");
                    assertThat(problem.fix())
                            .contains((key.equals("k") ? "" : "exclude = [a, \"b.c\", k], or ")
                                    + "read a view of t that casts the columns");
                });
            }
        }
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        return Causes.first(org.assertj.core.api.Assertions.catchThrowable(action), AlluviumException.class)
                .orElseThrow()
                .problems()
                .get(0);
    }
}
