package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What schedulers are told of a project; everything here is read from files. */
class ManifestCommandTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void project() throws IOException {
        write("project.conf", """
                project = shop
                warehouse { path = "/data/shop" }
                include "databases.conf"
                """);
        write("databases.conf", """
                sources { db {
                  type = postgres, host = localhost, database = shop, user = reader, password = "env:P", connections = 3
                  tables {
                    orders { from = "public.orders", key = [id] }
                    customers { from = "public.Client", key = [id] }
                  }
                } }
                """);
        write("curated/orders.sql", """
                /*---
                strategy = apply
                description = "Current orders"
                ---*/
                select id from raw.orders
                """);
        write("aggregate/counts.sql", "select count(*) as orders from curated.orders\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve("shop").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        Surroundings surroundings = new Surroundings(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                folder.resolve("shop"),
                folder,
                Clock.systemUTC());
        return new CommandLineInterface(surroundings, new PipelineOpener(), Interruption.none()).run(arguments);
    }

    private JsonNode written() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("shop/manifest.json").toFile());
    }

    @Test
    void itTellsTheTablesInOrderWithWhatTheyReadAndFitsThePublishedSchema() throws IOException {
        assertThat(run("manifest")).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("wrote " + folder.resolve("shop/manifest.json") + ": 4 tables of shop\n");

        JsonNode manifest = written();
        assertThat(manifest.get("tables").findValuesAsText("table"))
                .containsExactly("raw.orders", "raw.customers", "curated.orders", "aggregate.counts");
        assertThat(manifest.at("/tables/0/source").asText()).isEqualTo("db");
        assertThat(manifest.at("/tables/0/origin").asText()).isEqualTo("public.orders");
        assertThat(manifest.at("/tables/2/strategy").asText()).isEqualTo("apply");
        assertThat(manifest.at("/tables/2/description").asText()).isEqualTo("Current orders");
        assertThat(manifest.at("/tables/3/reads/0").asText()).isEqualTo("curated.orders");
        assertThat(manifest.at("/tables/3/location").asText()).isEqualTo("/data/shop/aggregate/counts");
        assertThat(manifest.at("/sources/0/connections").asInt()).isEqualTo(3);
        assertThat(manifest.get("files").findValuesAsText("path"))
                .containsExactly("aggregate/counts.sql", "curated/orders.sql", "databases.conf", "project.conf");
        assertThat(manifest.get("run_options").toString())
                .contains("\"key\"", "\"events\"", "\"at\"", "\"from\"", "\"to\"", "\"select\"", "\"full-refresh\"");
        assertThat(manifest.has("folder")).isFalse();
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/reference/manifest.schema.json")));
        assertThat(schema.validate(manifest.toString(), InputFormat.JSON)).isEmpty();
        assertThat(schema.validate(manifest.toString().replace("\"raw.orders\"", "\"raw\""), InputFormat.JSON))
                .isNotEmpty();
    }

    @Test
    void aStaleOneIsToldByWhatChanged() throws IOException {
        run("manifest");
        assertThat(run("manifest", "--check")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("fresh: ");

        write("curated/customers.sql", "/*---\nstrategy = apply\n---*/\nselect id from raw.customers\n");
        write("aggregate/counts.sql", "select count(*) as orders, 1 as one from curated.orders\n");
        String before = written().toString();
        assertThat(run("manifest", "--check")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("""
                stale: %s
                  aggregate/counts.sql changed
                  curated/customers.sql added
                  aggregate.counts changed
                  curated.customers added
                fix:  alluvium manifest
                """.formatted(folder.resolve("shop/manifest.json")));
        assertThat(written()).hasToString(before);
        assertThat(run("manifest", "--check", "--json")).isEqualTo(2);
        assertThat(new ObjectMapper().readTree(out.toByteArray()).get("stale").asBoolean())
                .isTrue();
    }

    @Test
    void anotherEnvironmentOrSettingIsAnotherManifest() throws IOException {
        run("manifest");
        assertThat(run("manifest", "--check", "--set", "warehouse.path=\"/data/other\""))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("  settings changed\n", "  warehouse changed\n")
                .doesNotContain("/data/other");
    }

    @Test
    void onlyTheTableThatIsConfiguredOtherwiseHasAnotherHash() throws IOException {
        run("manifest");
        JsonNode before = written();
        String conf = Files.readString(folder.resolve("shop/databases.conf"));
        write("databases.conf", conf.replace("\"public.Client\", key", "\"public.Client\", mode = snapshot, key"));
        run("manifest");
        JsonNode after = written();

        assertThat(after.at("/tables/0/hash")).isEqualTo(before.at("/tables/0/hash"));
        assertThat(after.at("/tables/1/hash")).isNotEqualTo(before.at("/tables/1/hash"));
    }

    @Test
    void writtenElsewhereItNamesTheProjectsFolderAndAWrongPlaceIsRefused() throws IOException {
        Path file = folder.resolve("elsewhere.json");
        assertThat(run("manifest", "--output", file.toString())).isZero();
        assertThat(new ObjectMapper().readTree(file.toFile()).get("folder").asText())
                .isEqualTo(folder.resolve("shop").toString());
        assertThat(run("manifest", "--check", "--output", file.toString())).isZero();
        assertThat(run("manifest", "--output", folder.resolve("none/m.json").toString()))
                .isEqualTo(75);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot be written");
    }

    @Test
    void tablesThatPatternsTakeAreLeftOutAndToldAndWhatModelsReadOfThemIsThere() throws IOException {
        write("databases.conf", """
                sources { db {
                  type = postgres, host = localhost, database = shop, user = reader, password = "env:P"
                  tables = ["public.*"]
                } }
                """);
        assertThat(run("manifest")).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--catalog asks the sources for them");
        assertThat(written().get("open").asBoolean()).isTrue();
        assertThat(written().get("tables").findValuesAsText("table"))
                .containsExactly("raw.orders", "curated.orders", "aggregate.counts");
        assertThat(written().at("/tables/0/source").isNull()).isTrue();
    }
}
