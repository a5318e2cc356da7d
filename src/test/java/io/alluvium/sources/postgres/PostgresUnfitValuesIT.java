package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.image.UnfitValues;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of values that Delta's types cannot hold, as the user says, in both ways of reading. */
@ParameterizedClass(name = "{0}")
@EnumSource(Way.class)
class PostgresUnfitValuesIT {
    private static final SparkSession SPARK = LocalSpark.session();

    private final Way way;
    private PostgresFixture database;

    PostgresUnfitValuesIT(Way way) {
        this.way = way;
    }

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run(
                "create table t (id int primary key, day date, local timestamp, instant timestamptz, price numeric(9,2),"
                        + " wide numeric(30,2), days date[], ratio float8, note text)",
                "insert into t values (1, 'infinity', '-infinity', 'infinity', 'NaN', 'NaN', '{infinity,2026-01-01}',"
                        + " 'NaN', 'bad')",
                "insert into t values (2, '0001-01-01 BC', '10000-01-01', '4713-01-01 BC', 1.5, 2.5,"
                        + " '{{2026-01-01},{2026-01-02}}', 'Infinity', 'bad')",
                "insert into t values (3, '9999-12-31', '0001-01-01', '9999-12-31 23:59:59.999999Z', -1.5, 3.25,"
                        + " '{2026-01-01,NULL}', 0, 'good')");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private static DatabaseTable table(UnfitValues unfit, String... key) {
        DatabaseTable plain = Declared.snapshot("t", "t", key);
        return new DatabaseTable(
                plain.name(),
                plain.place(),
                plain.from(),
                plain.key(),
                plain.mode(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                unfit);
    }

    private List<String> read(DatabaseTable table, String select) {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            return way.rows(extracted, SPARK).orderBy("id").selectExpr(select).collectAsList().stream()
                    .map(row -> row.getString(0))
                    .toList();
        }
    }

    private static String json(String columns) {
        return "to_json(struct(" + columns + "), map('ignoreNullFields', 'false'))";
    }

    @Test
    void asNullOnlyTheValueItselfIsLost() {
        DatabaseTable table = table(UnfitValues.NULL, "id");

        assertThat(read(table, json("id, day, local, instant, price, wide, days, note")))
                .containsExactly(
                        "{\"id\":1,\"day\":null,\"local\":null,\"instant\":null,\"price\":null,\"wide\":null,"
                                + "\"days\":[null,\"2026-01-01\"],\"note\":\"bad\"}",
                        "{\"id\":2,\"day\":null,\"local\":null,\"instant\":null,\"price\":1.50,\"wide\":2.50,"
                                + "\"days\":null,\"note\":\"bad\"}",
                        "{\"id\":3,\"day\":\"9999-12-31\",\"local\":\"0001-01-01T00:00:00.000\","
                                + "\"instant\":\"9999-12-31T23:59:59.999Z\",\"price\":-1.50,\"wide\":3.25,"
                                + "\"days\":[\"2026-01-01\",null],\"note\":\"good\"}");
    }

    @Test
    void asTextEveryValueIsKeptAsTheDatabaseWritesIt() {
        DatabaseTable table = table(UnfitValues.TEXT, "id");

        assertThat(read(table, json("id, day, local, instant, price, wide, days")))
                .containsExactlyElementsOf(database
                        .texts("select replace(json_build_object('id', id,"
                                + " 'day', day::text, 'local', local::text, 'instant', instant::text, 'price', price::text,"
                                + " 'wide', wide::text, 'days', days::text)::text, ' : ', ':') from t order by id")
                        .stream()
                        .map(text -> text.replace("\", \"", "\",\"").replaceFirst(", ", ","))
                        .toList());
    }

    @Test
    void theReportSaysThatValuesBecomeNull() {
        DatabaseTable table = table(UnfitValues.NULL, "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            assertThat(extracted.guarantee()).isEqualTo("complete; values that Delta has no image of are null");
        }
    }

    @Test
    void aKeyIsNeverMadeNull() {
        database.run("delete from t where day < '0001-01-01'", "alter table t add unique (day)");
        DatabaseTable byDay = table(UnfitValues.NULL, "day");

        assertThat(refusal(byDay).code()).isEqualTo(ErrorCode.SOURCE_VALUE_UNSUPPORTED);
    }

    @Test
    void byDefaultTheTableIsRefusedAndTheRowsAreEasyToFind() {
        String fix = refusal(table(UnfitValues.FAIL, "id")).fix().orElseThrow();

        assertThat(fix).startsWith("unfit = null or unfit = text; to find them: select * from t where ");
        assertThat(database.texts("select id::text from t where "
                        + fix.substring(fix.indexOf(" where ") + " where ".length()) + " order by id"))
                .containsExactly("1", "2");
    }

    /** Of a reading of all columns. */
    private Problem refusal(DatabaseTable table) {
        return Causes.first(catchThrowable(() -> read(table, "to_json(struct(*))")), AlluviumException.class)
                .orElseThrow()
                .problems()
                .get(0);
    }
}
