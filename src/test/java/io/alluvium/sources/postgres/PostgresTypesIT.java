package io.alluvium.sources.postgres;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every common type with its edge values, in both ways: what Spark shows must be what the server shows. */
class PostgresTypesIT {
    private static PostgresFixture database;
    private static final int ROWS = 6;

    private static StructType schema = new StructType();
    private static final Map<Way, List<Row>> READ = new EnumMap<>(Way.class);

    @BeforeAll
    static void readAllTypesAtOnce() {
        database = PostgresFixture.fresh();
        database.run(
                "create extension if not exists hstore",
                "create type mood as enum ('sad', 'happy ever after')",
                "create type pair as (a int, b text)",
                "create domain positive as int check (value > 0)",
                "create domain money_amount as numeric(12,3)",
                "create table typed (id int primary key)",
                "insert into typed select generate_series(0, " + ROWS + " - 1)");
        List<Arguments> types = typesShownAlike().toList();
        for (int i = 0; i < types.size(); i++) {
            database.run(
                    "alter table typed add column c" + i + " " + types.get(i).get()[0]);
            List<?> values = (List<?>) types.get(i).get()[2];
            for (int row = 0; row < values.size(); row++) {
                database.run("update typed set c" + i + " = (" + values.get(row) + ")::"
                        + types.get(i).get()[0] + " where id = " + row);
            }
        }
        for (Way way : Way.values()) {
            READ.put(way, read(way));
        }
    }

    private static List<Row> read(Way way) {
        DatabaseTable table = Declared.snapshot("typed", "public.typed", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            schema = Tables.changed(extractor.look(table, Known.NOTHING))
                    .reader()
                    .plan()
                    .schema()
                    .orElseThrow();
            Dataset<Row> rows = way.rows(extracted, LocalSpark.session());
            assertThat(rows.schema()).isEqualTo(schema);
            assertThat(extracted.sourceCount()).hasValue(ROWS);
            return rows.orderBy("id")
                    .select(Stream.of(schema.fieldNames())
                            .map(name -> schema.apply(name).dataType() instanceof DecimalType
                                    ? col(name)
                                    : col(name).cast("string"))
                            .toArray(Column[]::new))
                    .collectAsList();
        }
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    /** SQL type, Delta type, values as SQL expressions; Spark's text of each must equal the server's. */
    static Stream<Arguments> typesShownAlike() {
        return Stream.of(
                type("smallint", "smallint", "32767", "-32768", "0"),
                type("int", "int", "2147483647", "-2147483648"),
                type("bigint", "bigint", "9223372036854775807", "-9223372036854775808"),
                type("oid", "bigint", "4294967295", "0"),
                type("numeric(38,10)", "decimal(38,10)", "1234567890123456789012345678.0123456789", "-0.0000000001"),
                type("numeric(5,0)", "decimal(5,0)", "99999", "-1"),
                type("numeric", "string", "0.000000000000000000000000000001", "1e40", "'NaN'", "'-Infinity'", "1.10"),
                type("numeric(50,2)", "string", "123456789012345678901234567890123456789012345678.01"),
                type("numeric(5,-2)", "string", "1234567"),
                type("numeric(3,5)", "string", "0.00123"),
                type("boolean", "boolean", "true", "false"),
                type("text", "string", "''", "'a''b\\c'", "E'line\\nbreak\\ttab'", "'ünï𝄞cödé'", "'  blank  '"),
                type("varchar(5)", "string", "'ab   '", "'abcde'"),
                type("uuid", "string", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"),
                type("json", "string", "'{\"a\" :  1.10, \"a\": null}'"),
                type("jsonb", "string", "'{\"b\": 1.10, \"a\": [1, 2]}'"),
                type("xml", "string", "'<a b=\"c\">d</a>'"),
                type("time", "string", "'24:00:00'", "'00:00:00.000001'", "'12:34:56'"),
                type("timetz", "string", "'12:34:56.789+05:30'"),
                type("interval", "string", "'1 year 2 mons -3 days 04:05:06.789'", "'-00:00:00.000001'"),
                type("money", "string", "'1234.56'"),
                type("bit(5)", "string", "B'10101'"),
                type("bit", "string", "B'1'"),
                type("bit varying(8)", "string", "B'101'"),
                type("inet", "string", "'192.168.0.1/24'", "'10.0.0.1'", "'::1'"),
                type("cidr", "string", "'10.0.0.0/8'"),
                type("macaddr", "string", "'08:00:2b:01:02:03'"),
                type("point", "string", "'(1.5,-2)'"),
                type("polygon", "string", "'((0,0),(1,1),(1,0))'"),
                type("tsvector", "string", "'a fat cat'"),
                type("int4range", "string", "'[1,10)'", "'empty'"),
                type("tstzrange", "string", "'[2026-01-01 00:00:00+02,)'"),
                type("int4multirange", "string", "'{[1,3),[5,9)}'"),
                type("hstore", "string", "'a=>1,b=>NULL'"),
                type("mood", "string", "'happy ever after'"),
                type("pair", "string", "row(1,'x y')"),
                type("positive", "int", "7"),
                type("money_amount", "decimal(12,3)", "1.500"),
                type("date", "date", "'0001-01-01'", "'9999-12-31'", "'1582-10-04'", "'1582-10-10'", "'2026-03-29'"),
                type("pg_lsn", "string", "'16/B374D848'"));
    }

    private static Arguments type(String sql, String delta, String... values) {
        return Arguments.of(sql, delta, List.of(values));
    }

    static Stream<Arguments> columns() {
        List<Arguments> types = typesShownAlike().toList();
        return IntStream.range(0, types.size())
                .boxed()
                .flatMap(i -> Stream.of(Way.values())
                        .map(way ->
                                Arguments.of(types.get(i).get()[0], types.get(i).get()[1], "c" + i, way)));
    }

    @ParameterizedTest(name = "{0} {3}")
    @MethodSource("columns")
    void aValueIsShownAsTheServerShowsIt(String type, String delta, String column, Way way) {
        assertThat(schema.apply(column).dataType().sql()).isEqualToIgnoringCase(delta);
        assertThat(READ.get(way))
                .extracting(row -> shown(row.get(schema.fieldIndex(column))))
                .as(type)
                .containsExactlyElementsOf(database.texts("select " + column + "::text from typed order by id"));
    }

    private static String shown(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : (String) value;
    }
}
