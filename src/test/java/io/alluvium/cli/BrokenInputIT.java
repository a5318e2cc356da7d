package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person sees, and the exit status, when something is wrong: each through the command line, on real things. */
class BrokenInputIT {
    private static PostgresFixture database;

    @TempDir
    Path folder;

    private String screen = "";

    @BeforeAll
    static void fill() {
        database = PostgresFixture.fresh();
        database.run(
                "create table orders (order_id bigint primary key, total int, updated_at timestamptz default now())",
                "insert into orders select i, i from generate_series(1, 10) i",
                "create table secrets (id int primary key)",
                "drop role if exists reader",
                "create role reader login password 'right' in role needs_password, pg_read_all_stats",
                "grant select on orders to reader");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void start() throws IOException {
        SparkFixture.on(folder);
        project(source("orders { from = \"public.orders\", key = [order_id], cursor = updated_at }"));
        write("curated/orders.sql", "/*---\nstrategy = apply\n---*/\nselect order_id, total from raw.orders\n");
    }

    private void project(String sources) throws IOException {
        write("project.conf", "project = shop\nwarehouse { path = \"warehouse\" }\nsources {\n" + sources + "\n}\n");
    }

    private static String source(String tables) {
        return "  shop { type = postgres, host = \"127.0.0.1\", port = " + database.port() + ", database = "
                + database.database() + ", user = postgres, tables {\n    " + tables + "\n  } }";
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private int alluvium(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(
                new ByteArrayInputStream(new byte[0]), printed, printed, false, folder, folder, Clock.systemUTC());
        int status = new CommandLineInterface(surroundings, new PipelineOpener(), Interruption.none()).run(arguments);
        screen = bytes.toString(StandardCharsets.UTF_8);
        assertThat(screen).doesNotContain("\tat ").doesNotContain("Exception");
        return status;
    }

    @Test
    void aMisspelledKeyIsShownWithTheRightOne() throws IOException {
        project(source("orders { from = \"public.orders\", kye = [order_id], cursor = updated_at }"));
        assertThat(alluvium("run")).isEqualTo(2);
        assertThat(screen).contains("ALV-1004").contains("--> project.conf:5").contains("did you mean: key");
        assertThat(folder.resolve("warehouse")).doesNotExist();
    }

    @Test
    void aWrongTypeAndAMissingKeyAreToldTogether() throws IOException {
        project("  shop { type = postgres, host = h, port = abc, user = u, tables {} }");
        assertThat(alluvium("validate")).isEqualTo(2);
        assertThat(screen)
                .contains("ALV-1006")
                .contains("abc")
                .contains("ALV-1005")
                .contains("database");
    }

    @Test
    void aFolderWithoutProjectIsSaid() {
        assertThat(alluvium("run", "--project", "nowhere")).isEqualTo(2);
        assertThat(screen).contains("ALV-1002");
    }

    @Test
    void anUnknownTableIsShownWithItsLine() throws IOException {
        write("curated/orders.sql", "select order_id\nfrom raw.ordres\n");
        assertThat(alluvium("run")).isEqualTo(2);
        assertThat(screen)
                .contains("ALV-2004")
                .contains("--> curated/orders.sql:2")
                .contains("raw.orders");
    }

    @Test
    void modelsInACircleAreNamed() throws IOException {
        write("aggregate/a.sql", "select * from aggregate.b\n");
        write("aggregate/b.sql", "select * from aggregate.a\n");
        assertThat(alluvium("run")).isEqualTo(2);
        assertThat(screen).contains("ALV-2006").contains("aggregate.a").contains("aggregate.b");
    }

    @Test
    void badSqlIsShownWithItsLine() throws IOException {
        write("curated/orders.sql", "select order_id\nform raw.orders where\n");
        assertThat(alluvium("run")).isEqualTo(2);
        assertThat(screen).contains("ALV-2002").contains("--> curated/orders.sql:2");
    }

    @Test
    void aMissingVariableIsNamedWithoutStartingAnything() throws IOException {
        project(source("orders { from = \"public.orders\", key = [order_id], cursor = updated_at }")
                .replace("user = postgres", "user = postgres, password = \"env:ALLUVIUM_TEST_NOT_SET\""));
        assertThat(alluvium("run")).isEqualTo(2);
        assertThat(screen).contains("ALV-1011").contains("ALLUVIUM_TEST_NOT_SET");
        assertThat(folder.resolve("warehouse/raw")).doesNotExist();
    }

    @Test
    void aWrongPasswordIsRefusedAndNotPrinted() throws IOException {
        write("password", "wrong-but-secret");
        project(source("orders { from = \"public.orders\", key = [order_id], cursor = updated_at }")
                .replace("user = postgres", "user = reader, password = \"file:" + folder.resolve("password") + "\""));
        assertThat(alluvium("run")).isEqualTo(2);
        assertThat(screen).contains("ALV-3002").contains("reader").doesNotContain("wrong-but-secret");
        assertThat(folder.resolve("warehouse/raw")).doesNotExist();
    }

    @Test
    void aClosedPortMeansTryAgainLater() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        project(source("orders { from = \"public.orders\", key = [order_id], cursor = updated_at }")
                        .replace("port = " + database.port(), "port = " + closed)
                + "\n}\nrun { retries = 0");
        assertThat(alluvium("run")).isEqualTo(75);
        assertThat(screen).contains("ALV-3001").contains(":" + closed);
    }

    @Test
    void aTableWithoutRightFailsAloneAndTheGrantIsTold() throws IOException {
        write("password", "right");
        project(source("orders { from = \"public.orders\", key = [order_id], cursor = updated_at }\n"
                        + "    secrets { from = \"public.secrets\", key = [id], mode = snapshot }")
                .replace("user = postgres", "user = reader, password = \"file:" + folder.resolve("password") + "\""));
        assertThat(alluvium("run")).isEqualTo(1);
        assertThat(screen)
                .contains("ALV-3107")
                .containsIgnoringCase("grant select on public.secrets to reader")
                .contains("extracted  raw.orders")
                .contains("full  curated.orders");
    }

    @Test
    void anUnknownColumnIsShownWithTheLineOfTheSqlAndTheNearestOne() throws IOException {
        write("curated/orders.sql", "/*---\nstrategy = apply\n---*/\nselect order_id,\n       totl\nfrom raw.orders\n");
        assertThat(alluvium("run")).isEqualTo(1);
        assertThat(screen)
                .contains("ALV-2007")
                .contains("--> curated/orders.sql:5")
                .contains("did you mean: total");
    }

    @Test
    void sqlThatFailsOnTheDataIsNoDefectAndShowsNoValue() throws IOException {
        write(
                "curated/orders.sql",
                "/*---\n---*/\nselect order_id,\n  cast(concat_ws('-', 'value', total) as int) as total\nfrom raw.orders\n");
        assertThat(alluvium("run")).isEqualTo(1);
        assertThat(screen)
                .contains("ALV-2014")
                .contains("--> curated/orders.sql:4")
                .contains("4 |  cast(concat_ws('-', 'value', total) as int) as total\n  |  ^^^^^^^^")
                .contains("CAST_INVALID_INPUT")
                .doesNotContain("value-")
                .doesNotContain("ALV-9002");
    }

    @Test
    void aQuestionCannotWriteAndAWrongOneIsExplained() {
        assertThat(alluvium("run")).isZero();
        assertThat(alluvium("sql", "select count(*) as n from curated.orders")).isZero();
        assertThat(screen).contains("10");
        assertThat(alluvium("sql", "drop table curated.orders")).isEqualTo(2);
        assertThat(screen).contains("ALV-1001").contains("only a query can be asked");
        assertThat(alluvium("sql", "create table x as select 1")).isEqualTo(2);
        assertThat(alluvium("sql", "select nope from curated.orders")).isEqualTo(2);
        assertThat(screen).contains("ALV-2007").contains("nope");
        assertThat(alluvium("sql", "select * from curated.ordres")).isEqualTo(2);
        assertThat(screen).contains("ALV-2004");
        assertThat(alluvium("sql", "select \"Total\" from curated.orders")).isEqualTo(2);
        assertThat(screen)
                .contains("\"Total\" in double quotes is a text, and curated.orders has a column of that name");
        assertThat(alluvium("sql", "select \"total\" as t, \"kind\" as k")).isZero();
        assertThat(alluvium("sql", "selct 1")).isEqualTo(2);
        assertThat(screen).contains("ALV-2002");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '~', textBlock = """
            select reflect('java.lang.System', 'getenv', 'HOME')            § ALV-2015 § reflect is not allowed in a query
            select try_reflect('java.lang.System', 'getenv', 'HOME')        § ALV-2015 § try_reflect is not allowed in a query
            select java_method('java.lang.System', 'getenv', 'HOME')        § ALV-2015 § java_method is not allowed in a query
            select transform(a) using 'sh -c id' from values (1) as t(a)    § ALV-2015 § TRANSFORM … USING is not allowed
            select * from read_files('/etc/passwd')                         § ALV-2015 § there is no function read_files
            select * from text.`/etc/passwd`                                § ALV-2004 § reads tables, not paths
            select * from delta.`/tmp/x`                                    § ALV-2004 § reads tables, not paths
            select * from parquet.`/tmp/x`                                  § ALV-2004 § reads tables, not paths
            select * from spark_catalog.default.x                           § ALV-2004 § there is no table spark_catalog.default.x
            select * from global_temp.x                                     § ALV-2004 § there is no layer global_temp
            select * from curated.x with ('path' = '/etc/passwd')           § ALV-2015 § settings after a table
            select '${env:HOME}'                                            § ALV-2002 § is not replaced in SQL
            select system.session.secret                                    § ALV-2007 § secret
            select * from {{ ref('orders') }}                               § ALV-2002 § a tag of dbt's templates
            select 1 as "n"                                                 § ALV-2002 § Spark quotes names in backquotes
            add jar '/tmp/x.jar'                                            § ALV-1001 § only a query can be asked
            add file '/tmp/x'                                               § ALV-1001 § only a query can be asked
            create function f as 'x.Y'                                      § ALV-1001 § only a query can be asked
            set spark.sql.ansi.enabled = false                              § ALV-1001 § only a query can be asked
            set variable x = 1                                              § ALV-1001 § only a query can be asked
            execute immediate 'select 1'                                    § ALV-1001 § only a query can be asked
            begin select 1; end                                             § ALV-1001 § only a query can be asked
            """)
    void aQuestionRunsNoCodeAndLeavesNoProject(String sql, String code, String message) {
        assertThat(alluvium("sql", sql)).isEqualTo(2);
        assertThat(screen).contains(code).contains(message);
    }

    @Test
    void tablesAnswerWhileAModelAndASourceAreBeingMended() throws IOException {
        assertThat(alluvium("run")).isZero();
        write("curated/half.sql", "selct");
        project(source("orders { from = \"public.orders\", kye = [order_id] }"));

        assertThat(alluvium("validate")).isEqualTo(2);
        assertThat(alluvium("show", "curated.orders", "--limit", "1")).isZero();
        assertThat(screen).contains("order_id  total");
        assertThat(alluvium("sql", "select count(*) as n from curated.orders")).isZero();
        assertThat(alluvium("tables")).isZero();
        assertThat(screen).contains("curated.orders");
        assertThat(alluvium("status")).isZero();
    }

    @Test
    void aColumnInDoubleQuotesIsRefusedAsSoonAsTheColumnIsKnown() throws IOException {
        write("curated/orders.sql", "/*---\nstrategy = apply\n---*/\nselect order_id, total from raw.orders\n");
        write("aggregate/totals.sql", "select \"total\" as t,\n  \"other\" as o from curated.orders\n");
        assertThat(alluvium("validate")).isEqualTo(2);
        assertThat(screen)
                .contains(
                        "ALV-2002: \"total\" in double quotes is a text, and curated.orders has a column of that name")
                .contains("--> aggregate/totals.sql:1")
                .contains("`total` for the column, 'total' for the text")
                .doesNotContain("\"other\" in double quotes");

        write("aggregate/totals.sql", "select \"updated_at\" as t from raw.orders\n");
        assertThat(alluvium("validate")).isEqualTo(2);
        assertThat(screen).contains("raw.orders has a column of that name");

        // Only the run learns of this column.
        project(source("orders { from = \"public.orders\", key = [order_id], mode = snapshot }"));
        assertThat(alluvium("validate")).isZero();
        assertThat(alluvium("run")).isEqualTo(1);
        assertThat(screen).contains("raw.orders has a column of that name").contains("--> aggregate/totals.sql:1");
    }

    @Test
    void columnsThatNoTableKeepsAreNamedBeforeAnythingIsComputed() throws IOException {
        write("curated/orders.sql", """
                select order_id,
                  updated_at - timestamp_seconds(0) as age,
                  coalesce(null, null) as nothing,
                  named_struct('a b', total) as s
                from raw.orders
                """);
        write("curated/twice.sql", "select a.*,\n  b.total\nfrom raw.orders a join raw.orders b using (order_id)\n");
        assertThat(alluvium("run")).isEqualTo(1);
        assertThat(screen)
                .contains("column age is of type INTERVAL DAY TO SECOND")
                .contains("--> curated/orders.sql:2")
                .contains("column nothing has no type")
                .contains("--> curated/orders.sql:3")
                .contains("no table keeps a column named \"s.a b\"")
                .contains("--> curated/orders.sql:4")
                .contains("two columns are named total")
                .contains("--> curated/twice.sql");
    }

    @Test
    void aRuleThatFailsItselfIsNamed() throws IOException {
        String rule = "/*---\nexpect {\n  odd { that = \"1 / (order_id - 1) > 0\", else = %s }\n"
                + "  fine { that = \"order_id > 5\", else = warn }\n}\n---*/\nselect order_id from raw.orders\n";
        write("curated/orders.sql", rule.formatted("warn"));
        assertThat(alluvium("run")).isZero();
        assertThat(screen)
                .contains("odd: fails itself on the data (DIVIDE_BY_ZERO): 1 / (order_id - 1) > 0")
                .contains("fine: 5 violate order_id > 5");

        write("curated/orders.sql", rule.formatted("fail"));
        assertThat(alluvium("run")).isEqualTo(1);
        assertThat(screen)
                .contains("ALV-2014: curated.orders: expectation odd fails itself on the data: DIVIDE_BY_ZERO")
                .contains("--> curated/orders.sql:3");

        write(
                "curated/orders.sql",
                "/*---\nexpect {\n  text { that = \"order_id\" }\n  gone { that = \"nope > 0\" }\n}\n---*/\n"
                        + "select order_id from raw.orders\n");
        assertThat(alluvium("run")).isEqualTo(1);
        assertThat(screen)
                .contains("ALV-2013: the rule text of curated.orders cannot be computed: Cannot resolve")
                .contains("--> curated/orders.sql:3")
                .contains("ALV-2007: the rule gone of curated.orders names a column that the table has not: `nope`")
                .contains("--> curated/orders.sql:4")
                .doesNotContain(" pos ");
    }

    @Test
    void theClockOfConditionsIsTheRuns() throws IOException {
        write(
                "curated/orders.sql",
                "/*---\nstrategy = apply\napply_as_delete_when = \"current_date() >= date'2030-01-01'\"\n"
                        + "expect { r { that = \"current_date() < date'2030-01-01'\" } }\n---*/\nselect order_id from raw.orders\n");
        assertThat(alluvium("run", "--at", "2029-12-31")).isZero();
        assertThat(alluvium("sql", "select count(*) as n from curated.orders")).isZero();
        assertThat(screen).contains("\n10\n(1 row)");
        assertThat(alluvium("run", "--at", "2030-01-01")).isZero();
        assertThat(alluvium("sql", "select count(*) as n from curated.orders")).isZero();
        assertThat(screen).contains("-\n0\n(1 row)");
    }

    @Test
    void aPictureIsNoCsv() throws IOException {
        files("prices { glob = \"*.csv\", format = csv }");
        Files.createDirectories(folder.resolve("landing"));
        Files.write(
                folder.resolve("landing/prices.csv"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
        assertThat(alluvium("run")).isEqualTo(1);
        assertThat(screen).contains("ALV-3013").contains("prices.csv");
    }

    @Test
    void aFolderWithoutAFileIsNamed() throws IOException {
        files("prices { glob = \"*.csv\", format = csv }");
        Files.createDirectories(folder.resolve("landing"));
        assertThat(alluvium("run")).isEqualTo(1);
        assertThat(screen).contains("ALV-3003").contains("*.csv").contains("landing");
    }

    private void files(String tables) throws IOException {
        Files.delete(folder.resolve("curated/orders.sql"));
        project("  web { type = files, path = landing, tables {\n    " + tables + "\n  } }");
    }
}
