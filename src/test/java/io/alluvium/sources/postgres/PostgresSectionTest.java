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
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.image.UnfitValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataTypes;
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

    private DatabaseTable readTable(String body) {
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
                        ChosenTables.of(List.of())));
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

        assertThat(read("tables = " + list).chosen().patterns()).contains(patterns);
        assertThat(read("patterns = " + list).chosen().patterns()).contains(patterns);
        PostgresSpec both = read("patterns = " + list + "\ntables { t { from = a.b, key = id } }");
        assertThat(both.chosen().patterns()).contains(patterns);
        assertThat(both.tables()).hasSize(1);
        assertThat(both.isOpen()).isTrue();
        assertThat(read("tables {}").isOpen()).isFalse();
        assertThat(read("patterns = \"*.*\"").chosen().patterns().orElseThrow().written())
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
            # tables = ["a.*"]; tables { t { from = a.b, key = id } }
            tables { tables { from = a.b, key = [tables] } }
            """)
    void aListUnderAnotherKeyOrInsteadOfAListIsNone(String tables) {
        assertThat(read(tables.replace("; ", "\n")).tables().size()).isBetween(0, 2);
    }

    @Test
    void aListOfTablesThatIsWrittenTwiceIsRefused() {
        assertThat(source(LOGIN + "tables = [\"a.*\"]\ntables = [\"b.*\"]").problems())
                .extracting(TestProject::line)
                .containsExactly("BAD_VALUE project.conf:5 tables is written twice, first at project.conf:4"
                        + " | the first value would be lost");
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
                        ChosenTables.of(List.of())));
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
            type = kafka§ NOT_BUILT_YET project.conf:4 type = kafka is not built yet | today: postgres | mysql | files
            engine = local§ NOT_BUILT_YET project.conf:4 engine = local is not built yet | today: auto | spark
            prot = 1§ UNKNOWN_KEY project.conf:4 unknown key prot in a source of type postgres | known: type, host, port, database, user, password, ca, connections, timeout, schema_change, engine, tables, patterns, exclude, mask, mask_secret | did you mean port?
            """)
    void aWrongKeyOfASourceIsRefused(String key, String expected) {
        String others = Stream.of(SOURCE.split(", "))
                .filter(other -> !key.startsWith(other.split(" ")[0] + " "))
                .collect(Collectors.joining(", "));
        assertThat(line(source(others + "\n" + key).problem())).isEqualTo(expected);
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
            password = "aws-sm:"
            password = "aws-sm:hunter2 "
            password = "aws-sm:hunter2#"
            password = "aws-sm:arn:aws:ssm:eu-central-1:123456789012:parameter/hunter2"
            password = "rds-iam:hunter2"
            """)
    void aLiteralSecretIsRefusedAndNeverShown(String written) {
        Problem problem = source(SOURCE + "\n" + written).problem();
        assertThat(line(problem))
                .isEqualTo("LITERAL_SECRET project.conf:4 password must be a reference, not the secret itself"
                        + " | expected \"env:NAME\", \"file:/path\", \"aws-sm:NAME\", \"aws-sm:NAME#FIELD\","
                        + " \"aws-ssm:NAME\" or \"rds-iam\"");
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
        assertThat(readTable(TABLE).mode()).isEqualTo(DatabaseTable.Mode.SNAPSHOT);
        assertThat(readTable(TABLE).key()).containsExactly("id");
    }

    @Test
    void aTableWithCursorIsReadByIt() {
        DatabaseTable table = readTable("from = \"a.b\", key = [x, y], cursor = at");
        assertThat(table.mode()).isEqualTo(DatabaseTable.Mode.CURSOR);
        assertThat(table.cursor()).contains("at");
        assertThat(table.key()).containsExactly("x", "y");
    }

    @Test
    void aLookbackIsAModeOfItsOwn() {
        DatabaseTable table = readTable(TABLE + ", cursor = at, lookback = 90 minutes");
        assertThat(table.mode()).isEqualTo(DatabaseTable.Mode.LOOKBACK);
        assertThat(table.lookback()).contains(Duration.ofMinutes(90));
        assertThat(readTable(TABLE + ", cursor = at, lookback = 7d").lookback()).contains(Duration.ofDays(7));
    }

    @Test
    void aTableThatOnlyGrowsHasAnIdentifierAndOneWithoutCursorItsTransactions() {
        assertThat(readTable(TABLE + ", mode = append, cursor = id").cursor()).contains("id");
        assertThat(readTable(TABLE + ", mode = xid").mode()).isEqualTo(DatabaseTable.Mode.XID);
    }

    @ParameterizedTest
    @CsvSource({"null, NULL", "\"null\", NULL", "text, TEXT", "fail, FAIL"})
    void whatBecomesOfUnfitValuesIsAWordEvenWhereHoconHasItForNothing(String written, UnfitValues unfit) {
        assertThat(readTable(TABLE + ", unfit = " + written).unfit()).isEqualTo(unfit);
        assertThat(readTable(TABLE + ", cursor = null").mode()).isEqualTo(DatabaseTable.Mode.SNAPSHOT);
    }

    @Test
    void aTableThatIsReplacedNeedsNoKey() {
        assertThat(readTable("from = a, mode = replace").key()).isEmpty();
        assertThat(table("from = a").problem().fix())
                .contains("key = [the columns that tell rows apart], or mode = replace where there are none");
    }

    @Test
    void aModeMayBeSaid() {
        assertThat(readTable(TABLE + ", cursor = at, mode = cursor").mode()).isEqualTo(DatabaseTable.Mode.CURSOR);
    }

    @Test
    void aTableSaysWhichColumnsAreStoredAndHow() {
        StoredColumns stored = new StoredColumns(
                Set.of(),
                Set.of("ssn"),
                Map.of("email", StoredColumns.Mask.HASH, "na.me", StoredColumns.Mask.REDACT),
                Map.of("a b", "a_b", "email", "mail"),
                Map.of("n", DataTypes.createDecimalType(18, 2), "m", DataTypes.createDecimalType(5, 0)),
                new StoredColumns.Everywhere(
                        Set.of("Secret"),
                        Map.of("phone", StoredColumns.Mask.REDACT),
                        Optional.of(
                                new SecretReference(SecretReference.Kind.ENV, "MASKS", new Place("project.conf", 4)))));
        DatabaseTable table =
                ((PostgresSpec) source(LOGIN + """
                mask_secret = "env:MASKS", exclude = Secret, mask { phone = redact }, tables { t {
                  from = a.b, key = [email], exclude = ssn, mask { email = hash, "na.me" = redact }
                  rename { "a b" = a_b, email = mail }, types { n = "decimal(18, 2)", m = "Decimal(5)" } } }
                """).sources().get(0)).tables().get(0);

        assertThat(table.stored()).isEqualTo(stored);
        assertThat(table.keyColumns()).containsExactly("email");
        assertThat(table.key()).containsExactly("mail");
        assertThat(readTable(TABLE + ", columns = [id, a]").stored().only()).containsExactly("id", "a");
        assertThat(readTable(TABLE).stored()).isEqualTo(StoredColumns.ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "ssn, false, ''",
        "SSN, true, ''",
        "secret, false, ''",
        "SECRET, false, ''",
        "phone, true, REDACT",
        "Phone, true, REDACT",
        "email, true, HASH",
        "id, true, ''"
    })
    void whatHoldsForAllTablesIsMeantInWhateverCase(String column, boolean stores, String mask) {
        StoredColumns stored = ((PostgresSpec) source(LOGIN + """
                mask_secret = "env:MASKS", exclude = Secret, mask { phone = redact, email = redact }, tables { t {
                  from = a.b, key = id, exclude = ssn, mask { email = hash } } }
                """).sources().get(0))
                .tables()
                .get(0)
                .stored();

        assertThat(stored.stores(column)).isEqualTo(stores);
        assertThat(stored.mask(column).map(Enum::name).orElse("")).isEqualTo(mask);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            columns = [id], exclude = [a]§ BAD_VALUE project.conf:4 columns and exclude stand side by side | leave out one of them
            exclude = [id]§ BAD_VALUE project.conf:4 the key column id is excluded
            columns = [a]§ BAD_VALUE project.conf:4 the key column id is excluded
            exclude = [at], cursor = at§ BAD_VALUE project.conf:4 the cursor at is excluded
            mask { at = redact }, cursor = at§ BAD_VALUE project.conf:4 the cursor at is masked, while the journal keeps its bounds
            mask { id = redact }§ BAD_VALUE project.conf:4 the key column id is redacted, so that no row could be told from another
            exclude = [gone], mode = xid, soft_delete = gone§ BAD_VALUE project.conf:4 the soft_delete column gone is excluded
            mask { gone = redact }, mode = xid, soft_delete = gone§ BAD_VALUE project.conf:4 the soft_delete column gone is masked, while _op tells its value
            mask { gone = redact }, mode = xid, soft_delete = "n = 1 or gone = 1"§ BAD_VALUE project.conf:4 the soft_delete column gone is masked, while _op tells its value
            columns = [id, n], mode = xid, soft_delete = "n = 1 or gone is true"§ BAD_VALUE project.conf:4 the soft_delete column gone is excluded
            mask { a = hsah }§ BAD_VALUE project.conf:4 a = "hsah" is not known | one of hash | redact | did you mean hash?
            mask { a = hash }§ MISSING_KEY project.conf:2 mask_secret is missing for s | hashes are keyed by a secret
            mask = hash§ WRONG_TYPE project.conf:4 mask is "hash" | expected a section { … }
            exclude = [a], mask { a = redact }§ BAD_VALUE project.conf:4 mask.a has no use: it is excluded | leave it out, or store the column
            exclude = [a], rename { a = b }§ BAD_VALUE project.conf:4 rename.a has no use: it is excluded | leave it out, or store the column
            exclude = [a], types { a = string }§ BAD_VALUE project.conf:4 types.a has no use: it is excluded | leave it out, or store the column
            mask { a = redact }, types { a = string }§ BAD_VALUE project.conf:4 types.a has no use: it is masked | what was masked is text
            types { a = money }§ BAD_VALUE project.conf:4 types.a = "money" is not known | one of decimal(p,s) with up to 38 digits, int, bigint, string
            types { a = "decimal(39,2)" }§ BAD_VALUE project.conf:4 types.a = "decimal(39,2)" is not known | one of decimal(p,s) with up to 38 digits, int, bigint, string
            types { a = "decimal(2,3)" }§ BAD_VALUE project.conf:4 types.a = "decimal(2,3)" is not known | one of decimal(p,s) with up to 38 digits, int, bigint, string
            rename { a = "x y" }§ BAD_VALUE project.conf:4 the column "x y" of raw.t has a character that Delta refuses in names: one of space , ; { } ( ) = tab, line break | choose another name
            rename { a = _Batch }§ BAD_VALUE project.conf:4 the column "_Batch" of raw.t has a name that Alluvium keeps for its own columns | choose another name
            rename { a = x, b = X }§ BAD_VALUE project.conf:4 rename makes X of a and of b | names in raw differ in more than case
            exclude = "a,b"§ BAD_VALUE project.conf:4 exclude holds "a,b" as one column | each column stands by itself
            """)
    void whatContradictsItselfInColumnsIsRefused(String body, String expected) {
        assertThat(line(table(TABLE + ", " + body).problem())).isEqualTo(expected);
    }

    @Test
    void oneKeyThatHoldsACommaIsNoListUnlessItIsRenamed() {
        Problem problem = table("from = a.b, key = \"id,v\"").problem();
        assertThat(line(problem))
                .isEqualTo("BAD_VALUE project.conf:4 key holds \"id,v\" as one column | each column stands by itself");
        assertThat(problem.fix()).contains("key = [id, v]");
        assertThat(readTable("from = a.b, key = \"id,v\", rename { \"id,v\" = id_v }")
                        .key())
                .containsExactly("id_v");
    }

    @Test
    void aKeyThatNoTableOfTheSourceStoresIsRefused() {
        assertThat(source(LOGIN + "exclude = [ID], tables { t {\n" + TABLE + "\n} }")
                        .problems())
                .extracting(TestProject::line)
                .containsExactly("BAD_VALUE project.conf:5 the key column id is excluded");
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
            from = a, key = id, renamed_from = b§ NOT_BUILT_YET project.conf:4 renamed_from in a postgres table is not built yet
            from = "a b", key = id§ BAD_VALUE project.conf:4 from = "a b" is not a table name | expected schema.table, quoted as SQL quotes: "public.\\"Client\\""
            from = public."Client", key = id§ BAD_VALUE project.conf:4 the quotes of from are HOCON's, not SQL's | PostgreSQL would see public.Client
            """)
    void aWrongTableIsRefused(String body, String expected) {
        assertThat(line(table(body).problem())).isEqualTo(expected);
    }
}
