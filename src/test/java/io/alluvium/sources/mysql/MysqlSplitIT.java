package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of a MariaDB are divided among sessions by the keys that there are, whatever these are. */
class MysqlSplitIT {
    private static final int ROWS = 30_000;

    private MariadbFixture database;

    @BeforeEach
    void start() {
        database = MariadbFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    /** Each holds every row once, in three parts of about as many rows. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            sparse: a few at 1, the rest at the end | a bigint                          | if(seq < 9, seq, 9000000000000000000 + seq)      | a
            unsigned beyond 63 bits                 | a bigint unsigned                 | 18446744073709551615 - seq * seq                  | a
            negative                                | a int                             | cast(seq as signed) * 7 - 100000                                  | a
            decimal                                 | a decimal(30,10)                  | (cast(seq as signed) - 15000) * 1.0000000001                      | a
            text, without case                      | a varchar(40) collate utf8mb4_general_ci | concat(if(seq % 2, 'äA', 'Aa'), '''', seq) | a
            text of another set                     | a varchar(40) character set latin1 collate latin1_german2_ci | concat('Straße', reverse(seq)) | a
            text by bytes                           | a varchar(40) character set utf8mb4 collate utf8mb4_bin | concat(char(128512 + seq % 50 using utf32), seq) | a
            bytes                                   | a varbinary(32)                   | unhex(md5(seq))                                   | a
            a time                                  | a datetime(6)                     | '1900-01-01' + interval seq * 1234567 microsecond | a
            a day and a number                      | a date, b int                     | '2020-01-01' + interval seq % 3 day, seq          | a, b
            one tenant                              | a int, b varchar(20)              | 1, concat('k', seq)                               | a, b
            three columns, the last of a kind that is not written | a tinyint, b smallint unsigned, c enum('x','y') | seq % 100, seq div 200, if(seq div 100 % 2, 'x', 'y') | a, b, c
            """)
    void partsHoldEachRowOnce(String what, String columns, String values, String key) {
        String declared = columns.replaceAll("(,(?= [abc] )|$)", " not null$1");
        database.run(
                "create table t (" + declared + ", fill varchar(500) not null, primary key (" + key + "))",
                "insert into t select " + values + ", repeat('x', 480) from seq_1_to_" + ROWS,
                "analyze table t");
        DatabaseTable table = Declared.snapshot("t", "t", key.split(", "));

        try (MysqlSource source = new MysqlSource(MysqlTables.source(database, table))) {
            source.connect();
            Look.Changed look = (Look.Changed) source.look(table, Known.NOTHING);
            try (TableRead read = look.reader().read()) {
                RowsReader reader = (RowsReader) read.columns().orElseThrow();
                assertThat(reader.parts()).as(what).isEqualTo(3);
                List<Long> counts = counts(reader);
                assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(ROWS);
                assertThat(counts)
                        .as("rows of the parts: %s", what)
                        .allSatisfy(count -> assertThat(count).isBetween(ROWS / 3L - 300, ROWS / 3L + 300));
                assertThat(Way.columns(read, LocalSpark.session())
                                .selectExpr(key.split(", "))
                                .distinct()
                                .count())
                        .isEqualTo(ROWS);
            }
        }
    }

    private List<Long> counts(RowsReader reader) {
        return reader.conditions().stream()
                .map(condition -> Long.valueOf(database.texts("set statement time_zone = '+00:00',"
                                + " sql_mode = 'NO_BACKSLASH_ESCAPES' for select count(*) from t where " + condition)
                        .get(0)))
                .toList();
    }

    @Test
    void aTableWithoutAnIndexOnItsRowsIsOneStream() {
        database.run(
                "create table t (a int, fill char(250))",
                "insert into t select seq, 'x' from seq_1_to_" + ROWS,
                "analyze table t");
        DatabaseTable table = Declared.replace("t", "t");
        try (MysqlSource source = new MysqlSource(MysqlTables.source(database, table))) {
            source.connect();
            Look.Changed look = (Look.Changed) source.look(table, Known.NOTHING);
            try (TableRead read = look.reader().read()) {
                assertThat(read.columns().map(ColumnReader::parts)).hasValue(1);
                assertThat(Way.columns(read, LocalSpark.session()).count()).isEqualTo(ROWS);
            }
        }
    }
}
