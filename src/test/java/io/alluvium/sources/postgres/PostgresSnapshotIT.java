package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.TableRead;
import io.alluvium.source.budget.Connections;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole tables in one state of the database. */
class PostgresSnapshotIT {
    private static final SparkSession SPARK = LocalSpark.session();

    private PostgresFixture database;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Known read(DatabaseTable table) {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table))) {
            Look.Changed fact = Tables.changed(extractor.look(table, Known.NOTHING));
            try (TableRead extracted = fact.reader().read()) {
                assertThat(extracted.overlap()).isEqualTo(new Overlap.Content());
                assertThat(extracted.rows(SPARK).count())
                        .isEqualTo(extracted.sourceCount().orElseThrow());
                return Tables.known(Tables.window(fact), extracted.fingerprint());
            }
        }
    }

    /** What is known once the batch is in raw, whose columns a comparison needs. */
    private Known stored(DatabaseTable table, Known known) {
        Look look = survey(table, Known.NOTHING);
        return new Known(
                Tables.changed(look).reader().plan().schema(), known.reached(), known.pending(), known.fingerprint());
    }

    private Look survey(DatabaseTable table, Known known) {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table))) {
            return extractor.look(table, known);
        }
    }

    private AlluviumException failureOfReading(DatabaseTable table) {
        return Assertions.catchThrowableOfType(AlluviumException.class, () -> read(table));
    }

    @Test
    void anyChangeOfContentChangesTheFingerprintAndNothingElseDoes() {
        database.run("create table t (id int primary key, v text)", "insert into t values (1, 'a'), (2, 'b')");
        DatabaseTable table = Declared.snapshot("t", "t", "id");
        Known known = read(table);

        assertThat(survey(table, known))
                .isInstanceOfSatisfying(
                        Look.Unchanged.class, fact -> assertThat(fact.reason()).isEqualTo("same content"));
        for (String change : List.of(
                "update t set v = 'A' where id = 1",
                "delete from t where id = 2",
                "insert into t values (3, 'c')",
                "alter table t add column w int default 5",
                "truncate t")) {
            database.run(change);
            Look fact = survey(table, known);
            assertThat(fact).as(change).isInstanceOf(Look.Changed.class);
            assertThat(Tables.changed(fact).what()).isEqualTo("whole table");
            assertThat(Tables.changed(fact).guarantee()).isEqualTo("complete");
            known = read(table);
        }
    }

    @Test
    void theIndexOfATableSaysNothingOfTheRowsOfTablesThatInheritFromIt() {
        database.run(
                "create table t (id int primary key)",
                "create table child () inherits (t)",
                "insert into t values (1)",
                "insert into child values (1)");

        assertThat(failureOfReading(Declared.snapshot("t", "t", "id")))
                .hasMessageContaining("ALV-3011: rows of t share the key [id]");
    }

    /** By the bytes that raw gets, but for floats; the server's own equality says neither more nor less. */
    @Test
    void keysAreToldApartAsInRaw() {
        database.run(
                "create extension citext",
                "create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create table t (id int, c citext, f text collate folded, n numeric, p bpchar, j json,"
                        + " i int[], r float8, l real[])",
                "insert into t values (1, 'a', 'a', 1.0, 'a', '1', '{1}', 0, '{0}'),"
                        + " (2, 'A', 'A', 1.00, 'a ', ' 1', '[0:0]={1}', '-0', '{-0}')");
        for (String key : List.of("c", "f", "n", "p", "j")) {
            assertThat(read(Declared.snapshot("t", "t", key))).as(key).isNotEqualTo(Known.NOTHING);
        }
        for (String key : List.of("i", "r", "l")) {
            assertThat(failureOfReading(Declared.snapshot("t", "t", key)))
                    .hasMessageContaining("ALV-3011: rows of t share the key [" + key + "]");
        }
        database.run("create table u (i int[] primary key)", "insert into u values ('{1}'), ('[0:0]={1}')");
        assertThat(failureOfReading(Declared.snapshot("u", "u", "i")))
                .hasMessageContaining("ALV-3011: rows of u share the key [i]");
    }

    @Test
    void aViewIsComparedByItsValues() {
        database.run(
                "create table base (id int primary key, t text)",
                "insert into base values (1, 'a')",
                "create view seen as select id, t from base where t <> 'hidden'");
        DatabaseTable view = Declared.snapshot("seen", "seen", "id");
        Known known = read(view);

        database.run("insert into base values (2, 'hidden')");
        assertThat(survey(view, known)).isInstanceOf(Look.Unchanged.class);
        database.run("update base set t = 'b' where id = 1");
        assertThat(survey(view, known)).isInstanceOf(Look.Changed.class);
    }

    @Test
    void namesAreTakenAsSqlTakesThem() {
        database.run(
                "create schema \"Odd \"\"one\"\"\"",
                "create table \"Odd \"\"one\"\"\".\"Cli'ent; drop\" (\"Id\" int primary key, \"select\" int[],"
                        + " \"tücke\" text)",
                "insert into \"Odd \"\"one\"\"\".\"Cli'ent; drop\" values (1, '{2}', 'x')");
        DatabaseTable table = Declared.snapshot("clients", "\"Odd \"\"one\"\"\".\"Cli'ent; drop\"", "Id");

        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            assertThat(extracted.rows(SPARK).columns()).containsExactly("Id", "select", "tücke");
            assertThat(extracted.rows(SPARK).toJSON().collectAsList())
                    .containsExactly("{\"Id\":1,\"select\":[2],\"tücke\":\"x\"}");
        }
    }

    @Test
    void columnsThatCollideOrThatRawCannotHoldAreRefused() {
        database.run(
                "create table a (id int primary key, \"Name\" text, name text)",
                "create table b (id int primary key, \"a b\" text)",
                "create table c (id int primary key, _batch int)");

        assertThat(List.of("a", "b", "c"))
                .extracting(name -> Tables.refused(survey(Declared.snapshot(name, name, "id"), Known.NOTHING)))
                .allSatisfy(problem -> assertThat(problem.code()).isEqualTo(ErrorCode.COLUMN_NAME_REFUSED))
                .extracting(problem -> problem.message().split(" has ")[0])
                .containsExactly(
                        "the columns \"Name\" and \"name\" of raw.a differ only in case",
                        "the column \"a b\" of raw.b",
                        "the column \"_batch\" of raw.c");
    }

    @Test
    void aKeyThatIsNotUniqueOrNullIsRefused() {
        database.run(
                "create table twice (id int, v int)",
                "insert into twice values (1, 1), (1, 2)",
                "create table missing (id int, v int)",
                "insert into missing values (1, 1), (null, 2)",
                "create table fine (id int, v int)",
                "insert into fine values (1, 1), (2, 1)");

        assertThat(failureOfReading(Declared.snapshot("twice", "twice", "id")))
                .hasMessage("ALV-3011: rows of twice share the key [id]");
        assertThat(failureOfReading(Declared.snapshot("missing", "missing", "id")))
                .hasMessage("ALV-3011: 1 rows of missing have null in the key");
        assertThat(read(Declared.snapshot("fine", "fine", "id")).fingerprint()).isPresent();
    }

    @Test
    void allTablesAreReadInOneStateWhileWritesGoOn() throws Exception {
        database.run(
                "create table debit (id int primary key, amount int not null)",
                "create table credit (id int primary key, amount int not null)",
                "insert into debit select i, 100 from generate_series(1, 500) i",
                "insert into credit select i, 100 from generate_series(1, 500) i");
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> transfer(stop));
        writer.start();
        DatabaseTable debit = Declared.snapshot("debit", "debit", "id");
        DatabaseTable credit = Declared.snapshot("credit", "credit", "id");
        try {
            for (int round = 0; round < 5; round++) {
                try (PostgresSource extractor = new PostgresSource(Tables.source(database, debit, credit));
                        TableRead left = Tables.read(extractor, debit, Known.NOTHING)) {
                    Thread.sleep(100);
                    try (TableRead right = Tables.read(extractor, credit, Known.NOTHING)) {
                        assertThat(left.rows(SPARK)
                                        .unionAll(right.rows(SPARK))
                                        .selectExpr("sum(amount)")
                                        .first()
                                        .getLong(0))
                                .isEqualTo(100_000);
                    }
                }
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    private void transfer(AtomicBoolean stop) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 1; !stop.get(); i = i % 500 + 1) {
                statement.execute("update debit set amount = amount - 7 where id = " + i);
                statement.execute("update credit set amount = amount + 7 where id = " + i);
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLargeTableIsReadByRangesOfPagesEachRowOnce() {
        database.run(
                "create table large (id int primary key, filler text) with (fillfactor = 10)",
                "insert into large select i, repeat('x', 700) from generate_series(1, 20000) i",
                "delete from large where id % 7 = 0");
        DatabaseTable table = Declared.snapshot("large", "large", "id");

        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            assertThat(extracted.rows(SPARK).rdd().getNumPartitions()).isEqualTo(2);
            assertThat(extracted
                            .rows(SPARK)
                            .selectExpr("count(*)", "count(distinct id)", "sum(id)")
                            .first()
                            .mkString(" "))
                    .isEqualTo(database.texts("select concat_ws(' ', count(*), count(*), sum(id)) from large")
                            .get(0));
            assertThat(database.texts("explain select * from large as t where ctid >= '(8192,0)'::tid"))
                    .anyMatch(line -> line.contains("Tid Range Scan"));
        }
    }

    @Test
    void readsWaitForConnectionsOfTheBudget() {
        Connections connections = new Connections(3);
        Connections.Lease first = connections.lease(2);
        Connections.Lease second = connections.lease(8);

        assertThat(first.size()).isEqualTo(2);
        assertThat(second.size()).isEqualTo(1);
        first.release();
        first.release();
        assertThat(connections.lease(8).size()).isEqualTo(2);
    }

    @Test
    void neitherUserNorPasswordIsShownInPlans() {
        database.run("create table t (id int primary key)");
        DatabaseTable table = Declared.snapshot("t", "t", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            assertThat(extracted.rows(SPARK).queryExecution().toString())
                    .doesNotContain("password")
                    .doesNotContain("user");
        }
    }

    @Test
    void aLargeMaterializedViewIsReadInPartsThatARefreshWaitsFor() throws SQLException {
        database.run(
                "create materialized view wide as select i as id, repeat('x', 7000) as filler"
                        + " from generate_series(1, 17000) i with no data",
                "alter materialized view wide alter filler set storage plain",
                "refresh materialized view wide");
        DatabaseTable wide = Declared.snapshot("wide", "wide", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, wide));
                TableRead extracted = Tables.read(extractor, wide, Known.NOTHING);
                Connection other = database.connect();
                Statement refresh = other.createStatement()) {
            refresh.execute("set lock_timeout = '200ms'");
            Assertions.assertThatThrownBy(() -> refresh.execute("refresh materialized view wide"))
                    .hasMessageContaining("lock timeout");
            assertThat(extracted.columns().orElseThrow().parts()).isEqualTo(2);
            assertThat(extracted.rows(SPARK).select("id").distinct().count()).isEqualTo(17_000);
        }
    }

    /** An earlier snapshot shows such a table without rows, or with those of later. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "t: truncate t; insert into t values (3)",
                "parted: truncate part; insert into part values (3)",
                "t: alter table t alter id type bigint using id + 10",
                "seen: truncate t; insert into t values (3)",
                "kept: refresh materialized view kept"
            })
    void whatWasWrittenAnewSinceTheSnapshotIsNotReadInIt(String rewritten) {
        database.run(
                "create table t (id int primary key)",
                "insert into t values (1), (2)",
                "create table parted (id int primary key) partition by range (id)",
                "create table part partition of parted for values from (0) to (9)",
                "insert into parted values (1), (2)",
                "create view seen as select id from t where id > 0",
                "create materialized view kept as select id from parted",
                "create table other (id int primary key)");
        if (rewritten.contains("alter table")) {
            database.run("drop view seen");
        }
        String from = rewritten.substring(0, rewritten.indexOf(':'));
        String[] writes = rewritten.substring(from.length() + 2).split("; ");
        DatabaseTable table = Declared.snapshot("t", from, "id");
        DatabaseTable other = Declared.snapshot("other", "other", "id");
        Known known = stored(table, read(table));

        for (Known before : List.of(known, Known.NOTHING)) {
            try (PostgresSource source = new PostgresSource(Tables.source(database, other, table))) {
                source.look(other, Known.NOTHING);
                database.run(writes);
                assertThatThrownBy(() -> source.look(table, before)).satisfies(PostgresSnapshotIT::saysWrittenAnew);
                ThrowableAssert.ThrowingCallable comparing =
                        () -> source.content(table, known).orElseThrow().digests();
                if (rewritten.contains("alter table")) {
                    // The second time its columns are others than raw's already.
                    assertThatThrownBy(comparing).hasMessageMatching("(?s)ALV-(3016|3007): .*");
                } else {
                    assertThatThrownBy(comparing).satisfies(PostgresSnapshotIT::saysWrittenAnew);
                }
            }
        }
        assertThat(read(table)).isNotNull();
    }

    /** A look without rows to compare locks no partition. */
    @Test
    void aPartitionThatIsWrittenAnewAfterTheLookIsNotRead() {
        database.run(
                "create table parted (id int primary key) partition by range (id)",
                "create table part partition of parted for values from (0) to (9)",
                "insert into parted values (1), (2)");
        DatabaseTable table = Declared.snapshot("t", "parted", "id");

        try (PostgresSource source = new PostgresSource(Tables.source(database, table))) {
            Look.Changed look = Tables.changed(source.look(table, Known.NOTHING));
            database.run("set lock_timeout = '5s'", "truncate part");
            assertThatThrownBy(() -> look.reader().read()).satisfies(PostgresSnapshotIT::saysWrittenAnew);
        }
    }

    private static void saysWrittenAnew(Throwable failure) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        AlluviumException.class, e -> assertThat(e.kind()).isEqualTo(Kind.SOURCE))
                .hasMessageMatching(
                        "ALV-3016: public.(t|part|kept) was written anew while (t|parted|seen|kept) was looked at");
    }

    /** Who changes the table waits for the session that holds the snapshot, and would be waited for by those that read. */
    @Test
    void aReadDoesNotWaitForWhoWaitsForItsOwnSnapshot() throws Exception {
        database.run("create table t (id int primary key)", "insert into t values (1)");
        DatabaseTable table = Declared.snapshot("t", "t", "id");
        Known known = read(table);
        database.run("insert into t values (2)");
        CompletableFuture<Void> change;
        try (PostgresSource source = new PostgresSource(Tables.source(database, table))) {
            Look.Changed look = Tables.changed(source.look(table, known));
            change = CompletableFuture.runAsync(() -> database.run("alter table t add column v text"));
            database.awaitLockWait();
            Throwable failure = catchThrowable(() -> {
                try (TableRead read = look.reader().read()) {
                    read.rows(SPARK).count();
                }
            });
            AlluviumException fault = source.explain(table, failure).orElseThrow();
            assertThat(fault).hasMessage("ALV-3020: another session holds t, or what it reads");
            assertThat(fault.kind()).isEqualTo(Kind.SOURCE);
            String asked = fault.problems().get(0).fix().orElseThrow().replaceFirst("^.*: (?=SELECT)", "");
            assertThat(database.texts(asked)).isNotEmpty();
        }
        change.get(20, TimeUnit.SECONDS);
        assertThat(read(table)).isNotNull();
    }
}
