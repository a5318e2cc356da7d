package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.fixture.AwsSettings;
import io.alluvium.secret.MotoServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rights that are printed for Glue, given to a user of moto's IAM; only {@code mvn -Pmoto} asks for it. */
class MotoPolicyIT {
    @TempDir
    static Path servers;

    private static MotoServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("alluvium.moto"), "only mvn -Pmoto fetches moto");
        server = MotoServer.start(servers);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private String run(Program program, String[] identity) {
        try (AwsSettings settings = AwsSettings.of(server.url(), identity[0], identity[1])) {
            program.succeeds("run");
            return program.screen();
        }
    }

    /** moto holds users to their actions, and asks of Glue for each on everything. Resources are LeastPolicyIT's. */
    private static String withoutResources(String policy) throws IOException {
        JsonNode read = new ObjectMapper().readTree(policy);
        read.get("Statement").forEach(statement -> ((ObjectNode) statement).put("Resource", "*"));
        return read.toString();
    }

    @Test
    void thePrintedRightsRegisterTablesAndEachOfThemIsNeeded() throws IOException, InterruptedException {
        Program program = new Program(folder);
        program.write("project.conf", """
                project = shop
                warehouse { path = "%s" }
                catalog { type = glue, region = eu-central-1, endpoint = "%s" }
                sources { web { type = files, path = "%s", tables { visits { glob = "*.csv", format = csv } } } }
                deploy {
                  aws { account = "123456789012", region = eu-central-1 }
                  kubernetes { namespace = etl, image = "registry.example/shop:1", volumes { "%s" = claim } }
                }
                """.formatted(
                        folder.resolve("warehouse"), server.url(), folder.resolve("landing"), folder));
        program.write("landing/1.csv", "id,name\n1,a\n");
        program.succeeds("deploy", "--target", "k8s-kubeflow", "--only", "job-policy.json");
        String policy = withoutResources(program.screen());
        String[] without = server.identity("lesser", policy.replace("glue:CreateTable", "glue:GetTables"));
        String[] printed = server.identity("printed", policy);
        String[] unable = server.identity("unable", policy.replace("glue:UpdateTable", "glue:GetTables"));
        server.checkAfter(0);

        assertThat(run(program, without))
                .contains("raw.visits is not registered: Glue refuses to write the table")
                .contains("a policy with glue:GetDatabase, glue:CreateDatabase, glue:GetTable, glue:CreateTable");
        assertThat(run(program, printed)).contains("catalog: 1 table registered in glue eu-central-1");
        program.write("landing/2.csv", "id,name,city\n2,b,c\n");
        assertThat(run(program, unable)).contains("Glue refuses to write the table");
        assertThat(run(program, printed)).contains("catalog: 1 table registered in glue eu-central-1");
    }
}
