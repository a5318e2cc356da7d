package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SourceContent;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.columns.MaskKey;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.image.UnfitValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which columns of a table are stored, under which names and in what form, in both ways of reading. */
@ParameterizedClass(name = "{0}")
@EnumSource(Way.class)
class StoredColumnsIT extends StoredPeople {
    private static final SparkSession SPARK = LocalSpark.session();

    private final Way way;

    StoredColumnsIT(Way way) {
        this.way = way;
    }

    private List<String> read(DatabaseTable table, String select) {
        try (PostgresSource source = open(table);
                TableRead extracted = Tables.read(source, table, Known.NOTHING)) {
            return way.rows(extracted, SPARK).selectExpr(select).collectAsList().stream()
                    .map(row -> String.valueOf(row.get(0)))
                    .sorted()
                    .toList();
        }
    }

    private String hash(String value) {
        return MaskKey.of(secret().orElseThrow()).seal(value);
    }

    @Test
    void ofMaskedColumnsOnlyHashesAndMarksAreRead() {
        database.run(
                "create table people (id text primary key, email text, born date, pad char(5), tags text[], zero float8,"
                        + " name text, pair point)",
                "insert into people values ('a', 'x@y.z', '2000-01-02', 'ab', '{a,NULL}', '-0', 'Ann', '(1,2)'),"
                        + " ('b', '', null, null, null, 0, null, null), ('c', null, null, null, null, null, '', null)");
        StoredColumns masked = masking(Map.of(
                "id", StoredColumns.Mask.HASH,
                "email", StoredColumns.Mask.HASH,
                "born", StoredColumns.Mask.HASH,
                "pad", StoredColumns.Mask.HASH,
                "tags", StoredColumns.Mask.HASH,
                "zero", StoredColumns.Mask.HASH,
                "name", StoredColumns.Mask.REDACT,
                "pair", StoredColumns.Mask.REDACT));

        assertThat(read(people(masked), "concat_ws('|', id, email, born, pad, tags, zero, name, pair)"))
                .containsExactlyInAnyOrder(
                        String.join(
                                "|",
                                hash("a"),
                                hash("x@y.z"),
                                hash("2000-01-02"),
                                hash("ab"),
                                hash("{a,NULL}"),
                                hash("0"),
                                "***",
                                "***"),
                        String.join("|", hash("b"), hash(""), hash("0")),
                        String.join("|", hash("c"), "***"));
    }

    /** A user who may not read a column would be refused by any query that has it. */
    @ParameterizedTest
    @CsvSource({
        "people, snapshot",
        "people, xid",
        "people, cursor",
        "people, append",
        "people_seen, snapshot",
        "people_by_part, snapshot"
    })
    void anExcludedColumnIsInNoQuery(String from, String mode) throws Exception {
        database.run(
                "create table people (id int generated always as identity primary key, at timestamptz not null"
                        + " default now() - interval '1 day', name text, ssn text)",
                "insert into people (name, ssn) select 'n' || i, 's' || i from generate_series(1, 50) i",
                "create view people_seen as select * from people",
                "create table people_by_part (id int primary key, at timestamptz, name text, ssn text)"
                        + " partition by range (id)",
                "create table people_1 partition of people_by_part for values from (0) to (1000)",
                "insert into people_by_part select id, at, name, ssn from people",
                "create role r_" + database.database() + " login in role pg_read_all_stats",
                "grant select (id, at, name) on people_seen to r_" + database.database(),
                "grant select on sequence people_id_seq to r_" + database.database());
        for (String table : List.of("people", "people_by_part")) {
            database.run(
                    "grant select (id, at, name, ctid, xmin, tableoid) on " + table + " to r_" + database.database());
        }
        DatabaseTable plain = switch (mode) {
            case "xid" -> Declared.xid("people", from, "id");
            case "cursor" -> Declared.cursor("people", from, "at", "id");
            case "append" -> Declared.append("people", from, "id", "id");
            default -> Declared.snapshot("people", from, "id");
        };
        DatabaseTable table = plain.with(excluding("ssn"));
        try (PostgresSource source = new PostgresSource(spec("r_" + database.database(), table))) {
            Look.Changed first = Tables.changed(source.look(table, Known.NOTHING));
            StructType schema;
            Optional<String> fingerprint;
            try (TableRead read = first.reader().read()) {
                assertThat(way.rows(read, SPARK).select("id", "name").count()).isEqualTo(50);
                schema = read.columns().orElseThrow().schema();
                fingerprint = read.fingerprint();
            }
            assertThat(schema.fieldNames()).startsWith("id", "at", "name").doesNotContain("ssn");
            Known known = new Known(Optional.of(schema), Optional.of(first.position()), Optional.empty(), fingerprint);
            assertThat(fingerprint).isPresent();
            source.look(table, known);
            SourceContent content = source.content(table, known).orElseThrow();
            assertThat(content.digests()).isNotEmpty();
            List<String> rows = new ArrayList<>();
            content.rows(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8), row -> rows.add(row.key()));
            assertThat(rows).isNotEmpty();
        } finally {
            database.run("drop owned by r_" + database.database(), "drop role r_" + database.database());
        }
    }

    @Test
    void numbersAndTextBecomeDecimalsExactly() {
        database.run(
                "create table people (id bigint primary key, n numeric, wide numeric, t text, v varchar(9), c char(9), i int)",
                "insert into people values (1, 1.5, 12345678901234567890.123456789, '-007.10', '5', '2.5', -3),"
                        + " (2, null, -0.1, '.5', null, null, 2147483647), (3, 99999.99, 1e20, '5.', '+1', '1', 0)");
        StoredColumns typed = new StoredColumns(
                Set.of(),
                Set.of(),
                Map.of(),
                Map.of("n", "number"),
                Map.of(
                        "id", DataTypes.createDecimalType(20, 0),
                        "n", DataTypes.createDecimalType(7, 2),
                        "wide", DataTypes.createDecimalType(38, 9),
                        "t", DataTypes.createDecimalType(5, 2),
                        "v", DataTypes.createDecimalType(20, 1),
                        "c", DataTypes.createDecimalType(3, 1),
                        "i", DataTypes.LongType),
                StoredColumns.Everywhere.NOTHING);

        assertThat(read(people(typed), "concat_ws('|', id, number, wide, t, v, c, i)"))
                .containsExactly(
                        "1|1.50|12345678901234567890.123456789|-7.10|5.0|2.5|-3",
                        "2|-0.100000000|0.50|2147483647",
                        "3|99999.99|100000000000000000000.000000000|5.00|1.0|1.0|0");
        assertThat(read(people(typed), "concat_ws('|', typeof(id), typeof(number), typeof(t), typeof(i))"))
                .contains("decimal(20,0)|decimal(7,2)|decimal(5,2)|bigint");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            numeric | 1.005    | numbers with more decimals than its type has
            numeric | 1000     | numbers with more digits than its type has
            numeric | NaN      | NaN or infinity
            numeric | Infinity | NaN or infinity
            text    | 1.005    | numbers with more decimals than its type has
            text    | 1e2      | text that is no number
            text    | NaN      | text that is no number
            bigint  | 1000     | numbers with more digits than its type has
            """)
    void aValueThatDoesNotFitIsTreatedAsUnfit(String type, String value, String what) {
        database.run(
                "create table people (id int primary key, \"the n\" " + type + ")",
                "insert into people values (1, '1'), (2, '" + value + "'), (3, null)");
        StoredColumns stored = new StoredColumns(
                Set.of(),
                Set.of(),
                Map.of(),
                Map.of("the n", "n"),
                Map.of("the n", DataTypes.createDecimalType(5, 2)),
                StoredColumns.Everywhere.NOTHING);

        Problem problem = Causes.first(catchThrowable(() -> read(people(stored), "n")), AlluviumException.class)
                .orElseThrow()
                .problems()
                .get(0);
        assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_VALUE_UNSUPPORTED);
        assertThat(problem.message()).isEqualTo("the column the n of people holds " + what);
        String fix = problem.fix().orElseThrow();
        assertThat(database.texts("select id::text from people where " + fix.replaceFirst(".* where ", "")))
                .containsExactly("2");
        DatabaseTable nulling = new DatabaseTable(
                people(stored).name(),
                Declared.PLACE,
                "people",
                List.of("id"),
                DatabaseTable.Mode.SNAPSHOT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                UnfitValues.NULL,
                stored);
        assertThat(read(nulling, "n")).containsExactly("1.00", "null", "null");
    }

    @Test
    void textInTheKeyIsNotStoredAsNumbersWhichWouldMakeOneKeyOfTwo() {
        database.run(
                "create table people (id text primary key, n text)", "insert into people values ('1.0'), ('1.00')");

        Problem problem = refusal(people(typed("id", DataTypes.createDecimalType(5, 2))));

        assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_TYPE_UNSUPPORTED);
        assertThat(problem.message())
                .isEqualTo("the key column id of people has type text: as decimal(5,2) different keys may be one");
        assertThat(problem.fix()).contains("take id out of types, and cast it in the model");
        assertThat(read(people(typed("n", DataTypes.createDecimalType(5, 2))), "id"))
                .containsExactly("1.0", "1.00");
    }

    @Test
    void anyColumnMayBecomeTheDatabasesText() {
        database.run(
                "create table people (id int primary key, n timestamp)",
                "insert into people values (1, 'infinity'), (2, '2026-01-02 03:04:05')");

        assertThat(read(people(typed("n", DataTypes.StringType)), "n"))
                .containsExactly("2026-01-02 03:04:05", "infinity");
    }

    @Test
    void namesThatRawCannotHaveAreRefusedWithTheLineThatRenamesThem() {
        database.run(
                "create table people (id int primary key, \"a b\" int, _file text, \"ID\" int, \"_Change_Type\" int)");

        Problem problem = refusal(people(StoredColumns.ALL));
        assertThat(problem.code()).isEqualTo(ErrorCode.COLUMN_NAME_REFUSED);
        assertThat(problem.fix())
                .contains("write into its section under tables: rename { \"a b\" = a_b, _file = source_file, ID = ID_2,"
                        + " _Change_Type = source_Change_Type }");
        StoredColumns renamed = StoredColumns.renaming(
                Map.of("a b", "a_b", "_file", "source_file", "ID", "ID_2", "_Change_Type", "source_Change_Type"));
        database.run("insert into people values (1, 2, 'f', 3, 4)");
        assertThat(read(people(renamed), "concat_ws('|', id, a_b, source_file, ID_2, source_Change_Type)"))
                .containsExactly("1|2|f|3|4");
        assertThat(refusal(people(StoredColumns.renaming(Map.of("a b", "id")))).message())
                .isEqualTo("the columns \"id\" and \"a b\" of raw.people are both id in raw");
        StoredColumns snakeCase = new StoredColumns(
                Set.of(),
                Set.of("_file", "_Change_Type", "ID"),
                Map.of("a b", StoredColumns.Mask.REDACT),
                Map.of(),
                Map.of(),
                new StoredColumns.Spelling(false, true),
                StoredColumns.Everywhere.NOTHING);
        assertThat(read(people(snakeCase), "concat_ws('|', id, a_b)")).containsExactly("1|***");
    }
}
