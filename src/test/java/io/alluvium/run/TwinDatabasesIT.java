package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.PostgresFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables of a music shop and of a film rental, as the well-known samples Chinook and Sakila have them, with rows of our own: a
 * MariaDB and a PostgreSQL that hold the same are loaded into equal raw tables, in types and values, masked ones too.
 */
class TwinDatabasesIT {
    private static final long SEED = 20261127;

    @TempDir
    Path folder;

    @TempDir
    Path secrets;

    private ProjectFolder project;
    private MariadbFixture mariadb;
    private PostgresFixture postgres;

    /**
     * A table of both.
     *
     * @param key its columns
     * @param settings of it in the project beside its name and key
     * @param columns name, type in MariaDB, type in PostgreSQL
     */
    private record Twin(String name, String key, String settings, String... columns) {
        private String create(boolean isMariadb) {
            return IntStream.iterate(0, at -> at < columns.length, at -> at + 3)
                    .mapToObj(at -> columns[at] + " " + columns[at + (isMariadb ? 1 : 2)])
                    .collect(Collectors.joining(", ", "create table " + name + " (", ", primary key (" + key + "))"));
        }

        private String declared(String prefix) {
            return prefix + name + " { from = " + name + ", key = [" + key + "], " + settings + " }";
        }
    }

    private static final String SNAPSHOT = "mode = snapshot";

    private static final List<Twin> TWINS = List.of(
            new Twin(
                    "artist", "artist_id", SNAPSHOT, "artist_id", "int", "int", "name", "varchar(120)", "varchar(120)"),
            new Twin(
                    "album",
                    "album_id",
                    SNAPSHOT,
                    "album_id",
                    "int",
                    "int",
                    "title",
                    "varchar(160) not null",
                    "varchar(160) not null",
                    "artist_id",
                    "int not null",
                    "int not null"),
            new Twin(
                    "track",
                    "track_id",
                    SNAPSHOT + ", rename { milliseconds = length_ms }",
                    "track_id",
                    "int",
                    "int",
                    "name",
                    "varchar(200)",
                    "varchar(200)",
                    "album_id",
                    "int",
                    "int",
                    "milliseconds",
                    "int not null",
                    "int not null",
                    "bytes",
                    "bigint",
                    "bigint",
                    "unit_price",
                    "decimal(10,2) not null",
                    "numeric(10,2) not null"),
            new Twin(
                    "customer",
                    "customer_id",
                    "cursor = changed_at, mask { email = hash, phone = redact }, exclude = [fax]",
                    "customer_id",
                    "int",
                    "int",
                    "first_name",
                    "varchar(40)",
                    "varchar(40)",
                    "email",
                    "varchar(60)",
                    "varchar(60)",
                    "phone",
                    "varchar(24)",
                    "varchar(24)",
                    "fax",
                    "varchar(24)",
                    "varchar(24)",
                    "changed_at",
                    "timestamp(6) not null default current_timestamp(6)",
                    "timestamptz not null default now()"),
            new Twin(
                    "invoice_line",
                    "invoice_id, line",
                    SNAPSHOT,
                    "invoice_id",
                    "int",
                    "int",
                    "line",
                    "smallint",
                    "smallint",
                    "quantity",
                    "smallint unsigned",
                    "int",
                    "invoiced",
                    "datetime(6)",
                    "timestamp"),
            new Twin(
                    "film",
                    "film_id",
                    SNAPSHOT,
                    "film_id",
                    "int",
                    "int",
                    "title",
                    "varchar(128)",
                    "varchar(128)",
                    "description",
                    "text",
                    "text",
                    "release_year",
                    "year",
                    "smallint",
                    "rental_rate",
                    "decimal(4,2)",
                    "numeric(4,2)",
                    "score",
                    "double",
                    "double precision",
                    "rating",
                    "enum('G','PG','R')",
                    "text",
                    "subtitled",
                    "bit(1)",
                    "boolean"),
            new Twin(
                    "staff",
                    "email",
                    SNAPSHOT,
                    "email",
                    "varchar(50) collate utf8mb4_bin",
                    "varchar(50)",
                    "picture",
                    "blob",
                    "bytea",
                    "hired",
                    "date",
                    "date"));

    @BeforeEach
    void start() throws IOException {
        project = new ProjectFolder(folder);
        mariadb = MariadbFixture.fresh();
        postgres = PostgresFixture.fresh();
        Files.writeString(secrets.resolve("masks"), "0123456789abcdef\n");
        project.write("project.conf", """
                project = twins
                warehouse { path = "warehouse" }
                sources {
                  maria { type = mysql, host = "127.0.0.1", port = %d, database = %s, user = %s
                    mask_secret = "file:%s", tables {
                %s
                  } }
                  postgres { type = postgres, host = localhost, port = %d, database = %s, user = postgres
                    mask_secret = "file:%s", tables {
                %s
                  } }
                }
                """.formatted(
                        mariadb.port(),
                        mariadb.database(),
                        MariadbFixture.READER,
                        secrets.resolve("masks"),
                        declared("m_"),
                        postgres.port(),
                        postgres.database(),
                        secrets.resolve("masks"),
                        declared("p_")));
    }

    private static String declared(String prefix) {
        return TWINS.stream().map(twin -> twin.declared(prefix)).collect(Collectors.joining("\n"));
    }

    @AfterEach
    void stop() {
        mariadb.close();
        postgres.close();
    }

    /** Each statement in both, in UTC. */
    private void both(List<String> statements) {
        List<String> own =
                new ArrayList<>(List.of("set time_zone = '+00:00'", "set sql_mode = 'NO_BACKSLASH_ESCAPES'"));
        own.addAll(statements);
        mariadb.run(own.toArray(String[]::new));
        List<String> other = new ArrayList<>(List.of("set time zone 'UTC'"));
        statements.forEach(sql -> other.add(sql.replaceAll(" x'([0-9a-f]*)'", " '\\\\x$1'")));
        postgres.run(other.toArray(String[]::new));
    }

    private static String value(SplittableRandom random, String type, int row) {
        if (type.endsWith("key")) {
            return Integer.toString(row);
        }
        if (random.nextInt(12) == 0 && !type.contains("not null")) {
            return "null";
        }
        String kind = type.replaceAll("[ (].*", "");
        return switch (kind) {
            case "smallint" -> Integer.toString(random.nextInt(30_000));
            case "int" -> Integer.toString(random.nextInt());
            case "bigint" -> Long.toString(random.nextLong());
            case "decimal" -> String.format(Locale.ROOT, "%.2f", random.nextInt(-9999, 9999) / 100.0);
            case "double" -> Double.toString(random.nextDouble() * 1e6);
            case "year" -> Integer.toString(1902 + random.nextInt(200));
            case "bit" -> Boolean.toString(random.nextBoolean());
            case "enum" -> List.of("'G'", "'PG'", "'R'").get(random.nextInt(3));
            case "date" -> "'19%02d-02-%02d'".formatted(random.nextInt(100), 1 + random.nextInt(28));
            case "datetime", "timestamp" ->
                "'20%02d-03-%02d %02d:30:59.%06d'"
                        .formatted(
                                random.nextInt(30),
                                1 + random.nextInt(28),
                                random.nextInt(24),
                                random.nextInt(1_000_000));
            case "blob" ->
                " x'"
                        + HexFormat.of()
                                .formatHex(Long.toString(random.nextLong()).getBytes(StandardCharsets.US_ASCII)) + "'";
            default ->
                "'"
                        + List.of("O''Neil ", "\\n", "Motörhead ", "漢字 😀", "", "AC/DC\t")
                                .get(random.nextInt(6)) + random.nextInt(100) + "'";
        };
    }

    private static List<String> rows(SplittableRandom random, Twin twin, int count) {
        List<String> keys = List.of(twin.key().split(", "));
        List<String> inserts = new ArrayList<>();
        for (int row = 1; row <= count; row++) {
            List<String> names = new ArrayList<>();
            List<String> values = new ArrayList<>();
            for (int at = 0; at < twin.columns().length; at += 3) {
                String name = twin.columns()[at];
                if (!name.equals("changed_at")) {
                    names.add(name);
                    boolean key = keys.contains(name);
                    String type = twin.columns()[at + 1];
                    values.add(
                            key && type.startsWith("varchar")
                                    ? "'K" + row + "ß'"
                                    : value(random, key ? "key" : type, row));
                }
            }
            inserts.add("insert into " + twin.name() + " (" + String.join(", ", names) + ") values ("
                    + String.join(", ", values) + ")");
        }
        return inserts;
    }

    @Test
    void bothAreLoadedIntoEqualRawTablesFirstAndAfterChanges() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (Twin twin : TWINS) {
            mariadb.run(twin.create(true));
            postgres.run(twin.create(false));
            both(rows(random, twin, 200));
        }
        project.runWell();
        areEqual("first load");
        both(List.of(
                "update artist set name = 'Renamed' where artist_id in (3, 50)",
                "delete from album where album_id < 20",
                "update track set unit_price = unit_price + 1 where track_id % 9 = 0",
                "update customer set email = 'new@example.com', changed_at = current_timestamp(6) where customer_id < 5",
                "insert into invoice_line (invoice_id, line, quantity) values (900, 1, 65535)",
                "update film set subtitled = false, rating = 'R' where film_id % 7 = 0",
                "delete from staff where email = 'K7ß'"));
        project.runWell();
        areEqual("after changes");
    }

    private void areEqual(String when) {
        for (Twin twin : TWINS) {
            Dataset<Row> ours = table("m_" + twin.name());
            Dataset<Row> theirs = table("p_" + twin.name());
            assertThat(ours.schema()).as("%s, %s", twin.name(), when).isEqualTo(theirs.schema());
            assertThat(texts(ours)).as("%s, %s", twin.name(), when).isEqualTo(texts(theirs));
            assertThat(ours.count()).isGreaterThanOrEqualTo(200);
        }
        assertThat(project.rows("select count(distinct email) > 3, min(length(email)), max(phone) from raw.m_customer"))
                .containsExactly("true|64|***");
    }

    /** The source's columns, and what became of the row; the time of a change is each server's own. */
    private Dataset<Row> table(String name) {
        Dataset<Row> all = project.pipeline().query("select * from raw." + name).toDF();
        return all.drop("_batch", "_run_id", "_loaded_at", "_source_version", "changed_at");
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.selectExpr("to_json(struct(*))").collectAsList().stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }
}
