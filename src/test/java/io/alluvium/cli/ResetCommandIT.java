package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.journal.Journal;
import io.alluvium.journal.Lease;
import io.alluvium.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reset} as a person meets it. */
class ResetCommandIT {
    @TempDir
    Path folder;

    private Program project(PostgresFixture database) {
        SparkFixture.on(folder);
        database.run(
                "create table orders (order_id int primary key, total numeric(12,2))",
                "insert into orders select i, i from generate_series(1, 500) i",
                "analyze orders");
        Program program = new Program(folder);
        program.write("project.conf", """
                project = shop
                warehouse { path = "warehouse" }
                sources {
                  shop { type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres
                    tables { orders { from = orders, key = [order_id], mode = xid } } }
                  landing { type = files, path = "in", tables { events { glob = "*.csv", format = csv } } }
                }
                """.formatted(database.port(), database.database()));
        program.write("in/one.csv", "code\na\nb\n");
        program.write("curated/codes.sql", "select code from raw.events");
        return program;
    }

    @Test
    void withoutYesNothingChangesAndTheLineToTypeIsSaid() {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            Program program = project(database);
            program.succeeds("reset", "orders");
            assertThat(program.screen()).isEqualTo("""
                      not loaded  raw.orders                 the next run loads it
                    Next: alluvium run
                    """);
            program.succeeds("run");

            program.succeeds("reset", "orders", "raw.events");
            Path warehouse = folder.resolve("warehouse");
            assertThat(program.screen().replaceAll("[0-9.]+ K?B", "N KB").replace(warehouse.toString(), "W"))
                    .isEqualTo("""
                             would reset  raw.orders                 500 rows of 1 batch, N KB
                                          lies in W/raw/orders, and stays
                                          the next run loads it into W/raw/orders.1
                                          and reads all rows, about 500; complete; deletes are not seen; an updated key leaves the old one
                             would reset  raw.events                 2 rows of 1 batch, N KB
                                          lies in W/raw/events, and stays
                                          the next run loads it into W/raw/events.1
                                          and reads one.csv, N KB; complete for files that appear whole
                            Computed anew then: curated.codes
                            What the source no longer has is not loaded again: deleted rows, earlier versions.
                            Next: alluvium reset raw.orders raw.events --yes   # nothing was changed so far
                            """);
            assertThat(warehouse.resolve("raw/orders/_delta_log")).isDirectory();
            assertThat(warehouse.resolve("_alluvium/shop/state/raw.orders/epoch.json"))
                    .doesNotExist();
        }
    }

    @Test
    void itSaysWhereTheTablesLieAndReadersKeepTheirRowsUntilTheNextRun() throws Exception {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            Program program = project(database);
            program.succeeds("run");
            program.write("in/two.csv", "code\nc\n");
            program.succeeds("run");
            Files.delete(folder.resolve("in/one.csv"));

            program.succeeds("reset", "events", "--yes");
            assertThat(program.screen())
                    .contains("       reset  raw.events                 3 rows of 2 batches, ")
                    .contains("stays in " + folder.resolve("warehouse/raw/events")
                            + ": delete it when the new table is right")
                    .contains("the next run loads it into " + folder.resolve("warehouse/raw/events.1"))
                    .contains("1 file of it no longer at the source: rows of these are not loaded again")
                    .endsWith("""
                            Until the next run: alluvium reset --undo raw.events   # goes back to the old table
                            Next: alluvium run
                            """);

            assertThat(program.run("show", "raw.events")).isEqualTo(2);
            assertThat(program.screen()).contains("no table raw.events in this warehouse");
            program.succeeds("show", "curated.codes", "--format", "csv");
            assertThat(program.screen().lines().sorted()).containsExactly("a", "b", "c", "code");
            program.succeeds("status");
            program.succeeds("plan");
            assertThat(program.screen()).containsPattern("extract +raw.events +two.csv, 1 KB");
            assertThat(program.screen()).containsPattern("! full +curated.codes +raw.events is made anew");
            assertThat(program.run("verify", "orders", "events", "--source")).isEqualTo(1);
            assertThat(program.screen())
                    .containsPattern("equal +raw.orders +500 rows")
                    .containsPattern("not compared +raw.events +not loaded yet: alluvium run");

            program.succeeds("run");
            program.succeeds("show", "curated.codes", "--format", "csv");
            assertThat(program.screen()).isEqualTo("code\nc\n");
        }
    }

    @Test
    void whatWasResetIsSetBackUntilTheNextRunLoadedIt() {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            Program program = project(database);
            program.succeeds("run");
            program.succeeds("reset", "orders", "--yes");
            program.succeeds("reset", "--undo", "orders");
            assertThat(program.screen())
                    .isEqualTo("    set back  raw.orders                 lies in "
                            + folder.resolve("warehouse/raw/orders") + " as before\nNext: alluvium run\n");
            program.succeeds("show", "raw.orders", "--format", "csv");
            assertThat(program.screen().lines()).hasSize(21);

            program.succeeds("reset", "orders", "--yes");
            assertThat(program.json("reset", "--undo", "orders", "--json")
                            .path("tables")
                            .path(0)
                            .path("action")
                            .asText())
                    .isEqualTo("undone");
            program.succeeds("reset", "orders", "--yes");
            program.succeeds("run");
            assertThat(program.run("reset", "--undo", "orders")).isEqualTo(2);
            assertThat(program.screen())
                    .contains("ALV-5014")
                    .contains("raw.orders was loaded anew already, so there is no way back");
            program.succeeds("tables");
            assertThat(program.screen())
                    .contains(folder.resolve("warehouse/raw/orders.3").toString());
        }
    }

    @Test
    void inJson() {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            Program program = project(database);
            program.succeeds("run");
            JsonNode looked = program.json("reset", "orders", "--json");
            assertThat(looked.path("done").asBoolean()).isFalse();
            JsonNode done = program.json("reset", "orders", "--yes", "--json");
            assertThat(done.path("done").asBoolean()).isTrue();
            JsonNode table = done.path("tables").path(0);
            assertThat(table).isEqualTo(looked.path("tables").path(0));
            assertThat(table.path("table").asText()).isEqualTo("raw.orders");
            assertThat(table.path("rows").asLong()).isEqualTo(500);
            assertThat(table.path("bytes").asLong()).isPositive();
            assertThat(table.path("next").path("guarantee").asText())
                    .isEqualTo("complete; deletes are not seen; an updated key leaves the old one");
            assertThat(program.json("reset", "orders", "--json")
                            .path("tables")
                            .path(0)
                            .path("action")
                            .asText())
                    .isEqualTo("not_loaded");
        }
    }

    @Test
    void namesThatAreNoRawTableAreRefusedAllAtOnceAndARunAtWorkIsNotDisturbed() {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            Program program = project(database);
            program.succeeds("run");
            assertThat(program.run("reset", "curated.codes", "oders", "orders", "--yes"))
                    .isEqualTo(2);
            assertThat(program.screen())
                    .contains("curated.codes is a model: only raw tables are reset")
                    .contains("delete its folder, and the next run computes it anew: "
                            + folder.resolve("warehouse/curated/codes"))
                    .contains("no source gives a table oders")
                    .contains("did you mean: orders");
            assertThat(program.run("reset", "--yes")).isEqualTo(2);

            try (Lease lease =
                    new Journal(Storage.at(folder.resolve("warehouse").toUri()), "shop").lease(Duration.ZERO)) {
                assertThat(program.run("reset", "orders", "--yes")).isEqualTo(4);
                assertThat(program.screen()).contains("another run of this project is active");
                program.succeeds("reset", "orders");
            }
            assertThat(folder.resolve("warehouse/raw/orders")).isDirectory();
        }
    }
}
