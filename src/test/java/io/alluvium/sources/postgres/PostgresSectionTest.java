package io.alluvium.sources.postgres;

import static io.alluvium.config.TestProject.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.TestProject;
import io.alluvium.domain.Place;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Engine;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.catalog.TablePatterns;
import io.alluvium.source.image.UnfitValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresSectionTest {
    @TempDir
    Path directory;

    private static final String SOURCE = "type = postgres, host = h, database = d, user = u, tables {}";
    private static final String TABLE = "from = a.b, key = id";

    private TestProject source(String body) {
        return new TestProject(directory).conf("project = shop\nsources { s {\n" + body + "\n} }");
    }

    private TestProject table(String body) {
        return source("type = postgres, host = h, database = d, user = u, tables { t {\n" + body + "\n} }");
    }

    private PostgresTable readTable(String body) {
        return ((PostgresSpec) table(body).sources().get(0)).tables().get(0);
    }

    @Test
    void aSourceHasDefaults() {
        assertThat(source(SOURCE).sources())
                .containsExactly(new PostgresSpec(
                        "s",
                        new Place("project.conf", 2),
                        "h",
                        5432,
                        "d",
                        "u",
                        Optional.empty(),
                        Optional.empty(),
                        4,
                        Duration.ofMinutes(30),
                        SchemaChange.ADD,
                        Engine.AUTO,
                        List.of()));
    }

    private static final String LOGIN = "type = postgres, host = h, database = d, user = u\n";

    private PostgresSpec read(String tables) {
        return (PostgresSpec) source(LOGIN + tables).sources().get(0);
    }

    @Test
    void tablesAreTakenByPatternsBesideOrInsteadOfSections() {
        TablePatterns patterns =
                new TablePatterns(new Place("project.conf", 4), List.of("public.*", "!public.audit_*"));
        String list = "[\"public.*\", \"!public.audit_*\"]";

        assertThat(read("tables = " + list).patterns()).contains(patterns);
        assertThat(read("patterns = " + list).patterns()).contains(patterns);
        PostgresSpec both = read("patterns = " + list + "\ntables { t { from = a.b, key = id } }");
        assertThat(both.patterns()).contains(patterns);
        assertThat(both.tables()).hasSize(1);
        assertThat(both.isOpen()).isTrue();
        assertThat(read("tables {}").isOpen()).isFalse();
        assertThat(read("patterns = \"*.*\"").patterns().orElseThrow().written())
                .containsExactly("*.*");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            tables = ["a.*"], patterns = ["b.*"]§ BAD_VALUE project.conf:4 patterns are written twice | tables is a list of patterns too
            patterns = [public]§ BAD_VALUE project.conf:4 "public" is not a pattern of tables | expected schema.table, as in "public.*" or "!public.audit_*"
            patterns = ["!a.b"]§ BAD_VALUE project.conf:4 patterns only leaves out and takes nothing | one without ! is missing, as in "public.*"
            port = 1§ MISSING_KEY project.conf:2 tables is missing for s | expected sections by name, or patterns
            """)
    void whatIsNoPatternIsRefused(String tables, String problem) {
        assertThat(source(LOGIN + tables).problems())
                .extracting(TestProject::line)
                .containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tables = [a.b]; tables { t { from = a.b, key = id } }                 | 4 | project.conf:5
            tables { t { from = a.b, key = id } }; tables = [a.b]                 | 5 | project.conf:4
            tables = [a.b]; tables.t = { from = a.b, key = id }                   | 4 | project.conf:5
            tables.t.from = a.b; tables.t.key = id; "tables" : ["a.b"] // [       | 6 | project.conf:4
            x = [{ tables = 1 }, "]"]; tables += a.b; tables = [\"""b\"""], tables {} # | 5 | project.conf:6
            tables =; [a.b]; #tables {; tables; { t { from = a.b, key = id } }    | 4 | project.conf:7
            """)
    void aListAndSectionsOfTablesAreRefusedInWhicheverOrder(String tables, int line, String other) {
        assertThat(source(LOGIN + tables.replace("; ", "\n")).problems())
                .extracting(TestProject::line)
                .contains("BAD_VALUE project.conf:" + line + " tables of s are a list here and sections at " + other
                        + " | only the later would count");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            patterns = ["a.*"]; tables { t { from = a.b, key = [id] } }
            tables { t { from = a.b, key = [id] } }; tables { u { from = "a.\\"{b\\"", key = ["[", x] } }
            tables = ["a.*"]; tables = ["b.*"]
            # tables = ["a.*"]; tables { t { from = a.b, key = id } }
            tables { tables { from = a.b, key = [tables] } }
            """)
    void aListUnderAnotherKeyOrInsteadOfAListIsNone(String tables) {
        assertThat(read(tables.replace("; ", "\n")).tables().size()).isBetween(0, 2);
    }

    @Test
    void aListAndSectionsInFilesThatLieUponEachOtherAreRefused() {
        TestProject project = source(LOGIN + "tables { t { from = a.b, key = id } }\ninclude \"more.conf\"")
                .file("more.conf", "connections = 8")
                .file("conf/prod.conf", "sources.s.tables = [a.b]");
        assertThat(project.sources()).hasSize(1);
        assertThat(project.problems(Optional.of("prod"), Map.of()))
                .extracting(TestProject::line)
                .contains("BAD_VALUE conf/prod.conf:1 tables of s are a list here and sections at project.conf:4"
                        + " | only the later would count");
        assertThat(project.problems(Optional.empty(), Map.of("sources.s.tables", "[a.b]")))
                .extracting(Problem::message)
                .contains("tables of s are a list here and sections at project.conf:4");
        project.file("more.conf", "\ntables = [a.b]");
        assertThat(project.problems())
                .extracting(TestProject::line)
                .contains("BAD_VALUE more.conf:2 tables of s are a list here and sections at project.conf:4"
                        + " | only the later would count");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            public.*          | public     | orders   | true
            public.*          | Public     | orders   | false
            public.order?     | public     | orders   | true
            public.order?     | public     | order    | false
            *.orders          | Sales Dept | orders   | true
            public.a.b        | public     | a.b      | true
            public.a.b        | public     | axb      | false
            p*.(x)[y]         | public     | (x)[y]   | true
            """)
    void namesAreComparedAsTheCatalogSpellsThem(String pattern, String schema, String table, boolean taken) {
        TablePatterns patterns = new TablePatterns(new Place("project.conf", 1), List.of(pattern, "!*.not"));

        assertThat(patterns.take(schema, table)).isEqualTo(taken);
        assertThat(patterns.take(schema, "not")).isFalse();
    }

    @Test
    void everyKeyOfASourceIsRead() {
        PostgresSpec source = (PostgresSpec) source("""
                type = postgres, host = "10.0.0.1", port = "5433", database = d, user = u
                password = "file:/run/secret", connections = 9, timeout = 90 s, ca = tls/root.crt, schema_change = stop, tables {}
                """).sources().get(0);
        assertThat(source)
                .isEqualTo(new PostgresSpec(
                        "s",
                        new Place("project.conf", 2),
                        "10.0.0.1",
                        5433,
                        "d",
                        "u",
                        Optional.of(new SecretReference(
                                SecretReference.Kind.FILE, "/run/secret", new Place("project.conf", 4))),
                        Optional.of(directory.resolve("tls/root.crt")),
                        9,
                        Duration.ofSeconds(90),
                        SchemaChange.STOP,
                        Engine.AUTO,
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            port = 0§ BAD_VALUE project.conf:4 port = "0" is not allowed | expected a whole number from 1 to 65535
            port = 1.5§ BAD_VALUE project.conf:4 port = "1.5" is not allowed | expected a whole number from 1 to 65535
            port = many§ WRONG_TYPE project.conf:4 port is "many" | expected a whole number
            connections = 1§ BAD_VALUE project.conf:4 connections = "1" is not allowed | expected a whole number from 2 to 1000
            timeout = 30§ BAD_VALUE project.conf:4 timeout = "30" is not a time | expected a number and a unit: 90 seconds, 30 minutes, 2 hours, 7 days
            timeout = 30 sausages§ BAD_VALUE project.conf:4 timeout = "30 sausages" is not a time | expected a number and a unit: 90 seconds, 30 minutes, 2 hours, 7 days
            timeout = 20 ms§ BAD_VALUE project.conf:4 timeout = "20 ms" is not allowed | expected from 1 s to 24 h
            timeout = 2 days§ BAD_VALUE project.conf:4 timeout = "2 days" is not allowed | expected from 1 s to 24 h
            schema_change = sotp§ BAD_VALUE project.conf:4 schema_change = "sotp" is not known | one of add | stop | did you mean stop?
            host = "h:5432"§ BAD_VALUE project.conf:4 host is not a host name | expected a name or an address alone; port, database and user have keys of their own
            host = ""§ BAD_VALUE project.conf:4 host is empty | expected text
            host = [a]§ WRONG_TYPE project.conf:4 host is a list | expected text
            type = mysql§ NOT_BUILT_YET project.conf:4 type = mysql is not built yet | today: postgres | files
            engine = local§ NOT_BUILT_YET project.conf:4 engine = local is not built yet | today: auto | spark
            prot = 1§ UNKNOWN_KEY project.conf:4 unknown key prot in a source of type postgres | known: type, host, port, database, user, password, ca, connections, timeout, schema_change, engine, tables, patterns | did you mean port?
            """)
    void aWrongKeyOfASourceIsRefused(String key, String expected) {
        assertThat(line(source(SOURCE + "\n" + key).problem())).isEqualTo(expected);
    }

    @Test
    void everyMissingKeyIsNamed() {
        assertThat(source("type = postgres").problems())
                .extracting(Problem::message)
                .containsExactly(
                        "host is missing for s",
                        "database is missing for s",
                        "user is missing for s",
                        "tables is missing for s");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            password = hunter2
            password = "env:"
            password = "hunter2 env:X"
            password = 4711
            password = [hunter2]
            password = {a = hunter2}
            password = "file:relative hunter2"
            """)
    void aLiteralSecretIsRefusedAndNeverShown(String written) {
        Problem problem = source(SOURCE + "\n" + written).problem();
        assertThat(line(problem))
                .isEqualTo("LITERAL_SECRET project.conf:4 password must be a reference, not the secret itself"
                        + " | expected \"env:NAME\" or \"file:/path\"");
        assertThat(problem.fix()).contains("password = \"env:S_PASSWORD\"");
        assertThat(problem.toString()).doesNotContain("hunter2").doesNotContain("4711");
    }

    @Test
    void aSecretSubstitutedFromTheEnvironmentIsALiteral() {
        Problem problem = source(SOURCE + "\npassword = ${PATH}").problem();
        assertThat(line(problem)).startsWith("LITERAL_SECRET project.conf:4");
        assertThat(problem.toString()).doesNotContain(System.getenv("PATH"));
    }

    @Test
    void aTableWithoutCursorIsComparedBySnapshot() {
        assertThat(readTable(TABLE).mode()).isEqualTo(PostgresTable.Mode.SNAPSHOT);
        assertThat(readTable(TABLE).key()).containsExactly("id");
    }

    @Test
    void aTableWithCursorIsReadByIt() {
        PostgresTable table = readTable("from = \"a.b\", key = [x, y], cursor = at");
        assertThat(table.mode()).isEqualTo(PostgresTable.Mode.CURSOR);
        assertThat(table.cursor()).contains("at");
        assertThat(table.key()).containsExactly("x", "y");
    }

    @Test
    void aLookbackIsAModeOfItsOwn() {
        PostgresTable table = readTable(TABLE + ", cursor = at, lookback = 90 minutes");
        assertThat(table.mode()).isEqualTo(PostgresTable.Mode.LOOKBACK);
        assertThat(table.lookback()).contains(Duration.ofMinutes(90));
        assertThat(readTable(TABLE + ", cursor = at, lookback = 7d").lookback()).contains(Duration.ofDays(7));
    }

    @Test
    void aTableThatOnlyGrowsHasAnIdentifierAndOneWithoutCursorItsTransactions() {
        assertThat(readTable(TABLE + ", mode = append, cursor = id").cursor()).contains("id");
        assertThat(readTable(TABLE + ", mode = xid").mode()).isEqualTo(PostgresTable.Mode.XID);
    }

    @ParameterizedTest
    @CsvSource({"null, NULL", "\"null\", NULL", "text, TEXT", "fail, FAIL"})
    void whatBecomesOfUnfitValuesIsAWordEvenWhereHoconHasItForNothing(String written, UnfitValues unfit) {
        assertThat(readTable(TABLE + ", unfit = " + written).unfit()).isEqualTo(unfit);
        assertThat(readTable(TABLE + ", cursor = null").mode()).isEqualTo(PostgresTable.Mode.SNAPSHOT);
    }

    @Test
    void aTableThatIsReplacedNeedsNoKey() {
        assertThat(readTable("from = a, mode = replace").key()).isEmpty();
        assertThat(table("from = a").problem().fix())
                .contains("key = [the columns that tell rows apart], or mode = replace where there are none");
    }

    @Test
    void aModeMayBeSaid() {
        assertThat(readTable(TABLE + ", cursor = at, mode = cursor").mode()).isEqualTo(PostgresTable.Mode.CURSOR);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            key = id§ MISSING_KEY project.conf:3 from is missing for t | expected text
            from = a§ MISSING_KEY project.conf:3 key is missing for t | mode snapshot compares rows by their key
            from = a, cursor = at§ MISSING_KEY project.conf:3 key is missing for t | mode cursor reads a row more than once and drops the repeats by their key
            from = a, key = id, mode = cursor§ MISSING_KEY project.conf:3 cursor is missing for t | mode = cursor needs the column that every write sets
            from = a, key = id, mode = snapshot, cursor=x§ BAD_VALUE project.conf:4 cursor has no use with mode = snapshot | leave out one of them
            from = a, key = []§ BAD_VALUE project.conf:4 key is an empty list | expected at least one
            from = a, key = id, mode = append§ MISSING_KEY project.conf:3 cursor is missing for t | mode = append needs the column that a sequence numbers
            from = a, key = id, mode = lookback, cursor = at§ MISSING_KEY project.conf:3 lookback is missing for t | mode = lookback needs a time, for example lookback = 2 hours
            from = a, key = id, mode = xid, cursor = at§ BAD_VALUE project.conf:4 cursor has no use with mode = xid | leave out one of them
            from = a, key = id, cursor = at, lookback = 7200§ BAD_VALUE project.conf:4 lookback = "7200" is not a time | expected a number and a unit: 90 seconds, 30 minutes, 2 hours, 7 days
            from = a, key = id, cursor = at, lookback = soon§ BAD_VALUE project.conf:4 lookback = "soon" is not a time | expected a number and a unit: 90 seconds, 30 minutes, 2 hours, 7 days
            from = a, key = id, cursor = at, lookback = 0s§ BAD_VALUE project.conf:4 lookback = "0s" is not a time | expected a number and a unit: 90 seconds, 30 minutes, 2 hours, 7 days
            from = a, key = id, soft_delete = gone§ BAD_VALUE project.conf:4 soft_delete has no use with mode = snapshot | a snapshot finds deletes; drop marked rows in the model: apply_as_delete_when
            from = a, key = id, cursor = n, mode = append, soft_delete = gone§ BAD_VALUE project.conf:4 soft_delete has no use with mode = append | mode append does not see updates
            from = a, mode = replace, soft_delete = gone§ BAD_VALUE project.conf:4 soft_delete has no use with mode = replace | it has the rows that there are; drop marked rows in the model
            from = a, key = id, mode = xid, soft_delete = "gone ="§ BAD_VALUE project.conf:4 soft_delete is neither a column nor a condition | expected a number, or a text in single quotes, found the end
            from = a, mode = replace, cursor = at§ BAD_VALUE project.conf:4 cursor has no use with mode = replace | leave out one of them
            from = a, key = id, unfit = drop§ BAD_VALUE project.conf:4 unfit = "drop" is not known | one of fail | null | text
            from = a, key = id, mode = cdc§ NOT_BUILT_YET project.conf:4 mode = cdc is not built yet | today: cursor | lookback | xid | append | snapshot | replace
            from = a, key = id, rename { a = b }§ NOT_BUILT_YET project.conf:4 rename in a postgres table is not built yet
            from = "a b", key = id§ BAD_VALUE project.conf:4 from = "a b" is not a table name | expected schema.table, quoted as SQL quotes: "public.\\"Client\\""
            from = public."Client", key = id§ BAD_VALUE project.conf:4 the quotes of from are HOCON's, not SQL's | PostgreSQL would see public.Client
            """)
    void aWrongTableIsRefused(String body, String expected) {
        assertThat(line(table(body).problem())).isEqualTo(expected);
    }
}
