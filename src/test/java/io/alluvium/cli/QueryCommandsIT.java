package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryCommandsIT {
    private static SparkSession spark;

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();

    @BeforeAll
    static void startSpark() {
        spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }

    private Session session() {
        return Session.inProject(folder, new RefusingProject() {
            @Override
            public Dataset<Row> query(String sql) {
                asked.add(sql);
                return spark.sql(sql);
            }

            @Override
            public List<TableName> readable() {
                return List.of(TableName.parse("raw.orders").orElseThrow());
            }
        });
    }

    private static final String EVERY_TYPE = """
            select 1 as id, 2.50bd as total, timestamp'2026-11-03 06:30:00' as at, date'2026-11-03' as day,
              cast('ab' as binary) as bytes, array(1, null) as list, cast(null as string) as id, 'x,y' as `a.b`
            union all
            select 20, 0.05bd, null, null, null, null, '', null order by 1""";

    @Test
    void everyTypeIsPrintedAsText() {
        Session session = session();

        assertThat(session.run("sql", EVERY_TYPE + ";")).isZero();
        assertThat(session.out()).isEqualTo("""
                id  total  at                   day         bytes  list       id    a.b
                --  -----  -------------------  ----------  -----  ---------  ----  ----
                 1   2.50  2026-11-03 06:30:00  2026-11-03  6162   [1, null]  NULL  x,y
                20   0.05  NULL                 NULL        NULL   NULL             NULL
                (2 rows)
                """);
        assertThat(session.err()).isEmpty();
    }

    @Test
    void csvJsonAndMarkdownGoToOtherPrograms() {
        Session csv = session();
        Session json = session();
        Session markdown = session();

        assertThat(csv.run("sql", "select 1 as id, 'x,y' as note, null as gone", "--format", "csv"))
                .isZero();
        assertThat(json.run(
                        "sql",
                        "select 1 as id, 'x' as `a.b`, null as gone union all select 2, 'y', 3 order by 1",
                        "--json"))
                .isZero();
        assertThat(markdown.run("sql", "select 1 as id", "--format", "markdown"))
                .isZero();

        assertThat(csv.out()).isEqualTo("id,note,gone\n1,\"x,y\",\n");
        assertThat(json.out()).isEqualTo("""
                [
                  {"id":1,"a.b":"x","gone":null},
                  {"id":2,"a.b":"y","gone":3}
                ]
                """);
        assertThat(markdown.out()).isEqualTo("| id |\n| ---: |\n| 1 |\n");
    }

    @Test
    void jsonHoldsTimesAsTablesKeepThemAndColumnsOfOneName() {
        Session json = session();

        assertThat(json.run(
                        "sql",
                        "select timestamp'2026-11-03 06:30:00.123456' as at, timestamp_ntz'2026-11-03 06:30:00.000001' as at,"
                                + " 1 as at_2, named_struct('x', null, 'y', array()) as s, null as n, map('k', null) as m,"
                                + " time'10:30:00.5' as t, interval '1' day as i, parse_json('{\"a\":1}') as v,"
                                + " array(map('k', named_struct('a', 1, 'a', 2))) as d",
                        "--format",
                        "json"))
                .isZero();

        assertThat(json.out()).isEqualTo("""
                [
                  {"at":"2026-11-03T06:30:00.123456Z","at_3":"2026-11-03T06:30:00.000001","at_2":1,"s":{"x":null,"y":[]},"n":null,"m":{"k":null},"t":"10:30:00.5","i":"INTERVAL '1' DAY","v":{"a":1},"d":[{"k":{"a":1,"a_2":2}}]}
                ]
                """);
        assertThat(json.err()).isEmpty();
    }

    @Test
    void everyTypeIsPrintedInEveryFormat() {
        String odd = "select named_struct('x', null, 'y', array()) as s, null as n, map('k', null) as m,"
                + " time'10:30:00.5' as t, interval '1' day as i, parse_json('{\"a\":1}') as v";
        Session csv = session();
        Session table = session();

        assertThat(csv.run("sql", odd, "--format", "csv")).isZero();
        assertThat(table.run("sql", odd)).isZero();

        assertThat(csv.out())
                .isEqualTo("s,n,m,t,i,v\n\"{null, []}\",,{k -> null},10:30:00.5,INTERVAL '1' DAY,\"{\"\"a\"\":1}\"\n");
        assertThat(table.out()).contains("{null, []}  NULL  {k -> null}  10:30:00.5");
    }

    @Test
    void aCutValueIsSaid() {
        Session session = session();

        assertThat(session.run("sql", "select repeat('x', 61) as long")).isZero();

        assertThat(session.out())
                .endsWith("x…\n(1 row; values are cut at 60 characters, --format csv has them whole)\n");
    }

    @Test
    void aCommandThatWentWellLeavesNoLog() throws Exception {
        Session session = session();

        assertThat(session.run("sql", "select 1")).isZero();

        assertThat(session.logs)
                .satisfiesAnyOf(
                        logs -> assertThat(logs).doesNotExist(),
                        logs -> assertThat(logs).isEmptyDirectory());
    }

    @Test
    void theQueryMayStandInAFileOrComeThroughAPipe() throws Exception {
        Files.writeString(folder.resolve("q.sql"), "select 1\n;\n");

        assertThat(session().run("sql", "-f", "q.sql")).isZero();
        assertThat(session().run("sql", "-")).isZero();

        assertThat(asked).containsExactly("select 1", "select 2");
    }

    @Test
    void noQueryTwoQueriesAndAMissingFileAreUsageErrors() {
        Session session = session();

        assertThat(session.run("sql")).isEqualTo(2);
        assertThat(session.run("sql", "select 1", "-f", "q.sql")).isEqualTo(2);
        assertThat(session.run("sql", "-f", "gone.sql")).isEqualTo(2);
        assertThat(session.run("sql", "select 1", "--format", "xml")).isEqualTo(2);

        assertThat(session.err())
                .contains("no query was given")
                .contains("mutually exclusive")
                .contains("the query cannot be read from gone.sql")
                .contains("not a format: 'xml'; write table, csv, json or markdown");
        assertThat(asked).isEmpty();
    }

    /** It is nobody's defect that a row cannot be computed, or that another program deleted a file. */
    @Test
    void whatAQueryFailsOnIsSaidByItsNameAndWithoutTheRowsValues() throws Exception {
        Session session = session();
        assertThat(session.run("sql", "select 1 / (id - 4711) from range(4711, 4712)"))
                .isEqualTo(1);
        assertThat(session.err())
                .contains("ALV-2014", "the query fails on the data: DIVIDE_BY_ZERO")
                .doesNotContain("4711", "defect");
        session = session();
        assertThat(session.run("sql", "select cast('hunter2' as int) as x")).isEqualTo(1);
        assertThat(session.err())
                .contains("the query fails on the data: CAST_INVALID_INPUT")
                .doesNotContain("hunter2");

        Path table = Files.createDirectories(folder.resolve("lost"));
        spark.range(3).write().mode("append").parquet(table.toString());
        spark.read().parquet(table.toString()).createOrReplaceTempView("lost");
        try (Stream<Path> files = Files.list(table)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".parquet")).toList()) {
                Files.delete(file);
            }
        }
        session = session();
        assertThat(session.run("sql", "select * from lost")).isEqualTo(1);
        assertThat(session.err())
                .contains("ALV-5008", "a data file of a table is gone")
                .doesNotContain("defect");
    }

    @Test
    void aTableIsShownUpToALimit() {
        Session session = session();

        session.run("show", "RAW.orders", "--limit", "5");

        assertThat(asked).containsExactly("SELECT * FROM raw.orders LIMIT 5");
    }
}
