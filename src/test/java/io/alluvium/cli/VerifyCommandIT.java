package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.ProjectReader;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.lake.LakeSession;
import io.alluvium.run.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify --source} as a person meets it. */
class VerifyCommandIT {
    @TempDir
    Path folder;

    private Session session() {
        return new Session(
                folder,
                Pipeline.open(new ProjectReader.Request(folder, true, Optional.empty(), Map.of()), Clock.systemUTC()));
    }

    private void deleteFromRaw(LakeSession lake, String condition) {
        SparkSession session = SparkFixture.plain(lake);
        String name = "delta.`" + folder.resolve("warehouse/raw/orders") + "`";
        session.sql("alter table " + name + " set tblproperties ('delta.appendOnly' = 'false')");
        session.sql("delete from " + name + " where " + condition);
    }

    @Test
    void aLossIsNamedRepairedAndGoneAndItsKeysStandInNoLog() throws IOException {
        LakeSession lake = SparkFixture.on(folder);
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in/codes.csv"), "code\na\n");
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create table orders (order_id text primary key, total numeric(12,2))",
                    "insert into orders select 'order-' || i, i from generate_series(10000, 14999) i",
                    "create table customers (id int primary key, name text)",
                    "insert into customers select i, 'c' || i from generate_series(1, 20) i");
            Files.writeString(folder.resolve("project.conf"), """
                    project = shop
                    warehouse { path = "warehouse" }
                    sources {
                      shop { type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres, tables {
                        orders    { from = orders, key = [order_id], mode = xid }
                        customers { from = customers, key = [id], mode = snapshot } } }
                      seeds { type = files, path = "in", tables { codes { glob = "*.csv", format = csv } } }
                    }
                    """.formatted(database.port(), database.database()));
            assertThat(session().run("run")).isZero();

            Session equal = session();
            assertThat(equal.run("verify", "--source")).as(equal.err()).isZero();
            assertThat(equal.out()).isEqualTo("""
                           equal  raw.orders                 5,000 rows
                           equal  raw.customers              20 rows
                    not compared  raw.codes                  files keep no rows of their own to compare with
                    2 equal, 1 not compared · exit 0
                    """);

            deleteFromRaw(lake, "order_id in ('order-11111', 'order-11113')");
            Session differs = session();
            assertThat(differs.run("verify", "orders", "--source")).isEqualTo(1);
            assertThat(differs.out()).isEqualTo("""
                         differs  raw.orders                 2 missing of 5,000 rows
                                  order_id order-11111 … order-11113: 2 missing
                    1 differs · exit 1
                    Next: alluvium verify --source --repair   # extracts again what raw has not
                    """);

            Session json = session();
            assertThat(json.run("verify", "raw.orders", "--source", "--json")).isEqualTo(1);
            assertThat(json.out())
                    .contains("\"verdict\" : \"differs\"", "\"first\" : \"order-11111\"", "\"missing\" : 2")
                    .contains("\"exit_status\" : 1");

            Session repaired = session();
            assertThat(repaired.run("verify", "--source", "--repair"))
                    .as(repaired.err())
                    .isZero();
            assertThat(repaired.out())
                    .contains("repair, as run 2\n   extracted  raw.orders")
                    .contains("equal  raw.orders                 5,000 rows  repaired: 2 brought in\n")
                    .endsWith("2 equal, 1 not compared · exit 0\n");
            assertThat(session().run("verify", "codes", "--source")).isEqualTo(1);
            assertThat(logs()).doesNotContain("order-11111").doesNotContain("order-11113");
        }
    }

    /** All text that the program left behind beside its tables. */
    private String logs() {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/warehouse/raw/"))
                    .forEach(file -> text.append(read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(text.toString()).contains("raw.orders");
        return text.toString();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
