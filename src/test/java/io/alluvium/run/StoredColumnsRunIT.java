package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.DecompressedFiles;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.verify.Compared;
import io.alluvium.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that are excluded, masked, renamed or of another type go through every stage so. */
class StoredColumnsRunIT {
    @TempDir
    Path folder;

    @TempDir
    Path secrets;

    private ProjectFolder project;
    private PostgresFixture database;

    @BeforeEach
    void start() throws IOException {
        project = new ProjectFolder(folder);
        database = PostgresFixture.fresh();
        Files.writeString(secrets.resolve("masks"), "0123456789abcdef\n");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private String secret() {
        return "mask_secret = \"file:" + secrets.resolve("masks") + "\"";
    }

    private Problem refusal() {
        List<Problem> problems = new ArrayList<>();
        RunRecord run = project.run();
        run.steps().forEach(step -> problems.addAll(step.problems()));
        assertThat(problems).hasSize(1);
        assertThat(run.exitStatus()).isEqualTo(1);
        return problems.get(0);
    }

    private Verdict verify(String table) {
        return project.pipeline().verify(List.of(table)).get(0);
    }

    private Compared compared(String table) {
        Verdict verdict = verify(table);
        assertThat(verdict).isInstanceOf(Verdict.Checked.class);
        return ((Verdict.Checked) verdict).compared();
    }

    private static String planted() {
        return "plant" + UUID.randomUUID().toString().substring(24);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "spark"})
    void nothingOfWhatIsNotToBeStoredIsInTheWarehouseOrItsState(String engine) throws IOException {
        List<String> planted = IntStream.range(0, 40).mapToObj(i -> planted()).toList();
        String kept = planted();
        database.run(
                "create table people (uid text primary key, email text not null, name text, ssn text, note text)",
                "create view people_seen as select * from people");
        for (int i = 0; i < 24; i += 4) {
            insert(planted.subList(i, i + 4), kept + i);
        }
        String masks = ", exclude = [ssn], mask { uid = hash, email = hash, name = redact } }";
        project.over(
                database,
                "engine = " + engine + ", " + secret(),
                "people { from = people, key = [uid]" + masks,
                "versions { from = people, key = [uid], mode = xid" + masks,
                "seen { from = people_seen, key = [uid]" + masks,
                "by_two { from = people, key = [note, email]" + masks);
        project.write(
                "curated/people.sql", "/*---\nstrategy = apply\n---*/\nselect uid, email, name from raw.people\n");
        project.runWell();
        for (int i = 24; i < 36; i += 4) {
            insert(planted.subList(i, i + 4), kept + i);
        }
        database.run(
                "update people set email = '" + planted.get(36) + "', name = '" + planted.get(37) + "', ssn = '"
                        + planted.get(38) + "' where uid = '" + planted.get(0) + "'",
                "delete from people where uid = '" + planted.get(4) + "'",
                "update people set uid = '" + planted.get(39) + "' where uid = '" + planted.get(8) + "'");
        project.runWell();
        project.pipeline().verify(List.of());

        assertThat(project.rows(
                        "select count(*), count(distinct uid), min(length(email)), max(name) from curated.people"))
                .containsExactly("8|8|64|***");
        Map<String, String> files = DecompressedFiles.beneath(folder.resolve("warehouse"));
        assertThat(files.values()).as("the hunt finds what is there").anyMatch(text -> text.contains(kept + "24"));
        files.forEach((file, text) ->
                assertThat(planted.stream().filter(text::contains)).as(file).isEmpty());
        assertThat(files.keySet())
                .anyMatch(file -> file.endsWith(".parquet"))
                .anyMatch(file -> file.endsWith(".intent.json"))
                .anyMatch(file -> file.endsWith(".outcome.json"));
    }

    @Test
    void aValueInAFileHasTheHashThatADatabasesValueHas() {
        String values =
                "i::smallint as s, (i * 1000003)::int as i, i * 1000000007::bigint as b, i %% 2 = 0 as t, %s as n,"
                        + " %s as w, %s as f, %s as g, 'wért ' || i as x, date '1899-12-25' + i * 17 as d,"
                        + " timestamp '1899-12-31 23:59:59.999999' + i * interval '31 hours 1.001 seconds' as m,"
                        + " timestamptz '1969-12-31 23:59:59.5+00' + i * interval '1.25 hours' as z, decode(to_hex(i + 4096), 'hex') as y,"
                        + " time '00:00' + i * interval '61.5 seconds' as c, md5(i::text)::uuid as u";
        database.run(
                "select setseed(0.41)",
                "create table v as select "
                        + values.formatted(
                                "(random() * 1000 - 500)::numeric(9,3)",
                                "(random() * 1e15 - 5e14)::numeric(30,6)",
                                "(random() - 0.5) * power(10::float8, i - 700)",
                                "((random() - 0.5) * power(10::float8, i / 10 - 70))::real")
                        + " from generate_series(400, 1000) i",
                "insert into v (f, g) values ('0'::float8, '0'::float8), ('-0', '-0'), ('NaN', 'NaN'), ('Infinity', '-Infinity'), (1e15, 1e6),"
                        + " (123456789012345, 123456), (1e-4, 1e-5), (9007199254740993, 16777217), (5e-324, 1.4e-45),"
                        + " (1.7976931348623157e308, 3.4028235e38), (0.3, 0.1), (100, 1e5), (2e-44, 8388608)");
        List<String> columns = List.of("s", "i", "b", "t", "n", "w", "f", "g", "x", "d", "m", "z", "y", "c", "u");
        String hashed =
                columns.stream().map(column -> column + " = hash").collect(Collectors.joining(", ", "mask { ", " }"));
        project.over(database, secret(), "v { from = v, mode = replace }");
        project.runWell();
        Dataset<Row> rows = project.lake()
                .session("test", Map.of())
                .read()
                .format("delta")
                .load(folder.resolve("warehouse/raw/v").toString())
                .select("s", "i", "b", "t", "n", "w", "f", "g", "x", "d", "m", "z", "y", "c", "u");
        rows.coalesce(1).write().parquet(folder.resolve("in/p").toString());
        rows.coalesce(1).write().orc(folder.resolve("in/o").toString());
        project.write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                sources {
                  db { type = postgres, host = "%s", port = %d, database = %s, user = postgres, %s
                    tables { h { from = v, mode = replace, %s } } }
                  web { type = files, path = in, %s
                    tables {
                      p { glob = "p/*.parquet", format = parquet, %s }
                      o { glob = "o/*.orc", format = orc, %s } } }
                }
                """.formatted(
                database.host(), database.port(), database.database(), secret(), hashed, secret(), hashed, hashed));
        project.runWell();

        for (String column : columns) {
            String hashes = "select " + column + ", count(*) from raw.%s group by 1 order by 1";
            List<String> ofDatabase = project.rows(hashes.formatted("h"));
            assertThat(ofDatabase).as(column).hasSizeGreaterThan(1).allMatch(row -> !row.contains("-"));
            // Spark writes each kind of timestamp as the other one of ORC, and texts of one have a zone.
            boolean swapped = column.equals("m") || column.equals("z");
            for (String table : swapped ? List.of("p") : List.of("p", "o")) {
                assertThat(project.rows(hashes.formatted(table)).equals(ofDatabase))
                        .as(column + " of " + table)
                        .isTrue();
            }
        }
    }

    private void insert(List<String> values, String note) {
        database.run("insert into people values ('" + String.join("', '", values) + "', '" + note + "')");
    }

    /** Of large tables the journal keeps bounds of key ranges, but not of a key that is masked. */
    @Test
    void aMaskedKeyLeavesNoRangesInTheJournal() throws IOException {
        database.run(
                "create table people (uid text primary key, n int)",
                "insert into people select 'uid-' || i, i from generate_series(1, 120000) i",
                "analyze people");
        project.over(
                database,
                secret(),
                "plain { from = people, key = [uid] }",
                "people { from = people, key = [uid], mask { uid = hash } }");
        project.runWell();
        database.run("update people set n = -1 where uid = 'uid-77'");
        project.runWell();

        Map<String, String> state = DecompressedFiles.beneath(folder.resolve("warehouse/_alluvium"));
        assertThat(state.entrySet().stream()
                        .filter(file -> file.getValue().contains("uid-"))
                        .map(file -> file.getKey().replaceFirst("^.*/state/([^/]*)/.*$", "$1"))
                        .distinct())
                .containsExactly("raw.plain");
        assertThat(project.rows("select count(*), count(distinct uid) from raw.people"))
                .containsExactly("120001|120000");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            snapshot | ''                         | mask { email = hash }          | email is hashed, and was as it is
            xid      | ''                         | mask { email = redact }        | email is redacted, and was as it is
            snapshot | mask { email = hash }      | ''                             | email is as it is, and was hashed
            xid      | mask { email = hash }      | mask { email = redact }        | email is redacted, and was hashed
            snapshot | ''                         | exclude = [email]              | email is excluded, and was stored
            xid      | exclude = [email]          | ''                             | email was excluded, and rows that raw has would be without it
            xid      | columns = [id, b]          | columns = [id, b, email]       | email was excluded, and rows that raw has would be without it
            snapshot | rename { email = c }       | rename { email = c, b = c2 }   | b is named c2, and was as it is
            snapshot | rename { email = b, b = email } | ''                        | email is as it is, and was named b; b is as it is, and was named email
            xid      | ''                         | types { email = string, n = "decimal(9,2)" } | email is as string, and was as it is; n is as decimal(9,2), and was as it is
            """)
    void whatIsStoredOtherwiseLaterStopsTheTableAndNamesReset(
            String mode, String before, String after, String differences) {
        database.run(
                "create table people (id int primary key, email text, b text, n int)",
                "insert into people values (1, 'x@y.z', 'b', 1)");
        over(mode, before);
        project.runWell();
        over(mode, after);

        Problem problem = refusal();
        assertThat(problem.code()).isEqualTo(ErrorCode.STORED_COLUMNS_CHANGED);
        assertThat(problem.message()).isEqualTo("what raw.people stores of its columns was changed: " + differences);
        assertThat(problem.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("alluvium reset raw.people"));
        assertThat(verify("raw.people")).isInstanceOf(Verdict.Failed.class);
        over(mode, before);
        assertThat(project.runWell()).extracting(StepRecord::outcome).containsExactly(StepRecord.Outcome.SKIPPED);
    }

    private void over(String mode, String columns) {
        project.over(
                database,
                secret(),
                "people { from = people, key = [id], mode = " + mode + (columns.isEmpty() ? "" : ", " + columns)
                        + " }");
    }

    @Test
    void anotherSecretStopsTheTableAndSoDoesAnExcludedColumnUnderAnotherName() throws IOException {
        database.run(
                "create table people (id int primary key, email text, ssn text)",
                "insert into people values (1, 'x@y.z', 's')");
        over("snapshot", "mask { email = hash }, exclude = [ssn]");
        project.runWell();
        Files.writeString(secrets.resolve("masks"), "another secret of 16 bytes");
        assertThat(refusal().message()).endsWith("hashes are keyed by another secret");
        Files.writeString(secrets.resolve("masks"), "0123456789abcdef");
        project.runWell();
        database.run("alter table people rename ssn to number");
        assertThat(refusal().code()).isEqualTo(ErrorCode.SOURCE_COLUMN_MISSING);
        over("snapshot", "mask { email = hash }");
        assertThat(refusal().message()).endsWith("number is the column that was excluded as ssn");
    }

    @Test
    void whatASnapshotExcludedIsReadOnceItIsStored() {
        database.run("create table people (id int primary key, email text)", "insert into people values (1, 'x@y.z')");
        over("snapshot", "exclude = [email]");
        project.runWell();
        over("snapshot", "");
        project.runWell();
        assertThat(project.rows("select id, email, _op from raw.people order by _batch"))
                .containsExactly("1|null|I", "1|x@y.z|U");
    }

    @Test
    void whatIsMaskedIsNotComparedAndIsSaidToBe() {
        database.run(
                "create table people (id int primary key, email text, n numeric, t text, \"the name\" text)",
                "insert into people values (1, 'x@y.z', 1.5, '2.50', 'a'), (2, null, null, null, null)");
        project.over(
                database,
                secret(),
                "people { from = people, key = [id], mask { email = hash }, rename { \"the name\" = name },"
                        + " types { n = \"decimal(9,3)\", t = \"decimal(20,2)\" } }",
                "hidden { from = people, key = [id], mask { id = hash }, exclude = [\"the name\"] }",
                "numbered { from = people, key = [id], types { id = \"decimal(9,0)\", n = string }, exclude = [\"the name\"] }");
        project.runWell();

        Compared compared = compared("raw.people");
        assertThat(compared.isEqual()).isTrue();
        assertThat(compared.omitted()).containsExactly("column email is masked");
        assertThat(compared("raw.numbered").isEqual()).isTrue();
        assertThat(compared("raw.numbered").omitted()).isEmpty();
        assertThat(verify("raw.hidden"))
                .isInstanceOfSatisfying(
                        Verdict.NotCompared.class,
                        verdict -> assertThat(verdict.reason()).isEqualTo("its key column id is masked"));
        database.run("update people set n = 1.501, email = 'other' where id = 1");
        assertThat(compared("raw.people").differing()).isEqualTo(1);
        project.runWell();
        assertThat(compared("raw.people").isEqual()).isTrue();
    }

    /** Also where columns come, and where values change, without a row being written. */
    @Test
    void aTableWithoutAKeyIsComparedAsItIsStored() {
        database.run(
                "create type state as enum ('new', 'sent')",
                "create table lines (st state, email text, \"net total\" numeric, ssn text)",
                "insert into lines select 'new', 'x@y.z', 1.5, '1' from generate_series(1, 3)",
                "insert into lines values ('sent', null, null, null)");
        project.over(
                database,
                secret(),
                "lines { from = lines, mode = replace, exclude = [ssn], mask { email = hash },"
                        + " rename { \"net total\" = total }, types { \"net total\" = \"decimal(9,2)\" } }");
        project.runWell();

        assertThat(project.rows("select st, total, length(email) from raw.lines order by all"))
                .containsExactly("new|1.50|64", "new|1.50|64", "new|1.50|64", "sent|null|null");
        assertThat(compared("raw.lines").isEqual()).isTrue();
        assertThat(compared("raw.lines").omitted()).containsExactly("column email is masked");
        database.run("alter table lines add column extra int");
        assertThat(compared("raw.lines").isEqual()).isTrue();
        project.runWell();
        database.run("alter type state add value 'lost'");
        assertThat(project.runWell()).extracting(StepRecord::outcome).containsOnly(StepRecord.Outcome.SKIPPED);
        database.run("alter type state rename value 'new' to 'fresh'");
        assertThat(compared("raw.lines").isEqual()).isFalse();
        assertThat(project.runWell())
                .extracting(StepRecord::detail)
                .anySatisfy(detail -> assertThat(detail).contains("since the type public.state was altered"));
        assertThat(project.rows("select st, count(*) from raw.lines group by st order by st"))
                .containsExactly("fresh|3", "sent|1");
        assertThat(compared("raw.lines").isEqual()).isTrue();
        assertThat(project.runWell()).extracting(StepRecord::outcome).containsOnly(StepRecord.Outcome.SKIPPED);
    }

    @ParameterizedTest
    @CsvSource({
        "auto, snapshot, ''",
        "spark, xid, ''",
        "auto, cursor, ', cursor = \"changed at\"'",
        "spark, append, ', cursor = \"the id\"'"
    })
    void renamedColumnsGoThroughEveryStageByTheirNamesInRaw(String engine, String mode, String cursor) {
        database.run(
                "create table people (\"the id\" int generated always as identity primary key, \"changed at\" timestamptz"
                        + " not null default now(), _op text, \"Name\" text, name numeric)",
                "insert into people (_op, \"Name\", name) values ('x', 'A', 1), ('y', 'B', 2)");
        project.over(
                database,
                "engine = " + engine,
                "people { from = people, key = [\"the id\"], mode = " + mode + cursor
                        + ", rename { \"the id\" = id, \"changed at\" = changed, _op = op, name = Name2 },"
                        + " types { name = \"decimal(5,1)\" } }");
        project.write(
                "curated/people.sql",
                "/*---\nstrategy = apply\n---*/\nselect id, op, Name, Name2, changed from raw.people\n");
        project.runWell();
        database.run(
                "insert into people (_op, \"Name\", name) values ('z', 'C', 3)",
                "update people set \"Name\" = 'BB', \"changed at\" = now() where \"the id\" = 2 and '" + mode
                        + "' <> 'append'");
        project.runWell();

        assertThat(project.rows("select id, op, Name, Name2 from curated.people order by id"))
                .containsExactly("1|x|A|1.0", "2|y|" + (mode.equals("append") ? "B" : "BB") + "|2.0", "3|z|C|3.0");
        assertThat(compared("raw.people").isEqual()).isTrue();
        assertThat(project.runWell()).extracting(StepRecord::outcome).containsOnly(StepRecord.Outcome.SKIPPED);
    }
}
