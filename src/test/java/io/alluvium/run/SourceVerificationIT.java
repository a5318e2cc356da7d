package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.source.Holds;
import io.alluvium.verify.Compared;
import io.alluvium.verify.Difference;
import io.alluvium.verify.Verdict;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Raw is held against its source: no false alarm, and no loss that is not named. */
@Holds(
        source = "postgres",
        modes = {"cursor", "xid", "append", "snapshot", "replace"},
        value = Holds.Fact.VERIFIED)
class SourceVerificationIT {
    private static final long SEED = 20261121;

    @TempDir
    Path folder;

    private ProjectFolder project;
    private PostgresFixture database;

    @BeforeEach
    void start() {
        project = new ProjectFolder(folder);
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void project(String... tables) {
        project.over(database, "", tables);
    }

    private Pipeline pipeline() {
        return project.pipeline();
    }

    private void run() {
        project.runWell();
    }

    private Compared verify(String table) {
        return compared(pipeline().verify(List.of(table)).get(0));
    }

    private static Compared compared(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Checked.class);
        return ((Verdict.Checked) verdict).compared();
    }

    private OpenProject.Repair repair(String table) {
        return pipeline().repair(List.of(table), Duration.ZERO, new SilentListener());
    }

    /** Writes behind Alluvium's back. */
    private void doctor(String table, String... statements) {
        SparkSession session = SparkFixture.plain(project.lake());
        String name = "delta.`" + folder.resolve("warehouse/raw").resolve(table) + "`";
        session.sql("alter table " + name + " set tblproperties ('delta.appendOnly' = 'false')");
        for (String statement : statements) {
            session.sql(statement.formatted(name));
        }
    }

    private long rows(String sql) {
        return pipeline().query(sql).toDF().collectAsList().get(0).getLong(0);
    }

    private static final Map<String, List<String>> TYPES = new TreeMap<>(Map.ofEntries(
            Map.entry("smallint", List.of("-32768", "32767")),
            Map.entry("int", List.of("-2147483648", "0")),
            Map.entry("bigint", List.of("-9223372036854775808", "9223372036854775807")),
            Map.entry("oid", List.of("4294967295")),
            Map.entry("numeric(38,10)", List.of("1234567890123456789012345678.0123456789", "-0.0000000001", "1e20")),
            Map.entry("numeric(5,0)", List.of("-99999", "0")),
            Map.entry("numeric(12,2)", List.of("0.00", "1.5")),
            Map.entry("numeric", List.of("0.000000000000000000000000000001", "1e40", "'NaN'", "'-Infinity'", "1.10")),
            Map.entry("numeric(5,-2)", List.of("1234567")),
            Map.entry("real", List.of("'-0'", "'NaN'", "'Infinity'", "'-Infinity'", "1.17549435e-38", "3.4028235e38")),
            Map.entry("double precision", List.of("'-0'", "0", "'NaN'", "'Infinity'", "5e-324", "0.1")),
            Map.entry("boolean", List.of("true", "false")),
            Map.entry(
                    "text", List.of("''", "'a''b\\c'", "E'line\\nbreak'", "'ünï𝄞cödé'", "'N'", "'V1:a'", "E'\\x01'")),
            Map.entry("varchar(5)", List.of("'ab   '")),
            Map.entry("char(5)", List.of("'ab'", "''")),
            Map.entry("bytea", List.of("'\\x00ff10'", "''")),
            Map.entry("uuid", List.of("'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'")),
            Map.entry("json", List.of("'{\"a\" :  1.10, \"a\": null}'")),
            Map.entry("jsonb", List.of("'{\"b\": 1.10, \"a\": [1, 2]}'")),
            Map.entry("xml", List.of("'<a b=\"c\">d</a>'")),
            Map.entry("date", List.of("'0001-01-01'", "'9999-12-31'", "'1582-10-10'", "'1969-12-31'")),
            Map.entry("time", List.of("'24:00:00'", "'00:00:00.000001'")),
            Map.entry("timetz", List.of("'12:34:56.789+05:30'")),
            Map.entry(
                    "timestamp",
                    List.of("'0001-01-01'", "'9999-12-31 23:59:59.999999'", "'1969-12-31 23:59:59.999999'")),
            Map.entry("timestamptz", List.of("'0001-01-01 00:00Z'", "'1900-01-01 00:00:00.000001+01'", "'2026-03-29'")),
            Map.entry("interval", List.of("'1 year 2 mons -3 days 04:05:06.789'")),
            Map.entry("money", List.of("'1234.56'")),
            Map.entry("bit(5)", List.of("B'10101'")),
            Map.entry("inet", List.of("'192.168.0.1/24'")),
            Map.entry("int4range", List.of("'[1,10)'", "'empty'")),
            Map.entry("hstore", List.of("'a=>1,b=>NULL'")),
            Map.entry("mood", List.of("'happy ever after'")),
            Map.entry("pair", List.of("row(1,'x y')")),
            Map.entry("pair[]", List.of("array[row(1,'x y')::pair, null]")),
            Map.entry("char(3)[]", List.of("'{a,null}'")),
            Map.entry("positive", List.of("7")),
            Map.entry("int[]", List.of("'{3,null,1}'", "'{}'", "'[0:1]={1,2}'")),
            Map.entry("text[]", List.of("'{\"a b\",\"\",null,\"NULL\",\"𝄞\"}'")),
            Map.entry("numeric(6,2)[]", List.of("'{1.5,null,-2}'")),
            Map.entry("double precision[]", List.of("'{-0,NaN,Infinity,null}'")),
            Map.entry("boolean[]", List.of("'{t,f,null}'")),
            Map.entry("date[]", List.of("'{0001-01-01,null,1969-12-31}'")),
            Map.entry("timestamp[]", List.of("'{1969-12-31 23:59:59.999999,null}'")),
            Map.entry("timestamptz[]", List.of("'{1900-01-01 00:00:00.000001+01,null}'")),
            Map.entry("bytea[]", List.of("array['\\x00ff'::bytea, null]")),
            Map.entry("uuid[]", List.of("'{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11,null}'")),
            Map.entry("mood[]", List.of("'{sad,null}'"))));

    @Test
    void everyTypeIsEqualAndEveryChangedValueIsFound() {
        database.run(
                "create extension hstore",
                "create type mood as enum ('sad', 'happy ever after')",
                "create type pair as (a int, b text)",
                "create domain positive as int check (value > 0)",
                "create table typed (id int primary key)",
                "insert into typed select generate_series(0, 7)",
                "insert into typed select generate_series(100, 99 + " + TYPES.size() + ")");
        List<String> types = List.copyOf(TYPES.keySet());
        for (int i = 0; i < types.size(); i++) {
            database.run("alter table typed add column \"C%d\" %s".formatted(i, types.get(i)));
            List<String> values = TYPES.getOrDefault(types.get(i), List.of());
            for (int row = 0; row < values.size(); row++) {
                database.run("update typed set \"C%d\" = (%s)::%s where id = %d"
                        .formatted(i, values.get(row), types.get(i), row));
            }
        }
        project("typed { from = typed, key = [id], mode = snapshot }");
        run();

        Compared equal = verify("raw.typed");
        assertThat(equal.differences()).isEmpty();
        assertThat(equal.rows()).isEqualTo(8 + types.size());
        assertThat(equal.omitted()).isEmpty();

        // Rows from 100 on hold nulls only: a value in another column of each is one row that differs.
        for (int i = 0; i < types.size(); i++) {
            database.run("update typed set \"C%d\" = (%s)::%s where id = %d"
                    .formatted(i, TYPES.getOrDefault(types.get(i), List.of()).get(0), types.get(i), 100 + i));
        }
        Compared changed = verify("typed");
        assertThat(changed.differing()).as(changed.toString()).isEqualTo(types.size());
        assertThat(changed.missing() + changed.superfluous()).isZero();
        for (int i = 0; i < types.size(); i++) {
            database.run("update typed set \"C%d\" = null where id = %d".formatted(i, 100 + i));
        }
        assertThat(verify("typed").isEqual()).isTrue();
    }

    /** Encodings of databases, each with characters that it counts, orders or converts in a way of its own. */
    private static final Map<String, List<String>> ENCODINGS = new TreeMap<>(Map.of(
            "UTF8", List.of("ü", "𝄞", "\u0301", "\uFFFD", "か"),
            "SQL_ASCII", List.of("ü", "𝄞", "\u0301", "\uFFFD", "か"),
            "LATIN1", List.of("ü", "é", "§", "ÿ"),
            "WIN1252", List.of("€", "–", "œ", "ÿ"),
            "KOI8R", List.of("ж", "Я", "─"),
            "EUC_JP", List.of("日", "本", "ア"),
            "EUC_JIS_2004", List.of("日", "か\u309A", "ア")));

    private static String text(SplittableRandom random, List<String> characters) {
        List<String> all = new ArrayList<>(characters);
        all.addAll(List.of("a", " ", "B", "\\", "\"", "{", "}", ",", ";", ":", "N"));
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(all.get(random.nextInt(all.size())));
        }
        return "'" + text + "'";
    }

    private static final List<String> TEXTUAL =
            List.of("text", "varchar(40)", "char(40)", "name", "json", "jsonb", "citext", "hstore", "worded", "xml");

    private static String literal(SplittableRandom random, String type, List<String> characters) {
        String text = text(random, characters);
        return random.nextInt(6) == 0
                ? "null"
                : switch (type) {
                    case "json", "jsonb" -> "to_jsonb(" + text + "::text)::" + type;
                    case "hstore" -> "hstore('k', " + text + ")";
                    case "worded" -> "row(" + text + ", 1)::worded";
                    case "xml" -> "xmlelement(name e, " + text + ")";
                    default -> text + "::" + type;
                };
    }

    /** One canonical text by two programs: the server's and ours, over random values. */
    @Test
    void whateverTheDatabasesEncodingWhatWasLoadedIsEqualAndOneChangedCharacterIsFound() {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, PostgresFixture> databases = new TreeMap<>();
        StringBuilder sources = new StringBuilder();
        try {
            ENCODINGS.forEach((encoding, characters) -> {
                PostgresFixture encoded = PostgresFixture.fresh(
                        "encoding '" + encoding + "' template template0 lc_collate 'C' lc_ctype 'C'");
                databases.put(encoding, encoded);
                fill(encoded, random, characters);
                sources.append("""
                        %1$s { type = postgres, host = "%2$s", port = %3$d, database = %4$s, user = postgres, tables {
                          by_text_%1$s { from = t, key = [k, id], mode = snapshot }
                          by_list_%1$s { from = t, key = [l, id], mode = xid } } }
                        """.formatted(
                                encoding.toLowerCase(java.util.Locale.ROOT),
                                encoded.host(),
                                encoded.port(),
                                encoded.database()));
            });
            project.write(
                    "project.conf",
                    "project = tested\nwarehouse { path = \"warehouse\" }\nsources {\n" + sources + "}\n");
            run();
            assertThat(pipeline().verify(List.of()))
                    .hasSize(2 * ENCODINGS.size())
                    .allSatisfy(verdict -> assertThat(compared(verdict).isEqual())
                            .as(verdict.toString())
                            .isTrue());

            ENCODINGS.forEach((encoding, characters) -> Objects.requireNonNull(databases.get(encoding))
                    .run("update t set c0 = coalesce(c0, '') || '" + characters.get(0) + "' where id = 1"));
            assertThat(pipeline().verify(List.of())).allSatisfy(verdict -> {
                boolean byText = verdict.table().name().startsWith("by_text");
                assertThat(compared(verdict).missing() + compared(verdict).superfluous())
                        .as(verdict.toString())
                        .isZero();
                assertThat(compared(verdict).differing()).as(verdict.toString()).isEqualTo(byText ? 1 : 0);
                assertThat(compared(verdict).gone()).as(verdict.toString()).isZero();
            });
        } finally {
            databases.values().forEach(PostgresFixture::close);
        }
    }

    private static void fill(PostgresFixture encoded, SplittableRandom random, List<String> characters) {
        StringBuilder columns = new StringBuilder("id int not null, k text not null, l text[] not null");
        for (int i = 0; i < TEXTUAL.size(); i++) {
            columns.append(", c%d %s, a%d %s[]".formatted(i, TEXTUAL.get(i), i, TEXTUAL.get(i)));
        }
        encoded.run(
                "create extension hstore",
                "create extension citext",
                "create type worded as (word text, n int)",
                "create table t (" + columns + ", primary key (id))");
        for (int id = 0; id < 30; id++) {
            List<String> values = new ArrayList<>(List.of(
                    Integer.toString(id),
                    text(random, characters),
                    "array[" + text(random, characters) + ", null, " + text(random, characters) + "]"));
            for (String type : TEXTUAL) {
                values.add(literal(random, type, characters));
                values.add("array[" + literal(random, type, characters) + ", " + literal(random, type, characters)
                        + "]::" + type + "[]");
            }
            encoded.run("insert into t values (" + String.join(", ", values) + ")");
        }
    }

    private void events(int rows) {
        database.run(
                "create table events (id bigint generated by default as identity primary key, what text,"
                        + " changed timestamptz not null default now() - interval '1 day')",
                "insert into events (what) select 'event ' || i from generate_series(1, " + rows + ") i");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor = changed", "mode = xid", "mode = append, cursor = id"})
    void lostRowsAreNamedAndComeBackOnce(String mode) {
        events(500);
        project("events { from = events, key = [id], " + mode + " }");
        run();
        database.run("insert into events (what, changed) select 'later', now() from generate_series(1, 5)");
        run();
        assertThat(verify("events").isEqual()).isTrue();

        doctor("events", "delete from %s where id in (17, 18, 333)");

        Compared found = verify("events");
        assertThat(found.missing()).isEqualTo(3);
        assertThat(found.differing() + found.superfluous() + found.repeated()).isZero();
        assertThat(found.differences())
                .containsExactly(
                        new Difference(Optional.of("17"), Optional.of("18"), 2, 0, 0),
                        new Difference(Optional.of("333"), Optional.of("333"), 1, 0, 0));
        OpenProject.Repair repair = repair("events");
        assertThat(compared(repair.before().get(0)).missing()).isEqualTo(3);
        assertThat(repair.run().orElseThrow().steps())
                .singleElement()
                .satisfies(step -> assertThat(step.changes().inserted()).isEqualTo(3));
        assertThat(compared(repair.after().get(0)).isEqual()).isTrue();
        assertThat(rows("select count(*) from raw.events")).isEqualTo(505);
        assertThat(rows("select count(distinct id) from raw.events")).isEqualTo(505);

        database.run("insert into events (what, changed) values ('last', now())");
        run();
        assertThat(rows("select count(*) from raw.events")).isEqualTo(506);
        assertThat(rows("select count(distinct id) from raw.events")).isEqualTo(506);
    }

    @Test
    void aRepairMendsChangedValuesAndSaysThatItCannotMendRowsThatAreThereTwice() {
        events(100);
        project("events { from = events, key = [id], mode = xid }");
        run();
        doctor(
                "events",
                "update %s set what = 'other' where id = 40",
                "insert into %1$s select * from %1$s where id = 41");

        Compared found = verify("events");
        assertThat(found.differences()).containsExactly(new Difference(Optional.of("40"), Optional.of("40"), 0, 1, 0));
        assertThat(found.repeated()).isEqualTo(1);

        Verdict after = repair("events").after().get(0);
        assertThat(compared(after).differences()).isEmpty();
        assertThat(compared(after).repeated()).isEqualTo(1);
        assertThat(((Verdict.Checked) after).notes())
                .contains("rows are in raw twice, so that only reading anew mends it:" + " alluvium reset raw.events");
    }

    @Test
    void aSnapshotFindsLossesChangesAndExtraRowsAndARepairMendsThemAll() {
        events(100);
        project("events { from = events, key = [id], mode = snapshot }");
        run();
        doctor(
                "events",
                "delete from %s where id = 3",
                "update %s set what = 'other' where id = 4",
                "insert into %1$s select 1000 as id, * except (id) from %1$s where id = 5");

        Verdict found = pipeline().verify(List.of("events")).get(0);
        assertThat(compared(found).missing()).isEqualTo(1);
        assertThat(compared(found).differing()).isEqualTo(1);
        assertThat(compared(found).superfluous()).isEqualTo(1);
        assertThat(((Verdict.Checked) found).notes()).isEmpty();

        assertThat(compared(repair("events").after().get(0)).isEqual()).isTrue();
        assertThat(rows("select count(*) from raw.events")).isEqualTo(103);
        assertThat(verify("events").isEqual()).isTrue();
    }

    /** Rows without a key are compared by how often each is there. */
    @Test
    void aTableWithoutAKeyIsComparedAsAMultiset() {
        database.run(
                "create table lines (tags text[], what text, n float8)",
                "insert into lines select '{a,null}', 'line', i % 7 from generate_series(1, 200) i",
                "insert into lines select null, null, '-0' from generate_series(1, 3)");
        project("lines { from = lines, mode = replace }");
        run();
        Compared equal = verify("lines");
        assertThat(equal.isEqual()).isTrue();
        assertThat(equal.rows()).isEqualTo(203);

        doctor("lines", "insert into %1$s select * from %1$s where n = 3 limit 1", "delete from %s where n = 5");

        Compared found = verify("lines");
        assertThat(found.superfluous()).isEqualTo(1);
        assertThat(found.missing()).isEqualTo(28);
        assertThat(found.differing() + found.gone() + found.repeated()).isZero();
        assertThat(compared(repair("lines").after().get(0)).isEqual()).isTrue();
        database.run("delete from lines where ctid = (select min(ctid) from lines)");
        assertThat(verify("lines").superfluous()).isEqualTo(1);
    }

    @Test
    void aSnapshotThatIsOldSaysSo() {
        events(10);
        project("events { from = events, key = [id], mode = snapshot }");
        run();
        database.run("delete from events where id = 1");

        Verdict found = pipeline().verify(List.of("events")).get(0);

        assertThat(compared(found).superfluous()).isEqualTo(1);
        assertThat(((Verdict.Checked) found).notes())
                .containsExactly("the source changed since the last batch: alluvium run, then verify again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor = changed", "mode = xid", "mode = append, cursor = id"})
    void whatHappensAtTheSourceBetweenLoadAndVerifyIsNoFalseAlarm(String mode) throws Exception {
        events(200);
        project("events { from = events, key = [id], " + mode + " }");
        try (Connection open = database.connect();
                Statement late = open.createStatement()) {
            open.setAutoCommit(false);
            late.execute("insert into events (what, changed) values ('late', now())");
            run();
            database.run(
                    "update events set what = 'newer', changed = now() where id % 20 = 1",
                    "delete from events where id % 20 = 2",
                    "insert into events (what, changed) select 'new', now() from generate_series(1, 10)");
            open.commit();
        }

        Compared found = verify("events");

        assertThat(found.isEqual()).isTrue();
        assertThat(found.rows()).isGreaterThanOrEqualTo(170);
        // Deleted ones, and no row that only waits for the next batch.
        assertThat(found.gone()).isEqualTo(10);
        assertThat(found.updated()).isZero();
        run();
        assertThat(verify("events").isEqual()).isTrue();
    }

    @Test
    void keysOfManyTypesAndEmptyTables() {
        database.run(
                "create table by_two (a int, \"B\" text, v int, primary key (a, \"B\"))",
                "insert into by_two select i % 10, 'k' || i, i from generate_series(1, 100) i",
                "create table by_text (k text primary key, v int)",
                "insert into by_text values ('', 1), ('a', 2), ('B', 3), ('é', 4), ('\uFF5E', 5), ('𝄞', 6), ('aa', 7)",
                "create table by_uuid (k uuid primary key, v int)",
                "insert into by_uuid select gen_random_uuid(), i from generate_series(1, 50) i",
                "create table by_day (k date primary key, v int)",
                "insert into by_day select date '1960-01-01' + i * 99, i from generate_series(1, 100) i",
                "create table by_time (k timestamptz primary key, v int)",
                "insert into by_time select timestamptz '1969-01-01 00:00:00.000001Z' + i * interval '1 hour', i"
                        + " from generate_series(1, 100) i",
                "create table by_number (k numeric(10,2) primary key, v int)",
                "insert into by_number select i / 4.0 - 10, i from generate_series(1, 100) i",
                "create table by_bytes (k bytea primary key, v int)",
                "insert into by_bytes select sha256(i::text::bytea), i from generate_series(1, 50) i",
                "create table by_list (k int[] primary key, v int)",
                "insert into by_list values ('{}', 1), ('{1,2}', 2), ('{1}', 3), ('{NULL,1}', 4), ('[0:0]={5}', 5)",
                "create table by_words (k text[], v int, primary key (k, v))",
                "insert into by_words values ('{}', 1), ('{a,NULL}', 2), ('{\"ü;\"}', 3), ('{b}', 4)",
                "create table by_ratio (k float8 primary key, v int)",
                "insert into by_ratio values ('-0', 1), ('NaN', 2), ('-Infinity', 3), (1.5, 4), (5e-324, 5)",
                "create table by_ratios (k real[] primary key, v int)",
                "insert into by_ratios values ('{-0}', 1), ('{NaN,NULL}', 2), ('{1}', 3), ('{1.5}', 4)",
                "create table by_truth (k boolean, v int, primary key (k, v))",
                "insert into by_truth values (true, 1), (false, 2), (true, 3), (false, 4)",
                "create table by_nothing (k int primary key, v int)");
        List<String> tables = List.of(
                "by_two",
                "by_text",
                "by_uuid",
                "by_day",
                "by_time",
                "by_number",
                "by_bytes",
                "by_list",
                "by_words",
                "by_ratio",
                "by_ratios",
                "by_truth",
                "by_nothing");
        List<String> filled = tables.subList(0, tables.size() - 1);
        for (String table : tables) {
            database.run(
                    "create table left_out_" + table + " as select * from " + table + " where v in (3, 4)",
                    "delete from " + table + " where v in (3, 4)");
        }
        project(tables.stream()
                .map(table -> table + " { from = " + table + ", key = "
                        + switch (table) {
                            case "by_two" -> "[a, B]";
                            case "by_words", "by_truth" -> "[k, v]";
                            default -> "[k]";
                        }
                        + ", mode = snapshot }")
                .toArray(String[]::new));
        run();
        assertThat(pipeline().verify(List.of()))
                .hasSize(13)
                .allSatisfy(verdict -> assertThat(compared(verdict).isEqual())
                        .as(verdict.toString())
                        .isTrue());

        for (String table : filled) {
            database.run("insert into " + table + " select * from left_out_" + table);
        }
        Map<String, Verdict> found = pipeline().verify(List.of()).stream()
                .collect(Collectors.toMap(verdict -> verdict.table().name(), verdict -> verdict));
        for (String table : filled) {
            assertThat(compared(Objects.requireNonNull(found.get(table))).missing())
                    .as(table)
                    .isEqualTo(2);
        }
        assertThat(compared(Objects.requireNonNull(found.get("by_nothing"))).isEqual())
                .isTrue();
        assertThat(values(Objects.requireNonNull(found.get("by_two")))).containsExactly("3", "3", "4", "4");
        assertThat(values(Objects.requireNonNull(found.get("by_text")))).containsExactlyInAnyOrder("B", "B", "é", "é");
        assertThat(values(Objects.requireNonNull(found.get("by_day")))).contains("1960-10-24");
        assertThat(values(Objects.requireNonNull(found.get("by_time")))).contains("1969-01-01T03:00:00.000001Z");
        assertThat(values(Objects.requireNonNull(found.get("by_number")))).contains("-9.25");
        assertThat(values(Objects.requireNonNull(found.get("by_list")))).contains("[1]", "[null, 1]");
        assertThat(values(Objects.requireNonNull(found.get("by_words")))).contains("[ü;]", "[b]");
        assertThat(values(Objects.requireNonNull(found.get("by_ratio")))).contains("-Infinity", "1.5");
        assertThat(values(Objects.requireNonNull(found.get("by_ratios")))).contains("[1.0]", "[1.5]");
    }

    private static List<String> values(Verdict verdict) {
        List<String> values = new ArrayList<>();
        compared(verdict).differences().forEach(range -> {
            range.first().ifPresent(values::add);
            range.last().ifPresent(values::add);
        });
        return values;
    }

    @Test
    void valuesWithoutAnImageAndRowsThatAreMarkedAsDeletedAreNoDifferences() {
        database.run(
                "create table odd (id int primary key, at timestamp, n numeric(5,2), days date[], gone boolean)",
                "insert into odd values (1, 'infinity', 'NaN', '{infinity,2026-01-01}', true),"
                        + " (2, '2026-01-01', 1, '{{2026-01-01}}', false), (3, null, null, null, null)");
        project(
                "as_null { from = odd, key = [id], mode = xid, unfit = null, soft_delete = gone }",
                "as_text { from = odd, key = [id], mode = snapshot, unfit = text }");
        run();

        assertThat(pipeline().verify(List.of())).hasSize(2).allSatisfy(verdict -> {
            assertThat(compared(verdict).differences()).isEmpty();
            assertThat(compared(verdict).rows() + compared(verdict).newer()).isEqualTo(3);
        });
        doctor("as_null", "delete from %s where id = 1", "update %s set n = 0 where id = 3");
        assertThat(verify("as_null").missing()).isEqualTo(1);
        assertThat(verify("as_null").differing()).isEqualTo(1);
        assertThat(compared(repair("as_null").after().get(0)).missing()).isZero();
        database.run("update odd set at = '2026-01-02' where id = 1");
        assertThat(verify("as_text").differing()).isEqualTo(1);
    }

    @Test
    void whatCannotBeComparedIsSaidTableByTable() {
        events(5);
        project(
                "events { from = events, key = [id], mode = xid }",
                "gone { from = gone, key = [id], mode = snapshot }");
        assertThat(pipeline().verify(List.of("events")))
                .singleElement()
                .satisfies(verdict ->
                        assertThat(((Verdict.NotCompared) verdict).reason()).isEqualTo("not loaded yet: alluvium run"));
        database.run("create table gone (id int primary key)");
        run();
        database.run("drop table gone", "alter table events add column added int default 5");
        project(
                "events { from = events, key = [id], cursor = changed }",
                "gone { from = gone, key = [id], mode = snapshot }");

        List<Verdict> verdicts = pipeline().verify(List.of());

        assertThat(((Verdict.Failed) verdicts.get(0)).problem().message())
                .isEqualTo(
                        "raw.events was not yet loaded as it is configured: what raw must have is told by the last batch");
        assertThat(((Verdict.Failed) verdicts.get(1)).problem().code()).isEqualTo(ErrorCode.SOURCE_TABLE_MISSING);
        project("events { from = events, key = [id], mode = xid }");
        Compared withAdded = verify("events");
        assertThat(withAdded.omitted()).isEmpty();
        assertThat(withAdded.isEqual()).isFalse();
        assertThatThrownBy(() -> pipeline().verify(List.of("event")))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("no source gives a table event");
    }

    @Test
    void verdictsAgreeWithAFullComparison() {
        SplittableRandom random = new SplittableRandom(SEED);
        database.run("create table things (a int, b text, v double precision, n numeric(20,4), l text[],"
                + " changed timestamptz not null default now() - interval '1 day', primary key (a, b))");
        for (int i = 0; i < 400; i++) {
            database.run("insert into things values (%d, 'k%d', %s, %s, %s) on conflict do nothing"
                    .formatted(
                            random.nextInt(-50, 50),
                            random.nextInt(30),
                            random.nextInt(4) == 0 ? "'NaN'" : random.nextDouble(),
                            random.nextInt(4) == 0 ? "null" : random.nextInt() + ".5",
                            random.nextInt(3) == 0 ? "'{}'" : "array['é', null, '" + random.nextInt(9) + "']"));
        }
        project(
                "by_cursor { from = things, key = [a, b], cursor = changed }",
                "by_content { from = things, key = [a, b], mode = snapshot }");
        run();
        doctor(
                "by_cursor",
                "delete from %s where a = " + random.nextInt(-50, 50),
                "update %s set l = array('x') where b = 'k" + random.nextInt(30) + "' and a > 0");
        agree("by_cursor");
        for (int round = 0; round < 5; round++) {
            database.run(
                    "delete from things where a = " + random.nextInt(-50, 50),
                    "update things set v = -v where a = " + random.nextInt(-50, 50),
                    "update things set n = n + 0.0001 where a = " + random.nextInt(-50, 50),
                    "insert into things values (%d, 'new', 0, null, null)".formatted(round));
            agree("by_content");
        }
    }

    private void agree(String table) {
        Compared found = verify(table);
        assertThat(List.of(found.missing(), found.differing(), found.superfluous()))
                .as("seed %d, %s", SEED, table)
                .isEqualTo(independently(table));
    }

    /** Missing, differing and superfluous rows by their texts in PostgreSQL and Spark. */
    private List<Long> independently(String table) {
        Map<String, String> source = new TreeMap<>();
        database.texts("select concat_ws('|', a, b) || '=' || concat_ws('|', coalesce(v::text, '-'),"
                        + " coalesce(n::text, '-'), array_to_string(l, ',', '-')) from things")
                .forEach(line -> source.put(line.split("=", 2)[0], normal(line.split("=", 2)[1])));
        Map<String, String> raw = new TreeMap<>();
        pipeline()
                .query("select concat_ws('|', a, b) || '=' || concat_ws('|', coalesce(string(v), '-'),"
                        + " coalesce(string(n), '-'), array_join(l, ',', '-')) from raw." + table)
                .toDF()
                .collectAsList()
                .forEach(row -> raw.put(
                        row.getString(0).split("=", 2)[0],
                        normal(row.getString(0).split("=", 2)[1])));
        long missing =
                source.keySet().stream().filter(key -> !raw.containsKey(key)).count();
        long superfluous =
                raw.keySet().stream().filter(key -> !source.containsKey(key)).count();
        long differing = source.entrySet().stream()
                .filter(row -> raw.containsKey(row.getKey()) && !row.getValue().equals(raw.get(row.getKey())))
                .count();
        return List.of(missing, differing, superfluous);
    }

    /** Both print the shortest digits of a number, in different notations. */
    private static String normal(String values) {
        String[] parts = values.split("\\|", 2);
        return (parts[0].equals("-") ? "-" : Double.toString(Double.parseDouble(parts[0]))) + "|" + parts[1];
    }
}
