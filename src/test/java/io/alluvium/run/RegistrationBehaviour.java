package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.AwsSettings;
import io.alluvium.report.RunRecord;
import io.alluvium.secret.AwsClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a catalog of AWS Glue's kind has after runs, whichever server answers. */
abstract class RegistrationBehaviour {
    @TempDir
    Path folder;

    private AwsSettings aws;
    ProjectFolder project;

    abstract String url();

    /** Databases of their own for each test. */
    abstract String name();

    @BeforeEach
    void write() {
        aws = AwsSettings.of(url(), "AKIDEXAMPLE", "secret");
        project = new ProjectFolder(folder);
        configure();
        project.write("landing/1.csv", "id,v\n1,a\n");
        project.write("curated/c.sql", """
                /*---
                description = "One row an id"
                columns { v = "as it came" }
                ---*/
                select id, v, cast(id as decimal(9,2)) as n from raw.t
                """);
    }

    @AfterEach
    void forget() {
        aws.close();
    }

    void configure() {
        project.write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                catalog { type = glue, region = eu-central-1, endpoint = "%s"
                  databases { raw = %s_raw, curated = %s, aggregate = %s } }
                sources { web { type = files, path = landing, tables { t { glob = "*.csv", format = csv } } } }
                """.formatted(url(), name(), name(), name()));
    }

    RunRecord.Registration told(RunRecord run) {
        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        return run.registration().orElseThrow();
    }

    JsonNode asked(String operation, ObjectNode question) throws IOException {
        AwsClient client = AwsClient.of(
                new AwsClient.Service("AWS Glue", "glue", "glue", "Glue"),
                "catalog",
                new Place("test", 0),
                Optional.of("eu-central-1"),
                Optional.of(url()));
        AwsClient.Reply reply = client.ask("AWSGlue." + operation, question);
        assertThat(reply.isGood()).as(reply.toString()).isTrue();
        return reply.body();
    }

    JsonNode table(String database, String table) throws IOException {
        return asked(
                        "GetTable",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("DatabaseName", database)
                                .put("Name", table))
                .path("Table");
    }

    @Test
    void namesColumnsCommentsAndPlacesAreKeptInStep() throws IOException {
        assertThat(told(project.run()).tables()).hasToString("[raw.t, curated.c]");

        JsonNode c = table(name(), "c");
        assertThat(c.path("Description").asText()).isEqualTo("One row an id");
        assertThat(c.path("TableType").asText()).isEqualTo("EXTERNAL_TABLE");
        assertThat(c.path("Parameters").path("spark.sql.sources.provider").asText())
                .isEqualTo("delta");
        assertThat(c.path("Parameters").path("table_type").asText()).isEqualTo("DELTA");
        String place = "file:" + folder.resolve("warehouse/curated/c");
        assertThat(c.path("StorageDescriptor").path("Location").asText()).isEqualTo(place);
        assertThat(c.path("StorageDescriptor")
                        .path("SerdeInfo")
                        .path("Parameters")
                        .path("path")
                        .asText())
                .isEqualTo(place);
        assertThat(c.path("StorageDescriptor").path("Columns"))
                .hasToString("[{\"Name\":\"id\",\"Type\":\"string\"},"
                        + "{\"Name\":\"v\",\"Type\":\"string\",\"Comment\":\"as it came\"},"
                        + "{\"Name\":\"n\",\"Type\":\"decimal(9,2)\"}]");

        ObjectNode request = JsonNodeFactory.instance.objectNode().put("DatabaseName", name());
        ObjectNode input = request.putObject("TableInput").put("Name", "c").put("Owner", "ada");
        input.set("Parameters", ((ObjectNode) c.path("Parameters")).deepCopy().put("steward", "Ada"));
        input.set("StorageDescriptor", c.path("StorageDescriptor"));
        asked("UpdateTable", request);
        project.write("curated/c.sql", "select id, 1 as one from raw.t\n");
        assertThat(told(project.run()).tables()).hasToString("[curated.c]");

        JsonNode after = table(name(), "c");
        assertThat(after.path("StorageDescriptor").path("Columns"))
                .hasToString("[{\"Name\":\"id\",\"Type\":\"string\"},{\"Name\":\"one\",\"Type\":\"int\"}]");
        assertThat(after.path("Parameters").path("steward").asText()).isEqualTo("Ada");
        assertThat(after.path("Owner").asText()).isEqualTo("ada");
        assertThat(after.path("Description").asText()).isEmpty();
        assertThat(told(project.run())).satisfies(told -> {
            assertThat(told.tables()).isEmpty();
            assertThat(told.problems()).isEmpty();
        });
    }

    @Test
    void anEntryOfAnotherIsLeftAloneAndSaid() throws IOException {
        ObjectNode database = JsonNodeFactory.instance.objectNode();
        database.putObject("DatabaseInput").put("Name", name());
        asked("CreateDatabase", database);
        ObjectNode table = JsonNodeFactory.instance.objectNode().put("DatabaseName", name());
        table.putObject("TableInput").put("Name", "c").put("Owner", "ada");
        asked("CreateTable", table);

        RunRecord.Registration told = told(project.run());

        assertThat(told.tables()).hasToString("[raw.t]");
        assertThat(told.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.CATALOG_REFUSED);
            assertThat(problem.message())
                    .isEqualTo(
                            "curated.c is not registered: " + name() + ".c is another table there, and stays as it is");
        });
        assertThat(table(name(), "c").path("Owner").asText()).isEqualTo("ada");
        assertThat(told(project.run()).problems()).as("it is tried again").hasSize(1);
    }
}
