package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.LongValues;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Engine;
import io.alluvium.source.Known;
import io.alluvium.source.Overlap;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.budget.KeptConnections;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading columns through COPY: shapes, parts, and what goes wrong in the middle. */
@Timeout(60)
@ParameterizedClass(name = "{0}")
@EnumSource
class PostgresCopyIT {
    private static final DatabaseTable T = Declared.snapshot("t", "t", "id");
    private static final String ENDLESS = "(select generate_series(1, 4000000000) as id) as t";
    private static final String SILENT = "(select 1::bigint as id from pg_sleep(1000)) as t";

    private enum Sessions {
        FRAMED_BY_US,
        FRAMED_BY_THE_DRIVER,
        KEPT;

        CopyRead of(CopyRead read) {
            return switch (this) {
                case FRAMED_BY_US -> read.with(CopySession.Framing.OWN);
                case FRAMED_BY_THE_DRIVER -> read.with(CopySession.Framing.DRIVER);
                case KEPT -> read.on(new KeptConnections<>(SnapshotSession::closeQuietly));
            };
        }
    }

    private final Sessions sessions;
    private PostgresFixture database;

    PostgresCopyIT(Sessions sessions) {
        this.sessions = sessions;
    }

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    /** Work with the columns of table t. */
    private interface Work {
        void with(TableRead extracted, ColumnReader reader) throws Exception;
    }

    private ColumnReader columns(TableRead extracted) {
        return sessions.of((CopyRead) extracted.columns().orElseThrow());
    }

    private void reading(DatabaseTable table, Work work) {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            work.with(extracted, columns(extracted));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A reader of bigints from anything that FROM takes, without the checks that come before. */
    private void readingFrom(String from, BinaryForm form, StructType schema, Work work) {
        PostgresSpec source = Tables.source(database, T);
        Login login = new Login(source);
        CopyPlan plan = new CopyPlan(
                from,
                schema,
                List.of(new ColumnImage("id", "t.id", schema.fields()[0].dataType(), form)),
                List.of("true"));
        try (SnapshotSession snapshot = SnapshotSession.start(login.open(), Duration.ZERO)) {
            work.with(unused(), sessions.of(new CopyRead(T, plan, login, snapshot, new Faults(source))));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void readingFrom(String from, Work work) {
        readingFrom(from, ScalarForm.INT8, new StructType().add("id", DataTypes.LongType), work);
    }

    private static TableRead unused() {
        return new TableRead(
                session -> session.emptyDataFrame(),
                java.util.OptionalLong.empty(),
                new Overlap.None(),
                Optional.empty(),
                "");
    }

    private static List<Long> numbers(ColumnBatch batch, int column) {
        LongValues values = (LongValues) batch.column(column);
        return LongStream.range(0, batch.rows())
                .mapToObj(row -> values.value((int) row))
                .toList();
    }

    private long sessionsAtWork() {
        return Long.parseLong(database.texts("select count(*) from pg_stat_activity where datname = current_database()"
                        + " and application_name = 'alluvium' and query like 'copy%'")
                .get(0));
    }

    private void awaitSession() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (sessionsAtWork() == 0 && System.nanoTime() < end) {
            Thread.sleep(10);
        }
    }

    private void assertNoSessionIsLeft() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (sessionsAtWork() > 0 && System.nanoTime() < end) {
            Thread.sleep(20);
        }
        assertThat(sessionsAtWork()).isZero();
    }

    @Test
    void thePinnedDriverGivesItsStream() throws SQLException {
        try (Connection connection = database.connect()) {
            assertThat(DriverStream.of(connection)).hasValueSatisfying(stream -> {
                assertThat(stream.rest()).isNotNull();
                assertThatCode(() -> assertThat(stream.head()).isEmpty()).doesNotThrowAnyException();
            });
        }
    }

    @Test
    void anEmptyTableHasNoBatch() {
        database.run("create table t (id int primary key, v text)");
        reading(T, (extracted, reader) -> {
            ColumnBatch batch = new ColumnBatch(reader.schema(), 10);
            reader.read(0, batch, full -> {
                throw new IOException("never");
            });
            assertThat(extracted.sourceCount()).hasValue(0);
            assertThat(reader.parts()).isEqualTo(1);
        });
    }

    @Test
    void oneRowIsOneBatchAndABatchIsEmptyAfterwards() {
        database.run("create table t (id int primary key, v text)", "insert into t values (7, null)");
        reading(T, (extracted, reader) -> {
            ColumnBatch batch = new ColumnBatch(reader.schema(), 1);
            List<Long> seen = new ArrayList<>();
            reader.read(0, batch, full -> {
                seen.addAll(numbers(full, 0));
                assertThat(full.column(1).isNull(0)).isTrue();
            });
            assertThat(seen).containsExactly(7L);
            assertThat(batch.rows()).isZero();
            assertThat(batch.column(0).rows()).isZero();
        });
    }

    @Test
    void batchesAreHandedOnWhenTheyAreFull() {
        database.run("create table t (id int primary key)", "insert into t select generate_series(1, 25)");
        reading(T, (extracted, reader) -> {
            List<Integer> sizes = new ArrayList<>();
            reader.read(0, new ColumnBatch(reader.schema(), 10), full -> sizes.add(full.rows()));
            assertThat(sizes).containsExactly(10, 10, 5);
        });
    }

    @Test
    void aThousandColumnsAreRead() {
        String columns = IntStream.range(0, 1_000)
                .mapToObj(i -> "c" + i + (i % 3 == 0 ? " int" : i % 3 == 1 ? " text" : " numeric(10,2)"))
                .collect(Collectors.joining(", "));
        String values = IntStream.range(0, 1_000).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        database.run(
                "create table t (id int primary key, " + columns + ")",
                "insert into t values (1, " + values + ")",
                "insert into t (id) values (2)");
        reading(T, (extracted, reader) -> {
            List<String> rows = new ArrayList<>();
            reader.read(
                    0,
                    new ColumnBatch(reader.schema(), 10),
                    full -> Way.rows(full).forEach(row -> rows.add(row.mkString(","))));
            assertThat(rows.get(0)).startsWith("1,0,1,2.00,3,4,5.00").endsWith(",997,998.00,999");
            assertThat(rows.get(1)).startsWith("2,null,null");
            assertThat(rows).hasSize(2);
        });
    }

    @Test
    void largeValuesAreHandedOnBeforeTheyFillTheMemory() {
        database.run(
                "create table t (id int primary key, v text, b bytea)",
                "insert into t select i, repeat(chr(64 + i), 10000000 + i), decode(repeat('0' || i, 5000000), 'hex')"
                        + " from generate_series(1, 6) i");
        reading(T, (extracted, reader) -> {
            List<String> seen = new ArrayList<>();
            List<Integer> batches = new ArrayList<>();
            reader.read(0, new ColumnBatch(reader.schema(), 10_000), full -> {
                batches.add(full.rows());
                BytesValues text = (BytesValues) full.column(1);
                BytesValues bytes = (BytesValues) full.column(2);
                for (int row = 0; row < full.rows(); row++) {
                    int last = text.array()[text.end(row) - 1];
                    seen.add((text.end(row) - text.start(row)) + " " + (char) last + " "
                            + (bytes.end(row) - bytes.start(row)) + " " + bytes.array()[bytes.end(row) - 1]);
                }
            });
            assertThat(batches).containsExactly(3, 3);
            assertThat(seen)
                    .containsExactlyElementsOf(database.texts("select concat_ws(' ', length(v), right(v, 1), length(b),"
                            + " get_byte(b, length(b) - 1)) from t order by id"));
        });
    }

    @Test
    void partsReadSideBySideWhileAWriterCommitsAreTogetherTheSnapshot() throws Exception {
        database.run(
                "create table t (id int primary key, amount int, filler text) with (fillfactor = 10)",
                "insert into t select i, 100, repeat('x', 700) from generate_series(1, 25000) i");
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> transfer(stop));
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            writer.start();
            for (int round = 0; round < 3; round++) {
                reading(T, (extracted, reader) -> {
                    assertThat(reader.parts()).isEqualTo(3);
                    List<Long> ids = Collections.synchronizedList(new ArrayList<>());
                    List<Long> amounts = Collections.synchronizedList(new ArrayList<>());
                    List<Future<?>> reads = new ArrayList<>();
                    for (int i = 0; i < reader.parts(); i++) {
                        int part = i;
                        reads.add(threads.submit(() -> {
                            reader.read(part, new ColumnBatch(reader.schema(), 1_000), full -> {
                                ids.addAll(numbers(full, 0));
                                amounts.addAll(numbers(full, 1));
                            });
                            return null;
                        }));
                    }
                    for (Future<?> read : reads) {
                        read.get();
                    }
                    assertThat(extracted.sourceCount()).hasValue(ids.size());
                    assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(25_000);
                    assertThat(amounts.stream().mapToLong(Long::longValue).sum())
                            .isEqualTo(2_500_000);
                });
            }
        } finally {
            stop.set(true);
            writer.join();
            threads.shutdown();
        }
    }

    /** Moves amounts, and with them rows from page to page; new rows take theirs from others. */
    private void transfer(AtomicBoolean stop) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 1; !stop.get(); i++) {
                long from = i * 7919L % 25_000 + 1;
                long to = i * 104_729L % 25_000 + 1;
                statement.execute("update t set amount = amount - 7 where id = " + from);
                statement.execute("update t set amount = amount + 6 where id = " + to);
                statement.execute("insert into t values (" + (25_000 + i) + ", 1, 'new')");
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ENDLESS, SILENT})
    void anInterruptEndsTheReadingHereAndAtTheServer(String from) {
        readingFrom(from, (extracted, reader) -> {
            CountDownLatch begun = new CountDownLatch(1);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            AtomicBoolean stillInterrupted = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                failure.set(catchThrowable(
                        () -> reader.read(0, new ColumnBatch(reader.schema(), 1_000), full -> begun.countDown())));
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            });
            thread.start();
            if (from.equals(ENDLESS)) {
                assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            }
            awaitSession();
            thread.interrupt();
            thread.join(2_000);

            assertThat(thread.isAlive()).isFalse();
            assertThat(failure.get())
                    .isInstanceOfSatisfying(
                            AlluviumException.class,
                            e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.INTERRUPTED));
            assertThat(stillInterrupted).isTrue();
            assertNoSessionIsLeft();
        });
    }

    @Test
    void anInterruptedThreadDoesNotBegin() {
        readingFrom(ENDLESS, (extracted, reader) -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> reader.read(0, new ColumnBatch(reader.schema(), 1_000), full -> {}))
                    .hasMessage("ALV-9001: stopped while t was read");
            assertThat(Thread.interrupted()).isTrue();
            assertNoSessionIsLeft();
        });
    }

    @Test
    void aSessionThatEndsInTheMiddleIsAnInterruptionOfTheSource() {
        readingFrom(ENDLESS, (extracted, reader) -> {
            Throwable failure = catchThrowable(() -> reader.read(
                    0,
                    new ColumnBatch(reader.schema(), 1_000),
                    full -> database.run(
                            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy%'"
                                    + " and datname = current_database()")));
            assertThat(failure).isInstanceOfSatisfying(AlluviumException.class, e -> {
                assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.SOURCE_INTERRUPTED);
                assertThat(e.kind()).isEqualTo(Kind.SOURCE);
                assertThat(e).hasMessage("ALV-3016: the server ended the session that read t");
            });
        });
    }

    @Test
    void aSnapshotThatIsGoneIsAnInterruptionOfTheSource() {
        database.run("create table t (id int primary key)");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, T));
                TableRead extracted = Tables.read(extractor, T, Known.NOTHING)) {
            extractor.close();
            ColumnReader reader = columns(extracted);
            assertThatThrownBy(() -> reader.read(0, new ColumnBatch(reader.schema(), 10), full -> {}))
                    .hasMessage("ALV-3016: the server ended the session that read t");
        }
    }

    @Test
    void anErrorOfTheSinkReachesTheCallerAndEndsTheReading() {
        readingFrom(ENDLESS, (extracted, reader) -> {
            IOException full = new IOException("disk full");
            assertThatThrownBy(() -> reader.read(0, new ColumnBatch(reader.schema(), 1_000), batch -> {
                        throw full;
                    }))
                    .isSameAs(full);
            assertNoSessionIsLeft();
            UncheckedIOException unchecked = new UncheckedIOException(full);
            assertThatThrownBy(() -> reader.read(0, new ColumnBatch(reader.schema(), 1_000), batch -> {
                        throw unchecked;
                    }))
                    .isSameAs(unchecked);
            assertNoSessionIsLeft();
        });
    }

    @Test
    void aValueThatDoesNotFitItsColumnIsAnErrorThatNamesTheColumnAndNotTheValue() {
        readingFrom(
                "(values (1.25), (12345.75)) as t(id)",
                new DecimalForm(5, 2),
                new StructType().add("id", DataTypes.createDecimalType(5, 2)),
                (extracted, reader) -> assertThatThrownBy(
                                () -> reader.read(0, new ColumnBatch(reader.schema(), 10), full -> {}))
                        .isInstanceOf(AlluviumException.class)
                        .hasMessage("ALV-3006: the column id of t holds numbers with more digits than its type has"));
    }

    @Test
    void aBatchOfOtherColumnsIsADefect() {
        database.run("create table t (id int primary key)");
        reading(T, (extracted, reader) -> {
            ColumnBatch other = new ColumnBatch(new StructType().add("id", DataTypes.LongType), 10);
            assertThatThrownBy(() -> reader.read(0, other, full -> {})).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reader.read(1, other, full -> {})).isInstanceOf(IndexOutOfBoundsException.class);
        });
    }

    @Test
    void textThatIsNotUtf8IsAnErrorThatNamesTheColumn() throws SQLException {
        String name = database.database() + "_ascii";
        database.run(
                "create database " + name + " encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'");
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + database.port() + "/" + name + "?user=postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int primary key, fine text, bad varchar(9), late text)");
            statement.execute("insert into t values (1, 'caf\u00e9', 'x', 'y'), (2, 'a', E'caf\\xe9', E'\\xff')");
            statement.execute("create table l (id int primary key, fine text[], bad text[])");
            statement.execute("insert into l values (1, '{a,NULL}', array['a', E'caf\\xe9'])");
        }
        try {
            for (String table : List.of("t", "l")) {
                DatabaseTable read = Declared.snapshot(table, table, "id");
                PostgresSpec source = new PostgresSpec(
                        "shop",
                        Declared.PLACE,
                        "127.0.0.1",
                        database.port(),
                        name,
                        "postgres",
                        Optional.empty(),
                        Optional.empty(),
                        4,
                        Duration.ofMinutes(1),
                        SchemaChange.ADD,
                        Engine.AUTO,
                        ChosenTables.of(List.of(read)));
                try (PostgresSource extractor = new PostgresSource(source);
                        TableRead extracted = Tables.read(extractor, read, Known.NOTHING)) {
                    ColumnReader reader = columns(extracted);
                    assertThatThrownBy(() -> reader.read(0, new ColumnBatch(reader.schema(), 10), full -> {}))
                            .isInstanceOf(AlluviumException.class)
                            .hasMessage("ALV-3006: the column bad of " + table + " holds text that is not UTF-8");
                    Throwable rows = catchThrowable(
                            () -> extracted.rows(LocalSpark.session()).collectAsList());
                    assertThat(extractor.explain(read, rows))
                            .hasValueSatisfying(
                                    explained -> assertThat(explained.kind()).isEqualTo(Kind.DATA));
                }
            }
        } finally {
            database.run("drop database " + name + " with (force)");
        }
    }
}
