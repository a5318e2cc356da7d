package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Way;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.image.UnfitValues;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values at the edges of MySQL's types, as raw gets them. */
class MysqlTypesIT {
    private MariadbFixture database;

    @BeforeEach
    void start() {
        database = MariadbFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    /** What is stored in a column of a type by this SQL, in the order of the rows. */
    private List<Object> stored(String type, String... values) {
        return stored(UnfitValues.FAIL, type, values);
    }

    private List<Object> stored(UnfitValues unfit, String type, String... values) {
        database.run("create table t (id int primary key, v " + type + " null)", "set sql_mode = ''");
        String insert =
                "set statement sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00' for insert into t values ";
        for (int i = 0; i < values.length; i++) {
            database.run(insert + "(" + i + ", " + values[i] + ")");
        }
        return MysqlTables.rows(database, table(unfit)).stream()
                .sorted((one, other) -> Integer.compare(one.getInt(0), other.getInt(0)))
                .map(row -> value(row.get(1)))
                .toList();
    }

    private static Object value(Object value) {
        if (value instanceof java.sql.Date date) {
            return date.toLocalDate();
        }
        return value instanceof java.sql.Timestamp time ? time.toInstant() : value;
    }

    private static DatabaseTable table(UnfitValues unfit) {
        DatabaseTable plain = Declared.snapshot("t", "t", "id");
        return new DatabaseTable(
                plain.name(),
                plain.place(),
                plain.from(),
                plain.keyColumns(),
                plain.mode(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                unfit,
                StoredColumns.ALL);
    }

    @ParameterizedTest
    @CsvSource({
        "tinyint, -128, 127",
        "tinyint unsigned, 0, 255",
        "smallint, -32768, 32767",
        "smallint unsigned, 0, 65535",
        "mediumint, -8388608, 8388607",
        "mediumint unsigned, 0, 16777215",
        "int, -2147483648, 2147483647",
        "int unsigned, 0, 4294967295",
        "bigint, -9223372036854775808, 9223372036854775807",
        "bigint unsigned, 0, 18446744073709551615",
        "tinyint(1), -1, 2",
        "year, 1901, 2155",
        "bit(63), 0, 9223372036854775807",
        "bit(64), 0, 18446744073709551615",
        "'decimal(38,0)', -99999999999999999999999999999999999999, 99999999999999999999999999999999999999",
        "'decimal(18,18)', -0.999999999999999999, 0.000000000000000001",
        "'decimal(5,2)', -0.01, 999.99",
        "'decimal(65,30)', -1.000000000000000000000000000001, 12345678901234567890123456789012345.000000000000000000000000000009"
    })
    void numbersAtBothEnds(String type, String least, String most) {
        List<Object> stored = stored(type, least, most, "null");

        assertThat(stored.stream().limit(2).map(number -> new BigDecimal(number.toString())))
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(new BigDecimal(least), new BigDecimal(most));
        assertThat(stored.get(2)).isNull();
    }

    @Test
    void numbersWithABinaryPointHaveAllTheirDigits() {
        assertThat(stored("float", "1.1", "-3.4028235e38", "16777217"))
                .containsExactly(1.1f, -Float.MAX_VALUE, 16777216f);
        database.run("drop table t");
        assertThat(stored("double", "0.1", "-1.7976931348623157e308", "4.9e-324", "1e23"))
                .containsExactly(0.1, -Double.MAX_VALUE, Double.MIN_VALUE, 1e23);
    }

    @Test
    void datesAndTimes() {
        assertThat(stored("date", "'0001-01-01'", "'9999-12-31'", "'2024-02-29'"))
                .containsExactly(LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31), LocalDate.of(2024, 2, 29));
        database.run("drop table t");
        assertThat(stored("datetime(6)", "'0001-01-01 00:00:00.000001'", "'9999-12-31 23:59:59.999999'"))
                .containsExactly(
                        LocalDateTime.parse("0001-01-01T00:00:00.000001"),
                        LocalDateTime.parse("9999-12-31T23:59:59.999999"));
        database.run("drop table t");
        // The server's own zone has this hour twice.
        assertThat(stored("timestamp(3)", "from_unixtime(1762059600.5)", "from_unixtime(1762063200.5)"))
                .containsExactly(Instant.ofEpochMilli(1762059600500L), Instant.ofEpochMilli(1762063200500L));
        database.run("drop table t");
        assertThat(stored("time(6)", "'-838:59:59.999999'", "'838:59:59'"))
                .containsExactly("-838:59:59.999999", "838:59:59.000000");
    }

    @Test
    void textKeepsEachCharacterAndBytesKeepEachByte() {
        assertThat(stored("varchar(20) character set latin1", "'Zoë €'", "''")).containsExactly("Zoë €", "");
        database.run("drop table t");
        assertThat(stored("mediumtext character set utf8mb4", "'\\0 \\\\ 🜁 \\n'", "repeat('ß', 100000)"))
                .containsExactly("\0 \\ 🜁 \n", "ß".repeat(100_000));
        database.run("drop table t");
        assertThat(stored("varbinary(5)", "x'00ff27'", "''"))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new byte[] {0, -1, 39}, new byte[0]);
        database.run("drop table t");
        assertThat(stored("binary(3)", "x'41'"))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new byte[] {65, 0, 0});
    }

    @Test
    void choicesDocumentsAndAddressesAreTheirText() {
        assertThat(stored("enum('a''b', 'ü')", "'a''b'", "'ü'")).containsExactly("a'b", "ü");
        database.run("drop table t");
        assertThat(stored("set('x', 'y')", "'y,x'", "''")).containsExactly("x,y", "");
        database.run("drop table t");
        assertThat(stored("json", "'{\"b\": [1, \"ü\"]}'")).containsExactly("{\"b\": [1, \"ü\"]}");
        database.run("drop table t");
        assertThat(stored("inet6", "'::1'")).containsExactly("::1");
        database.run("drop table t");
        assertThat(stored("bit(1)", "b'1'", "b'0'")).containsExactly(true, false);
    }

    @Test
    void aDateThatNoCalendarHasRefusesTheTableAndSaysHowToFindIt() {
        assertThatThrownBy(() -> stored("date", "'2026-01-01'", "'2026-02-31'"))
                .hasMessageContaining("the column v of t holds dates that no calendar has")
                .hasMessageNotContaining("02-31");
        database.run("drop table t");
        assertThatThrownBy(() -> stored("datetime", "'2026-01-00 10:00:00'"))
                .satisfies(error -> assertThat(
                                ((AlluviumException) error).problems().get(0))
                        .satisfies(problem -> {
                            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_VALUE_UNSUPPORTED);
                            String fix = problem.fix().orElseThrow();
                            assertThat(database.texts("select count(*) from t where " + fix.split(" where ")[1]))
                                    .containsExactly("1");
                        }));
    }

    @Test
    void suchADateIsNullOrTextWhereTheUserSaysSo() {
        assertThat(stored(UnfitValues.NULL, "date", "'0000-00-00'", "'2026-00-00'", "'2026-01-02'"))
                .containsExactly(null, null, LocalDate.of(2026, 1, 2));
        database.run("drop table t");
        assertThat(stored(UnfitValues.TEXT, "datetime(2)", "'0000-00-00'", "'2026-01-02 03:04:05.06'"))
                .containsExactly("0000-00-00 00:00:00.00", "2026-01-02 03:04:05.06");
    }

    @Test
    void spatialValuesAreTheirReferenceSystemAndWellKnownBinary() {
        List<Object> stored = stored("point", "point(1, 2)");

        assertThat((byte[]) stored.get(0)).hasSize(25).startsWith(0, 0, 0, 0, 1, 1, 0, 0, 0);
    }

    @Test
    void otherTablesGoOnAfterAValueThatDoesNotFit() {
        database.run("create table bad (id int primary key, d date)", "create table good (id int primary key)");
        database.run(
                "set statement sql_mode = '' for insert into bad values (1, '2026-00-01')",
                "insert into bad select seq + 1, '2026-01-01' from seq_1_to_50000",
                "insert into good select seq from seq_1_to_1000");
        DatabaseTable bad = Declared.snapshot("bad", "bad", "id");
        DatabaseTable good = Declared.snapshot("good", "good", "id");
        try (MysqlSource source = new MysqlSource(MysqlTables.source(database, bad, good))) {
            source.connect();
            for (int i = 0; i < 5; i++) {
                Look.Changed look = (Look.Changed) source.look(bad, Known.NOTHING);
                assertThatThrownBy(() -> Way.columns(look.reader().read(), LocalSpark.session()))
                        .hasMessageContaining("the column d of bad");
            }
            List<Row> rows = Way.columns(
                            ((Look.Changed) source.look(good, Known.NOTHING))
                                    .reader()
                                    .read(),
                            LocalSpark.session())
                    .collectAsList();
            assertThat(rows).hasSize(1000);
        }
    }
}
