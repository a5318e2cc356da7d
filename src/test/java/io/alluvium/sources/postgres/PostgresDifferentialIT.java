package io.alluvium.sources.postgres;

import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.transform;
import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random rows of all types: both ways give the same. */
class PostgresDifferentialIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final int ROWS = 120;
    private static final Map<String, Function<Random, String>> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("bool", random -> Boolean.toString(random.nextBoolean()));
        TYPES.put("int2", random -> Short.toString((short) random.nextInt()));
        TYPES.put("int4", random -> Integer.toString(random.nextInt() >> random.nextInt(32)));
        TYPES.put("int8", random -> Long.toString(random.nextLong() >> random.nextInt(64)));
        TYPES.put("oid", random -> Integer.toUnsignedString(random.nextInt()));
        TYPES.put(
                "float4",
                random -> Float.toString(
                        random.nextInt(9) == 0 ? Float.NaN : Float.intBitsToFloat(random.nextInt() & 0xBF7F_FFFF)));
        TYPES.put(
                "float8", random -> Double.toString(random.nextInt(9) == 0 ? -1 / 0d : random.nextGaussian() * 1e200));
        for (int[] type : new int[][] {{1, 0}, {4, 4}, {5, 2}, {15, 2}, {18, 9}, {18, 17}, {19, 0}, {25, 7}, {38, 38}})
            TYPES.put("numeric(" + type[0] + "," + type[1] + ")", random -> decimal(random, type[0], type[1]));
        TYPES.put("numeric", random -> decimal(random, 60, random.nextInt(30)));
        TYPES.put("text", PostgresDifferentialIT::text);
        TYPES.put("varchar(40)", PostgresDifferentialIT::text);
        TYPES.put("char(40)", PostgresDifferentialIT::text);
        TYPES.put("name", PostgresDifferentialIT::text);
        TYPES.put("citext", PostgresDifferentialIT::text);
        TYPES.put("mood", random -> random.nextBoolean() ? "sad" : "happy ever after");
        TYPES.put("uuid", random -> new UUID(random.nextLong(), random.nextLong()).toString());
        TYPES.put("bytea", random -> {
            byte[] bytes = new byte[random.nextInt(30)];
            random.nextBytes(bytes);
            return "\\x" + HexFormat.of().formatHex(bytes);
        });
        TYPES.put("json", random -> " {\"a\" :  " + random.nextInt() + ", \"a\": [null]}");
        TYPES.put(
                "jsonb",
                random -> "{\"a\": " + random.nextInt() + ", \"b\": \"" + (char) ('a' + random.nextInt(26)) + "\"}");
        TYPES.put("date", PostgresDifferentialIT::date);
        TYPES.put("timestamp", random -> date(random) + time(random));
        TYPES.put("timestamp(3)", random -> date(random) + time(random));
        TYPES.put("timestamptz", random -> date(random) + time(random) + "+00");
        TYPES.put("time", PostgresDifferentialIT::time);
        TYPES.put("interval", random -> random.nextInt(99) + " mons " + random.nextInt(99) + " days" + time(random));
        TYPES.put("inet", random -> random.nextInt(256) + ".0.0." + random.nextInt(256) + "/" + random.nextInt(33));
        TYPES.put("bit(3)", random -> List.of("101", "000").get(random.nextInt(2)));
        TYPES.put("int4range", random -> "[" + -random.nextInt(99) + "," + random.nextInt(99) + "]");
        TYPES.put("amount", random -> decimal(random, 12, 3));
    }

    private PostgresFixture database;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run(
                "create extension citext",
                "create type mood as enum ('sad', 'happy ever after')",
                "create domain amount as numeric(12,3)");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private static String decimal(Random random, int precision, int scale) {
        BigInteger unscaled = new BigInteger(200, random).mod(BigInteger.TEN.pow(1 + random.nextInt(precision)));
        return new java.math.BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale).toPlainString();
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(12), 0, 6)
                .mapToObj(i -> List.of("a", " ", "ü", "𝄞", "\"", "\\").get(i))
                .collect(Collectors.joining());
    }

    private static String date(Random random) {
        return "%04d-%02d-%02d".formatted(1 + random.nextInt(9999), 1 + random.nextInt(12), 1 + random.nextInt(28));
    }

    private static String time(Random random) {
        return " %02d:%02d:%02d.%06d"
                .formatted(random.nextInt(24), random.nextInt(60), random.nextInt(60), random.nextInt(1_000_000));
    }

    private static String literal(Random random, String type) {
        return random.nextInt(5) == 0
                ? "null"
                : Sql.text(Objects.requireNonNull(TYPES.get(type)).apply(random))
                                .strip() + "::" + type;
    }

    private static String array(Random random, String type) {
        String elements = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> literal(random, type))
                .collect(Collectors.joining(", "));
        return random.nextInt(6) == 0 ? "null" : "array[" + elements + "]::" + type + "[]";
    }

    private void fill(Random random) {
        List<String> types = List.copyOf(TYPES.keySet());
        StringBuilder columns = new StringBuilder("id int primary key, at timestamptz default now()");
        for (int i = 0; i < types.size(); i++) {
            columns.append(", c%d %s, a%d %s[]".formatted(i, types.get(i), i, types.get(i)));
        }
        database.run("create table t (" + columns + ")");
        for (int row = 0; row < ROWS; row++) {
            List<String> values = new ArrayList<>(List.of(Integer.toString(row), "now()"));
            types.forEach(type -> {
                values.add(literal(random, type));
                values.add(array(random, type));
            });
            database.run("insert into t values (" + String.join(", ", values) + ")");
        }
    }

    /** In one exact text a value. */
    private static List<String> shown(Dataset<Row> rows) {
        Column[] texts = Arrays.stream(rows.schema().fields())
                .map(PostgresDifferentialIT::text)
                .toArray(Column[]::new);
        return rows.orderBy("id").select(texts).collectAsList().stream()
                .map(row -> row.mkString("\n"))
                .toList();
    }

    private static Column text(StructField field) {
        if (field.dataType().equals(DataTypes.BinaryType)) {
            return base64(col(field.name()));
        }
        return field.dataType().equals(DataTypes.createArrayType(DataTypes.BinaryType))
                ? transform(col(field.name()), element -> base64(element)).cast("string")
                : col(field.name()).cast("string");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121})
    void randomRowsOfAllTypesAreAlikeInBothWays(long seed) {
        fill(new Random(seed));
        DatabaseTable table = Declared.cursor("t", "t", "at", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table));
                TableRead extracted = Tables.read(extractor, table, Known.NOTHING)) {
            Dataset<Row> rows = Way.ROWS.rows(extracted, SPARK);
            Dataset<Row> columns = Way.COLUMNS.rows(extracted, SPARK);

            assertThat(columns.schema()).isEqualTo(rows.schema());
            assertThat(shown(columns)).as("seed %d", seed).hasSize(ROWS).isEqualTo(shown(rows));
        }
    }
}
