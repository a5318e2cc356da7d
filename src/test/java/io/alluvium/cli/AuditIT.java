package io.alluvium.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.fixture.AwsSettings;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code audit}: tables that Spark's own JDBC reader loads, right and with planted faults. */
class AuditIT {
    private static final int ROWS = 3000;

    private static final String WIDE = """
            create table wide (region text, id bigint, small smallint, qty int, price numeric(12,2) not null,
              big numeric(30,10), loose numeric, ratio double precision, f real, ok boolean, day date,
              at timestamptz, local timestamp, code char(5), note text, raw bytea, uid uuid, doc jsonb, tags text[],
              primary key (region, id))""";

    private static final String WIDE_ROWS = """
            insert into wide select 'r''ü' || i % 7, i - 100, i % 100, case when i % 5 <> 0 then i end, i * 0.37 - 50,
              case when i % 3 <> 0 then i / 7.0 end, i * 0.125, i / 3.0, i / 3.0, i % 2 = 0, date '1900-02-28' + i * 20,
              timestamptz '1969-12-31 22:00:00.123457+00' + i * interval '1 hour 1 microsecond',
              timestamp '2026-03-29 00:00:00.000001' + i * interval '1 minute', 'c' || i % 9,
              case when i % 4 <> 0 then repeat('ñ€😀 "x"', i % 3) end, decode(md5(i::text), 'hex'), md5(i::text)::uuid,
              jsonb_build_object('i', i), array['a' || i, null, ''] from generate_series(1, 3000) i""";

    @TempDir
    Path folder;

    private SparkSession spark;
    private Program program = new Program(Path.of("."));

    @BeforeEach
    void start() {
        spark = SparkFixture.plain(SparkFixture.on(folder));
        program = new Program(folder);
    }

    private static String url(PostgresFixture database) {
        return "postgres://postgres@127.0.0.1:" + database.port() + "/" + database.database();
    }

    private static String url(MariadbFixture database) {
        return "mysql://" + MariadbFixture.READER + "@127.0.0.1:" + database.port() + "/" + database.database();
    }

    private Dataset<Row> loaded(PostgresFixture database, String table) {
        Properties login = new Properties();
        login.setProperty("user", PostgresFixture.OWNER);
        return spark.read()
                .jdbc("jdbc:postgresql://127.0.0.1:" + database.port() + "/" + database.database(), table, login);
    }

    private Dataset<Row> loaded(MariadbFixture database, String table) {
        Properties login = new Properties();
        login.setProperty("user", MariadbFixture.OWNER);
        login.setProperty("driver", "org.mariadb.jdbc.Driver");
        // The server lives in New York, and tells moments in the time of the session.
        login.setProperty("sessionVariables", "time_zone='+00:00'");
        return spark.read()
                .jdbc(
                        "jdbc:mysql://127.0.0.1:" + database.port() + "/" + database.database() + "?permitMysqlScheme",
                        table,
                        login);
    }

    private void write(Dataset<Row> rows, String format, String name) {
        rows.repartition(3).write().format(format).save(folder.resolve(name).toString());
    }

    /** Deletes, changes, adds and doubles some rows by their id. */
    private static Dataset<Row> planted(Dataset<Row> rows, String change, String value) {
        Dataset<Row> kept = rows.where("id not in (7, 2000)")
                .withColumn(
                        change, expr("case when id in (11, 12, 1500) then " + value + " else `" + change + "` end"));
        return kept.union(rows.where("id = 100").withColumn("id", expr("cast(id + 1000000 as bigint)")))
                .union(kept.where("id in (21, 2222)"))
                .select(rows.columns()[0], Stream.of(rows.columns()).skip(1).toArray(String[]::new));
    }

    private JsonNode audited(int status, String... arguments) {
        List<String> all = new ArrayList<>(List.of("audit", "--json"));
        all.addAll(List.of(arguments));
        assertThat(program.run(all.toArray(String[]::new))).as(program.screen()).isEqualTo(status);
        try {
            return new ObjectMapper().readTree(program.screen());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ids(JsonNode answer, String kind) {
        List<String> ids = new ArrayList<>();
        answer.path(kind).path("keys").forEach(key -> ids.add(key.path("id").asText()));
        assertThat(answer.path(kind).path("rows").asInt()).as(kind).isEqualTo(ids.size());
        ids.sort(null);
        return ids;
    }

    private static void assertPlanted(JsonNode answer) {
        assertThat(ids(answer, "missing")).containsExactly("2000", "7");
        assertThat(ids(answer, "stale")).containsExactly("11", "12", "1500");
        assertThat(ids(answer, "extra")).containsExactly("1000100");
        assertThat(ids(answer, "twice")).containsExactly("21", "2222");
    }

    private static List<String> leftOut(JsonNode answer) {
        List<String> names = new ArrayList<>();
        answer.path("not_compared")
                .forEach(column -> names.add(column.path("column").asText()));
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"delta", "parquet"})
    void eachPlantedFaultInATableOfPostgresIsFoundByItsKeyAndARightTableHasNone(String format) {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(WIDE, WIDE_ROWS);
            Dataset<Row> rows = loaded(database, "wide").cache();
            write(rows, format, "right");
            write(planted(rows, "big", "coalesce(big, 0) + 0.0000000001"), format, "big");
            write(planted(rows, "note", "'changed'"), format, "note");
            write(planted(rows, "at", "at + interval 1 microsecond"), format, "at");
            write(planted(rows, "price", "-price"), format, "price");

            JsonNode right = audited(0, "--source", url(database), "--table", "wide", "--target", "right");
            assertThat(right.path("verdict").asText()).isEqualTo("equal");
            assertThat(right.path("source").path("rows").asInt()).isEqualTo(ROWS);
            assertThat(right.path("target").path("rows").asInt()).isEqualTo(ROWS);
            assertThat(leftOut(right)).containsExactly("doc");
            assertThat(right.path("compared")).hasSize(18);
            for (String column : List.of("note", "big", "at", "price")) {
                JsonNode answer = audited(1, "--source", url(database), "--table", "wide", "--target", column);
                assertPlanted(answer);
                assertThat(answer.path("stale")
                                .path("keys")
                                .get(0)
                                .path("region")
                                .asText())
                        .startsWith("r'ü");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delta", "parquet"})
    void eachPlantedFaultInATableOfMariadbIsFoundByItsKeyAndARightTableHasNone(String format) {
        try (MariadbFixture database = MariadbFixture.fresh()) {
            database.run(
                    "create table wide (id bigint primary key, tiny tinyint, qty int unsigned, price decimal(12,2),"
                            + " ratio double, day date, at timestamp(6) null, local datetime(6), code char(5),"
                            + " note varchar(100), raw varbinary(20), kind enum('a','b'))",
                    "insert into wide select seq, if(seq % 3 = 0, null, seq % 100), seq * 1400000, seq * 0.37 - 50,"
                            + " seq / 3, date'1950-02-28' + interval seq day,"
                            + " timestamp'2026-01-01 00:00:00.000001' + interval seq minute,"
                            + " timestamp'1960-01-01 00:00:00.123456' + interval seq hour, concat('c', seq % 9),"
                            + " if(seq % 4 = 0, null, repeat('ñ€😀', seq % 3)), unhex(md5(seq)), elt(1 + seq % 2, 'a', 'b')"
                            + " from seq_1_to_3000",
                    "grant select on wide to '" + MariadbFixture.READER + "'@'127.0.0.1'");
            // Spark pads what has the type char, which the server does not.
            Dataset<Row> rows = loaded(database, "wide")
                    .withColumn("code", expr("rtrim(code)"))
                    .withColumn("kind", expr("rtrim(kind)"))
                    .cache();
            write(rows, format, "right");
            write(planted(rows, "note", "'new'"), format, "planted");

            JsonNode right =
                    audited(0, "--source", url(database), "--table", "wide", "--target", "right", "--by-column");
            assertThat(leftOut(right)).containsExactly("ratio");
            assertThat(right.path("source").path("rows").asInt()).isEqualTo(ROWS);
            assertPlanted(audited(1, "--source", url(database), "--table", "wide", "--target", "planted"));
        }
    }

    @Test
    void valuesInOtherTypesAreComparedWhereTheyAreExactAndLeftOutAloudWhereNot() {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(WIDE, WIDE_ROWS);
            Dataset<Row> rows = loaded(database, "wide")
                    .withColumn("price", col("price").cast("double"))
                    .withColumn("big", col("big").cast("double"))
                    .withColumn("qty", col("qty").cast("string"))
                    .withColumn("id", col("id").cast("decimal(38,0)"))
                    .withColumn("ok", expr("cast(ok as int)"))
                    .withColumn("day", expr("cast(cast(day as timestamp) as timestamp_ntz)"))
                    .withColumn("at", expr("date_format(at, \"yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'\")"))
                    .withColumn("f", col("f").cast("double"))
                    .withColumn("tags", expr("to_json(tags)"))
                    .withColumnRenamed("small", "SMALL")
                    .drop("uid")
                    .withColumn("of_nobody", lit(1));
            write(rows, "parquet", "typed");
            write(
                    rows.withColumn("price", expr("case when id = 5 then price + 1e-9 else price end"))
                            .withColumn("qty", expr("case when id = 6 then concat(qty, '.5') else qty end"))
                            .withColumn("at", expr("case when id = 8 then replace(at, 'Z', '+01:00') else at end")),
                    "parquet",
                    "off");

            JsonNode right = audited(0, "--source", url(database), "--table", "wide", "--target", "typed");
            assertThat(leftOut(right)).containsExactly("big", "uid", "doc", "tags", "of_nobody");
            assertThat(right.path("notes").toString()).contains("price is numeric(12,2) in the source and double");
            JsonNode off = audited(1, "--source", url(database), "--table", "wide", "--target", "off");
            assertThat(ids(off, "stale")).containsExactly("5", "6", "8");
            JsonNode by = audited(
                    1, "--source", url(database), "--table", "wide", "--target", "off", "--by-column", "--keys", "0");
            assertThat(by.path("stale_by_column").toString()).isEqualTo("{\"qty\":1,\"price\":1,\"at\":1}");
            JsonNode some = audited(
                    0, "--source", url(database), "--table", "wide", "--target", "off", "--columns", "small,note");
            assertThat(some.path("compared").toString()).isEqualTo("[\"region\",\"id\",\"small\",\"note\"]");
            audited(0, "--source", url(database), "--table", "wide", "--target", "off", "--exclude", "price,qty,at");
        }
    }

    /** A mark of each tool on rows that the source has deleted, and an older version of each row, with what orders them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Airbyte  | _airbyte_raw_id=uuid() _ab_cdc_lsn=cast(2+v*8.0as`double`) | _ab_cdc_deleted_at | '2026-11-20T00:00:00Z'
            Fivetran | _fivetran_synced=timestamp'2026-11-20'+make_interval(0,0,0,v) | _fivetran_deleted | true
            Stitch   | _sdc_sequence=1795132800000000001L+v _sdc_batched_at=now() | _sdc_deleted_at | now()
            Debezium | __lsn=100L+v __source_ts_ms=5L | __deleted | 'true'
            Debezium | __ts_ms=100L+v | __op | 'd'
            """)
    void whatAToolAddsIsNoColumnOfTheSourceAndItsMarksAndOrderCount(
            String tool, String columns, String mark, String marked) {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table items (id bigint primary key, name text)",
                    "insert into items select i, 'n' || i from generate_series(1, 500) i");
            Dataset<Row> rows = loaded(database, "items").withColumn("v", lit(3));
            Dataset<Row> gone = rows.limit(3)
                    .withColumn("id", expr("cast(id + 9000 as bigint)"))
                    .withColumn("v", lit(4));
            Dataset<Row> now = withColumns(rows.withColumn(mark, expr("cast(null as string)")), columns)
                    .union(withColumns(gone.withColumn(mark, expr("cast(" + marked + " as string)")), columns));
            Dataset<Row> old = withColumns(
                    rows.where("id % 2 = 0")
                            .withColumn("v", lit(1))
                            .withColumn("name", lit("old"))
                            .withColumn(mark, expr("cast(null as string)")),
                    columns);
            write(now.drop("v"), "delta", "current");
            write(old.union(now).drop("v"), "delta", "log");

            JsonNode current = audited(0, "--source", url(database), "--table", "items", "--target", "current");
            assertThat(current.path("target").path("tool").asText()).startsWith(tool);
            assertThat(current.path("target").path("gone").asInt()).isEqualTo(3);
            assertThat(leftOut(current)).isEmpty();
            JsonNode versions = audited(1, "--source", url(database), "--table", "items", "--target", "log");
            assertThat(versions.path("twice").path("rows").asInt()).isEqualTo(250);
            assertThat(versions.path("notes").toString()).contains("--log");
            JsonNode last = audited(0, "--source", url(database), "--table", "items", "--target", "log", "--log");
            assertThat(last.path("target").path("past").asInt()).isEqualTo(250);
            assertThat(last.path("target").path("gone").asInt()).isEqualTo(3);
        }
    }

    @Test
    void historyOfToolsThatMarkWhatIsPastAndChangesThatAColumnOrdersAreComparedByTheirLastVersions() {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table items (id bigint primary key, name text)",
                    "insert into items select i, 'n' || i from generate_series(1, 500) i");
            Dataset<Row> rows = loaded(database, "items");
            Dataset<Row> old = rows.where("id % 2 = 0").withColumn("name", lit("old"));
            write(
                    rows.selectExpr("*", "cast(null as timestamp) as _dlt_valid_to", "'1.5' as _dlt_load_id")
                            .union(old.selectExpr("*", "now()", "'1.4'")),
                    "parquet",
                    "dlt");
            write(
                    rows.selectExpr("*", "true as _fivetran_active", "now() as _fivetran_start")
                            .union(old.selectExpr("*", "false", "now()")),
                    "parquet",
                    "fivetran");
            write(
                    old.selectExpr("'I' as Op", "*", "timestamp'2026-11-01' as changed")
                            .union(rows.selectExpr("'U'", "*", "timestamp'2026-11-02'"))
                            .union(rows.limit(1).selectExpr("'I'", "id + 900", "name", "timestamp'2026-11-02'"))
                            .union(rows.limit(1).selectExpr("'D'", "id + 900", "name", "timestamp'2026-11-03'")),
                    "parquet",
                    "dms");

            for (String tool : List.of("dlt", "fivetran")) {
                JsonNode answer = audited(0, "--source", url(database), "--table", "items", "--target", tool);
                assertThat(answer.path("target").path("past").asInt()).isEqualTo(250);
                assertThat(leftOut(answer)).isEmpty();
            }
            JsonNode changes = audited(
                    0, "--source", url(database), "--table", "items", "--target", "dms", "--latest-by", "changed");
            assertThat(changes.path("target").path("tool").asText()).isEqualTo("AWS DMS");
            assertThat(changes.path("target").path("past").asInt()).isEqualTo(251);
            assertThat(changes.path("target").path("gone").asInt()).isEqualTo(1);
        }
    }

    private static Dataset<Row> withColumns(Dataset<Row> rows, String columns) {
        Dataset<Row> all = rows;
        for (String column : columns.split(" ")) {
            String[] parts = column.split("=", 2);
            all = all.withColumn(parts[0], expr(parts[1].replace("as`", " as ").replace("`", "")));
        }
        return all;
    }

    @Test
    void rowsThatWereWrittenAfterTheLoadAreLeftOutWhereTheirTimeIsNamed() {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table items (id bigint primary key, name text, changed timestamptz)",
                    "insert into items select i, 'n' || i, '2026-11-01' from generate_series(1, 2000) i");
            write(loaded(database, "items").where("id <> 9"), "delta", "t");
            database.run(
                    "update items set name = 'later', changed = '2026-11-20 00:00:00.000001+00' where id % 4 = 0",
                    "insert into items values (5000, 'later', '2026-11-21')");

            JsonNode all = audited(1, "--source", url(database), "--table", "items", "--target", "t", "--keys", "0");
            assertThat(all.path("stale").path("rows").asInt()).isEqualTo(500);
            assertThat(all.path("missing").path("rows").asInt()).isEqualTo(2);
            assertThat(all.path("notes").toString()).contains("--changed-before");
            JsonNode before = audited(
                    1,
                    "--source",
                    url(database),
                    "--table",
                    "items",
                    "--target",
                    "t",
                    "--changed-before",
                    "2026-11-20T00:00:00Z",
                    "--cursor",
                    "changed");
            assertThat(ids(before, "missing")).containsExactly("9");
            assertThat(ids(before, "stale")).isEmpty();
            assertThat(before.path("source").path("newer").asInt()).isEqualTo(501);
        }
    }

    @Test
    void theScreenSaysWhatWasComparedAndWhatIsWrongAndNothingIsWritten() throws IOException {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table items (id bigint primary key, name text, doc json)",
                    "insert into items select i, 'secret-' || i, '{}' from generate_series(1, 500) i");
            write(loaded(database, "items").where("id <> 77"), "delta", "t");
            List<Path> before = files();

            assertThat(program.run("audit", "--source", url(database), "--table", "public.items", "--target", "t"))
                    .as(program.screen())
                    .isEqualTo(1);

            assertThat(program.screen()).isEqualTo("""
                          source  500 rows of public.items, in one state
                          target  499 rows of a Delta table at version 0
                             key  id
                        compared  2 columns
                        left out  doc is json in the source and text in the target: one value has several texts; \
                    --columns compares them as they are
                            note  rows that changed after the load are missing, stale or extra by nature: \
                    --changed-before TIME --cursor COLUMN leaves out what was written since
                         missing             1  in the source, not in the target
                           stale             0  in both, with other values
                           extra             0  in the target, not in the source
                           twice             0  in the target once more
                         missing  id 77
                    differs · exit 1
                    """);
            assertThat(files()).isEqualTo(before);
        }
    }

    @Test
    void aTargetInABucketIsReadLikeAFolder() throws IOException {
        S3Fixture bucket = S3Fixture.fresh();
        try (PostgresFixture database = PostgresFixture.fresh();
                AwsSettings credentials =
                        AwsSettings.of(S3Fixture.endpoint(), S3Fixture.ACCESS_KEY, S3Fixture.SECRET_KEY)) {
            database.run(
                    "create table items (id bigint primary key, name text)",
                    "insert into items select i, 'n' || i from generate_series(1, 500) i");
            for (String format : List.of("delta", "parquet")) {
                write(loaded(database, "items").where("id <> 77"), format, format);
                bucket.copy(folder.resolve(format), "lake/" + format + "/");
                JsonNode answer = audited(
                        1,
                        "--source",
                        url(database),
                        "--table",
                        "items",
                        "--target",
                        "s3://" + bucket.bucket() + "/lake/" + format,
                        "--endpoint",
                        S3Fixture.endpoint(),
                        "--region",
                        "us-east-1",
                        "--path-style");
                assertThat(ids(answer, "missing")).containsExactly("77");
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private void refused(int status, String words, String... arguments) {
        List<String> all = new ArrayList<>(List.of("audit"));
        all.addAll(List.of(arguments));
        assertThat(program.run(all.toArray(String[]::new))).as(program.screen()).isEqualTo(status);
        assertThat(program.screen()).contains(words);
    }

    @Test
    void whatCannotBeComparedIsRefusedInWords() throws IOException {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table items (id bigint primary key, name text)",
                    "create table keyless (id bigint, name text)",
                    "insert into keyless values (1, 'a'), (2, 'b')");
            write(loaded(database, "keyless"), "parquet", "t");
            spark.range(3)
                    .selectExpr("to_json(struct(id)) as _airbyte_data")
                    .write()
                    .parquet(folder.resolve("raw").toString());
            program.write("empty/readme.txt", "");
            String[] usual = {"--source", url(database), "--target", "t", "--table"};
            refused(2, "has no primary key", with(usual, "keyless"));
            audited(0, with(usual, "keyless", "--key", "id"));
            refused(2, "--key names nr, which is no column", with(usual, "keyless", "--key", "nr"));
            refused(2, "--columns names nam, which is no column", with(usual, "items", "--columns", "nam"));
            refused(2, "did you mean", with(usual, "items", "--exclude", "nam"));
            refused(2, "item does not exist", with(usual, "item"));
            refused(2, "go together", with(usual, "items", "--cursor", "name"));
            refused(2, "which is no time", with(usual, "items", "--cursor", "name", "--changed-before", "2026-01-01"));
            refused(2, "is no time", with(usual, "items", "--cursor", "name", "--changed-before", "soon"));
            refused(2, "nothing says which version", with(usual, "items", "--log"));
            refused(2, "--latest-by names v", with(usual, "items", "--latest-by", "v"));
            String[] source = {"--source", url(database), "--table", "items", "--target"};
            refused(2, "there is no folder", with(source, "nowhere"));
            refused(2, "no Delta table and no Parquet file", with(source, "empty"));
            refused(2, "the key column id of public.items is not in the target", with(source, "raw"));
            refused(
                    2,
                    "the address holds a password",
                    "--source",
                    "postgres://a:b@h/d",
                    "--table",
                    "x",
                    "--target",
                    "t");
            refused(2, "--source names no database", "--source", "folder", "--table", "x", "--target", "t");
            refused(75, "ALV-3001", "--source", "postgres://a@127.0.0.1:1/d", "--table", "x", "--target", "t");
            refused(2, "missing required option", "--source", "postgres://a@h/d");
        }
    }

    private static String[] with(String[] first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }
}
