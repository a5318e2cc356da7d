package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.verify.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Of a large table in mode snapshot only changed ranges of keys are read, and raw's current rows are the source's. */
class SnapshotRangesIT {
    private static final long SEED = 20261122;
    private static final int ROWS = 110_000;
    private static final boolean ALL = Boolean.getBoolean("alluvium.ranges.all");
    private static final int ROUNDS = Integer.getInteger("alluvium.ranges.rounds", 2);
    private static final int CHANGES_A_ROUND = 4;
    private static final List<String> ENGINES = List.of("auto", "spark");

    /** How the {@code i}-th key is made, and how both sides write it as text. */
    private enum KeyType {
        INT("int", "i * 7 - 299999", "k::text", "string(k)"),
        NUMERIC("numeric(12,2)", "i * 0.07 - 3000", "k::text", "string(k)"),
        UUID("uuid", "md5(i::text)::uuid", "k::text", "k"),
        TEXT(
                "text",
                "(array['', 'O''Brien\\ ', U&'\\FFFD', U&'\\+01F600', 'ü', 'Zz'])[abs(i % 6) + 1] || (i * 7919) % 1000003",
                "k",
                "k"),
        DATE("date", "date '1500-01-01' + i", "(k - date '1970-01-01')::text", "string(unix_date(k))"),
        TIMESTAMP(
                "timestamp",
                "timestamp '1960-01-01' + i * interval '131 minutes 7.000009 seconds'",
                "(extract(epoch from k) * 1000000)::int8::text",
                "string(unix_micros(cast(k as timestamp)))"),
        TIMESTAMPTZ(
                "timestamptz",
                "timestamptz '1969-12-01 00:00:00Z' + i * interval '1 minute 0.000777 seconds'",
                "(extract(epoch from k) * 1000000)::int8::text",
                "string(unix_micros(k))");

        private final String type;
        private final String made;
        private final String sourceText;
        private final String rawText;

        KeyType(String type, String made, String sourceText, String rawText) {
            this.type = type;
            this.made = made;
            this.sourceText = sourceText;
            this.rawText = rawText;
        }
    }

    /** Stands for the process's death: no step gets past its next boundary. */
    @TempDir
    Path folder;

    private PostgresFixture database;

    @BeforeEach
    void start() {
        SparkFixture.on(folder);
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void fill(KeyType key) {
        database.run(
                "create table t (k " + key.type + ", n int, v text, primary key (k, n))",
                insert(key, 0, ROWS),
                "analyze t");
        for (String engine : ENGINES) {
            write(engine, "[k, n]", "public.t");
        }
    }

    private static String insert(KeyType key, int from, int rows) {
        return "insert into t select " + key.made + ", i % 3, 'value ' || i from generate_series(" + from + ", "
                + (from + rows - 1) + ") i on conflict (k, n) do nothing";
    }

    private void write(String engine, String key, String from) {
        project(engine)
                .over(
                        database,
                        "engine = " + engine,
                        "t { from = \"" + from + "\", key = " + key + ", mode = snapshot }");
    }

    private ProjectFolder project(String engine) {
        return new ProjectFolder(folder.resolve(engine));
    }

    private StepRecord run(String engine) {
        return project(engine).runWell().get(0);
    }

    private void crash(String engine, Boundary at) {
        project(engine).runUntil(at);
    }

    private static final String DIGEST = "count(*) || ' ' || coalesce(sum(%s), 0)";

    private String source(KeyType key) {
        String line = "concat_ws('|', " + key.sourceText + ", n, v)";
        return database.texts("select "
                        + DIGEST.formatted("('x' || substr(md5(" + line + "), 1, 15))::bit(60)::int8::numeric")
                        + " from t")
                .get(0);
    }

    /** Of the last version of each key, less those that are deleted. */
    private String raw(String engine, KeyType key) {
        String line = "concat_ws('|', " + key.rawText + ", n, v)";
        Row row = project(engine)
                .pipeline()
                .query("select "
                        + DIGEST.formatted("cast(conv(substr(md5(" + line + "), 1, 15), 16, 10) as decimal(38,0))")
                        + " from (select k, n, max_by(struct(v, _op), _batch) as last from raw.t group by k, n)"
                        + " lateral view inline(array(last)) as v, _op where _op <> 'D'")
                .toDF()
                .head();
        return row.getString(0);
    }

    /** The two that differ most; all of them where there is time. */
    static Stream<KeyType> keyTypes() {
        return ALL ? Stream.of(KeyType.values()) : Stream.of(KeyType.INT, KeyType.TEXT);
    }

    /** Each boundary in one engine, by turns; in both where there is time. */
    private static List<String> engines(Boundary last) {
        return ALL ? ENGINES : List.of(ENGINES.get(last.ordinal() % ENGINES.size()));
    }

    @ParameterizedTest
    @MethodSource("keyTypes")
    void roundAfterRoundOfRandomChangesRawHasTheRowsOfTheSource(KeyType key) {
        SplittableRandom random = new SplittableRandom(SEED);
        fill(key);
        ENGINES.forEach(this::run);
        int parts = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String done = change(key, round, random);
            StepRecord auto = run("auto");
            StepRecord spark = run("spark");
            String now = source(key);
            for (String engine : ENGINES) {
                assertThat(raw(engine, key))
                        .as("seed %d, round %d, %s: %s, %s", SEED, round, engine, done, auto.detail())
                        .isEqualTo(now);
            }
            assertThat(spark.changes()).isEqualTo(auto.changes());
            assertThat(spark.detail()).isEqualTo(auto.detail());
            assertThat(spark.read()).isEqualTo(auto.read());
            parts += auto.read().orElse(ROWS) <= ROWS / 4 ? 1 : 0;
        }
        assertThat(parts).as("rounds in which a part was read").isPositive();
        assertThat(project("auto").pipeline().verify(List.of("t")).get(0))
                .isInstanceOfSatisfying(
                        Verdict.Checked.class,
                        verdict -> assertThat(verdict.compared().differences()).isEmpty());
    }

    private String change(KeyType key, int round, SplittableRandom random) {
        StringBuilder done = new StringBuilder();
        for (int i = 0; i < CHANGES_A_ROUND; i++) {
            int rows = 1 + random.nextInt(40);
            String some = "(k, n) in (select k, n from t order by k " + (key == KeyType.TEXT ? "collate \"C\"" : "")
                    + ", n limit " + rows + " offset " + random.nextInt(ROWS * 9 / 10) + ")";
            int unused = ROWS + round * 100 + i * 10;
            String sql = switch (random.nextInt(9)) {
                case 0 -> "delete from t where " + some;
                case 1 -> insert(key, unused, 5);
                case 2 -> insert(key, -unused, 5);
                case 3 ->
                    "update t set k = (select " + key.made + " from (select " + unused + " as i) i) where (k, n) in"
                            + " (select k, n from t where " + some + " limit 1)";
                case 4 -> "delete from t where " + some.replace("limit " + rows, "limit " + ROWS / 20);
                case 5 -> "update t set v = v where " + some;
                case 6 -> i == 0 && random.nextInt(3) == 0 ? "vacuum full t" : insert(key, random.nextInt(ROWS), 50);
                default -> "update t set v = v || '.' where " + some;
            };
            database.run(sql);
            done.append(sql).append("; ");
        }
        return done.toString();
    }

    @Test
    void onlyTheRangesThatChangedAreRead() {
        fill(KeyType.INT);
        assertThat(ENGINES)
                .allSatisfy(engine -> assertThat(run(engine).detail()).isEqualTo("whole table"));
        assertThat(ENGINES)
                .allSatisfy(engine -> assertThat(run(engine).detail()).isEqualTo("same content"));

        database.run(
                "update t set v = 'other' where k = 0",
                "delete from t where k = 350007",
                "insert into t values (-400000, 1, 'first'), (900000, 1, 'last')");
        for (String engine : ENGINES) {
            StepRecord step = run(engine);
            assertThat(step.detail()).isEqualTo("4 of 64 key ranges of k");
            assertThat(step.read().orElseThrow()).isBetween(4L * ROWS / 64 / 4, 4L * ROWS / 64 * 4);
            assertThat(step.changes().inserted()).isEqualTo(4);
            assertThat(raw(engine, KeyType.INT)).isEqualTo(source(KeyType.INT));
            assertThat(run(engine).detail()).isEqualTo("same content");
        }

        database.run("update t set v = v || '.' where k % 5 = 0");
        assertThat(run("auto").detail()).isEqualTo("whole table");
        assertThat(raw("auto", KeyType.INT)).isEqualTo(source(KeyType.INT));
    }

    @Test
    void rangesThatGrewAreDividedWhenTheyAreRead() {
        fill(KeyType.INT);
        run("auto");
        database.run(insert(KeyType.INT, ROWS, ROWS / 5));
        StepRecord grown = run("auto");
        assertThat(grown.detail()).isEqualTo("1 of 64 key ranges of k");
        assertThat(grown.read().orElseThrow()).isGreaterThan(ROWS / 5);

        database.run("update t set v = 'other' where k = (select max(k) from t)");
        StepRecord step = run("auto");
        assertThat(step.detail()).matches("1 of (7[5-9]|8\\d) key ranges of k");
        assertThat(step.read().orElseThrow()).isLessThan(ROWS / 64 * 2);
        assertThat(raw("auto", KeyType.INT)).isEqualTo(source(KeyType.INT));
        assertThat(run("auto").detail()).isEqualTo("same content");
    }

    @Test
    void aRowWithoutAKeyIsSeenAlthoughItIsInNoRange() {
        fill(KeyType.INT);
        database.run("alter table t drop constraint t_pkey", "alter table t alter k drop not null");
        run("auto");
        database.run("insert into t values (null, 1, 'lost')");

        RunRecord run = project("auto").run();
        assertThat(run.steps().get(0).problems())
                .singleElement()
                .satisfies(
                        problem -> assertThat(problem.message()).isEqualTo("1 rows of public.t have null in the key"));
    }

    @Test
    void whatChangesTheTablesShapeOrKeyIsReadWhole() {
        fill(KeyType.INT);
        run("auto");
        database.run("alter table t add column w int default 5");
        assertThat(run("auto").detail()).isEqualTo("whole table");
        database.run("update t set w = 1 where k = 0");
        assertThat(run("auto").detail()).isEqualTo("1 of 64 key ranges of k");
        write("auto", "[n, k]", "public.t");
        database.run("update t set w = 2 where k = 0");
        assertThat(run("auto").detail()).isEqualTo("whole table");
        assertThat(raw("auto", KeyType.INT)).isEqualTo(source(KeyType.INT));
    }

    @ParameterizedTest
    @EnumSource(value = Boundary.class, names = "OUTCOME_WRITTEN", mode = EnumSource.Mode.EXCLUDE)
    void aPartThatWasBegunBeforeACrashIsReadAgainAfterFurtherChanges(Boundary last) {
        fill(KeyType.INT);
        for (String engine : engines(last)) {
            run(engine);
            database.run(
                    "update t set v = 'a' where k = 0",
                    "delete from t where k = 7",
                    "update t set v = 'before' where k = 350000");
            crash(engine, last);
            database.run(
                    "update t set v = 'value 42857' where k = -7",
                    "update t set v = 'b' where k between 0 and 100",
                    "update t set v = 'elsewhere' where k = 450002",
                    "insert into t values (7, 0, 'again')",
                    "update t set v = 'back' where k = 350000");
            run(engine);
            run(engine);
            assertThat(raw(engine, KeyType.INT)).isEqualTo(source(KeyType.INT));
            assertThat(run(engine).detail()).isEqualTo("same content");
        }
    }

    @Test
    void aPartThatWasBegunOfAnotherTableIsReadAsTheWholeTable() {
        fill(KeyType.INT);
        run("auto");
        database.run("update t set v = 'a' where k = 0");
        crash("auto", Boundary.INTENT_WRITTEN);
        database.run(
                "create table moved as select * from t where k % 2 = 0",
                "alter table moved add primary key (k, n)",
                "alter table t rename to former",
                "alter table moved rename to t");
        assertThat(run("auto").detail()).isEqualTo("whole table");
        assertThat(raw("auto", KeyType.INT)).isEqualTo(source(KeyType.INT));
    }

    /** A view's rows have no version: changed and changed back, they are what an older fingerprint was taken of. */
    @Test
    void aRowThatChangedAndChangedBackAroundACrashIsNotStale() {
        database.run(
                "create table base (k int, n int, v text)",
                "insert into base select i, 0, 'a' from generate_series(1, 10) i",
                "create view t as select * from base");
        write("auto", "[k, n]", "public.t");
        run("auto");
        database.run("update base set v = 'b' where k = 3");
        crash("auto", Boundary.COMMITTED);
        database.run("update base set v = 'a' where k = 3");
        run("auto");
        assertThat(raw("auto", KeyType.INT)).isEqualTo(source(KeyType.INT));
    }
}
