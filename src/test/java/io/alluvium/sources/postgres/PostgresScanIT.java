package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Engine;
import io.alluvium.source.Known;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Spark asks of a table that its tasks read: columns, filters, retries, the end of a cancelled task. */
@Timeout(60)
class PostgresScanIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final DatabaseTable T = Declared.snapshot("t", "t", "id");

    @TempDir
    private Path folder;

    private PostgresFixture database;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    /** Work with the rows of table t. */
    private interface Work {
        void with(Dataset<Row> rows) throws Exception;
    }

    private void reading(DatabaseTable table, Work work) {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            work.with(extracted.rows(SPARK));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String plan(Dataset<Row> rows) {
        return rows.queryExecution().executedPlan().toString();
    }

    @Test
    void columnsAndRowsThatNobodyAsksForStayAtTheServer() {
        database.run(
                "create table t (id int primary key, broken date, name text)",
                "insert into t values (1, 'infinity', 'a'), (2, null, 'b')");
        reading(T, rows -> {
            assertThat(rows.select("name", "id").orderBy("id").collectAsList().toString())
                    .isEqualTo("[[a,1], [b,2]]");
            assertThat(rows.count()).isEqualTo(2);
            assertThat(rows.where("id = 2").selectExpr("broken").first().isNullAt(0))
                    .isTrue();
            assertThat(Causes.first(catchThrowable(rows::collectAsList), AlluviumException.class)
                            .orElseThrow())
                    .hasMessage("ALV-3006: the column broken of t holds dates outside the years 1 to 9999");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    small = 3                                          | small = 3
                    id > 4 and id <= 7                                 | id > 4, id <= 7
                    large < -9223372036854775807                       | large < -9223372036854775807
                    id <> 3 and large is not null                      | -
                    day >= date'2026-03-29'                            | day >=
                    day = date'0001-01-01' or day is null              | -
                    at < timestamp'2026-03-29 01:00:00.000001'         | at <
                    local >= timestamp_ntz'2026-03-29 02:30:00'        | local >=
                    day is null                                        | day IS NULL
                    pair is null                                       | pair IS NULL
                    pair is not null                                   | ]
                    name = 'B'                                         | -
                    name is not null                                   | ]
                    amount > 2.5                                       | -
                    ratio >= 2                                         | -
                    flag                                               | -
                    object < 3                                         | -
                    at > timestamp'9999-12-31 23:59:59' + interval 1 year | -
                    """)
    void aFilterGoesToTheServerOnlyWhereItMeansTheSameThere(String filter, String pushed) {
        database.run(
                "create type pair as (a int, b text)",
                "create table t (id int primary key, small smallint, large bigint, day date, at timestamptz,"
                        + " local timestamp, name text, amount numeric(5,2), ratio float8, flag bool, object oid,"
                        + " pair pair)",
                "insert into t select i, i, case when i % 4 = 0 then -9223372036854775808 end,"
                        + " case when i > 2 then '2026-03-25'::date + i when i = 2 then '0001-01-01' end,"
                        + " '2026-03-29 00:00:00+00'::timestamptz + i * '10 minutes'::interval,"
                        + " '2026-03-29 02:00:00'::timestamp + i * '10 minutes'::interval, chr(64 + i), i + 0.25, i,"
                        + " i % 2 = 0, i, case when i = 1 then row(null, null)::pair when i > 5 then row(i, 'x')::pair"
                        + " end from generate_series(1, 10) i");
        reading(T, rows -> {
            Dataset<Row> filtered = rows.where(filter).select("id");
            List<String> everything = rows.collectAsList().stream()
                    .map(row -> row.get(0).toString())
                    .toList();
            Dataset<Row> copied = SPARK.createDataFrame(rows.collectAsList(), rows.schema());

            assertThat(everything).hasSize(10);
            assertThat(ids(filtered)).isEqualTo(ids(copied.where(filter).select("id")));
            String scan = plan(filtered)
                    .lines()
                    .filter(line -> line.contains("COPY t"))
                    .findFirst()
                    .orElseThrow();
            String shown = scan.substring(scan.indexOf(" pushed ["));
            // Spark itself adds that a compared column is not null, which every type can be asked.
            assertThat(shown.replaceAll("\\w+ IS NOT NULL(, )?", ""))
                    .startsWith(pushed.equals("-") ? " pushed []" : " pushed [" + pushed);
            assertThat(plan(filtered)).contains("Filter");
        });
    }

    private static String ids(Dataset<Row> rows) {
        return rows.orderBy("id").collectAsList().stream()
                .map(row -> row.get(0).toString())
                .collect(Collectors.joining(","));
    }

    @Test
    void arraysWithNullsAndEmptyOnesArriveInEachBatch() {
        database.run(
                "create table t (id int primary key, a bigint[], b text[], c numeric(30,2)[], d numeric(30,2))",
                "insert into t select i, case when i % 3 > 0 then array[i, null, -i]::bigint[] end,"
                        + " case i % 4 when 0 then '{}' when 1 then array['x' || i, null] end,"
                        + " array[null, i + 0.25], case when i % 5 > 0 then -1234567890123456789012345.75 + i end"
                        + " from generate_series(1, 10000) i");
        reading(
                T,
                rows -> assertThat(rows.orderBy("id").toJSON().collectAsList())
                        .isEqualTo(SPARK.read()
                                .schema(rows.schema())
                                .json(SPARK.createDataset(
                                        database.texts("select json_strip_nulls(row_to_json(t))::text from t"),
                                        Encoders.STRING()))
                                .orderBy("id")
                                .toJSON()
                                .collectAsList()));
    }

    @Test
    void aCancelledJobEndsItsCopyAtTheServerEvenWithoutAnInterrupt() throws Exception {
        database.run(
                "create table t (id int primary key)", "create view v as select generate_series(1, 2000000000) id");
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, T));
                TableRead extracted = Tables.read(extractor, T, Known.NOTHING)) {
            CopyRead small = (CopyRead) extracted.columns().orElseThrow();
            CopyRead endless = small.with(new CopyPlan(
                    "(select generate_series(1, 2000000000) as id) as t",
                    small.schema(),
                    small.plan().columns(),
                    List.of("true")));
            SparkSession session = SPARK.newSession();
            Thread job = new Thread(() -> {
                session.sparkContext().setJobGroup("endless", "endless", false);
                failure.set(
                        catchThrowable(() -> new CopyTable(endless).in(session).count()));
            });
            job.start();
            await(1);
            session.sparkContext().cancelJobGroup("endless");
            await(0);
            job.join(10_000);
            assertThat(failure.get()).hasMessageContaining("cancelled");
        }
    }

    /** Waits until so many sessions read. */
    private void await(int sessions) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (copies() != sessions && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertThat(copies()).isEqualTo(sessions);
    }

    private int copies() {
        return Integer.parseInt(database.texts("select count(*) from pg_stat_activity where state = 'active'"
                        + " and datname = current_database() and query like 'copy%'")
                .get(0));
    }

    @Test
    void aQueryThatNeedsFewRowsEndsTheCopyAtTheServer() throws Exception {
        database.run(
                "create table t (id int primary key, filler text)",
                "insert into t select i, repeat('x', 100) from generate_series(1, 300000) i");
        reading(T, rows -> {
            assertThat(rows.limit(3).collectAsList()).hasSize(3);
            await(0);
        });
    }

    @Test
    void whatGoesToATaskIsSmallAndPrintsNoSecret() throws Exception {
        String role = "p_" + database.database();
        database.run(
                "create role " + role + " login password 's3cr3t-canary' in role needs_password",
                "create table t (id int primary key, a text, b numeric(10,2), c timestamptz)",
                "grant select on t to " + role,
                "insert into t values (7)");
        PostgresSpec source = new PostgresSpec(
                "shop",
                Declared.PLACE,
                database.host(),
                database.port(),
                database.database(),
                role,
                Optional.of(new SecretReference(
                        SecretReference.Kind.FILE,
                        Files.writeString(folder.resolve("password"), "s3cr3t-canary")
                                .toString(),
                        Declared.PLACE)),
                Optional.empty(),
                4,
                Duration.ofMinutes(1),
                SchemaChange.ADD,
                Engine.AUTO,
                ChosenTables.of(List.of(T)));
        try (PostgresSource extractor = new PostgresSource(source);
                TableRead extracted = Tables.read(extractor, T, Known.NOTHING)) {
            CopyRead read = (CopyRead) extracted.columns().orElseThrow();
            Batch scan = ((DataSourceV2ScanRelation)
                            new CopyTable(read).in(SPARK).queryExecution().optimizedPlan())
                    .scan()
                    .toBatch();
            InputPartition partition = scan.planInputPartitions()[0];
            byte[] travelling = SerializationUtils.serialize(partition);
            PartitionReader<ColumnarBatch> reader =
                    scan.createReaderFactory().createColumnarReader(SerializationUtils.deserialize(travelling));

            assertThat(travelling).hasSizeLessThan(8_000);
            assertThat(reader.next()).isTrue();
            assertThat(reader.get().getRow(0).getInt(0)).isEqualTo(7);
            reader.close();
            assertThat(List.of(
                            read.part(0).toString(),
                            read.part(0).login().toString(),
                            partition.toString(),
                            reader.toString(),
                            extracted.rows(SPARK).queryExecution().toString()))
                    .noneMatch(text -> text.contains("s3cr3t-canary"));
        } finally {
            database.run("drop owned by " + role, "drop role " + role);
        }
    }
}
