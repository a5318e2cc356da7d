package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.fixture.AwsSettings;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;

/**
 * Runs that are submitted to a double of EMR and EMR Serverless, which takes AWS's requests and runs nothing: their states are
 * the test's, and what a driver would do is done here. Only {@code mvn -Pmoto} asks for it.
 */
class MotoDeployIT {
    @TempDir
    static Path home;

    private static MotoStates aws;

    @TempDir
    private Path folder;

    private final S3Fixture bucket = S3Fixture.fresh();
    private AwsSettings settings;
    private String application = "";

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("alluvium.moto"), "only mvn -Pmoto fetches moto");
        aws = MotoStates.start(home);
    }

    @AfterAll
    static void stopServer() {
        if (aws != null) {
            aws.close();
        }
    }

    @BeforeEach
    void project() throws IOException {
        settings = AwsSettings.of(aws.url(), S3Fixture.ACCESS_KEY, S3Fixture.SECRET_KEY)
                .with("aws.endpointUrlEmr", aws.url())
                .with("aws.endpointUrlEmrServerless", aws.url());
        try (EmrServerlessClient client = EmrServerlessClient.builder()
                .region(Region.EU_CENTRAL_1)
                .httpClientBuilder(software.amazon.awssdk.http.apache.ApacheHttpClient.builder())
                .build()) {
            application = client.createApplication(
                            made -> made.name("shop").releaseLabel("emr-8.0.0").type("SPARK"))
                    .applicationId();
        }
        write("project.conf", """
                project = shop
                warehouse { path = "s3a://%1$s/warehouse", s3 { endpoint = "%2$s", region = us-east-1, path_style = true } }
                sources { landing {
                  type = files, path = "s3a://%1$s/landing", s3 { endpoint = "%2$s", region = us-east-1, path_style = true }
                  tables { visits { glob = "*.csv", format = csv, key = [id] } }
                } }
                deploy {
                  aws { account = "123456789012", region = eu-central-1 }
                  job_jar = "s3://acme-etl/alluvium-0.1.0-spark-4.0.jar", project = "s3://acme-etl/projects/shop"
                  schedule = "0 2 * * *"
                  emr { release = emr-8.0.0, logs = "s3://acme-logs/emr" }
                  emr_serverless { release = emr-8.0.0, application = %3$s, logs = "s3://acme-logs/emr" }
                }
                """.formatted(bucket.bucket(), S3Fixture.endpoint(), application));
        S3Fixture.client()
                .putObject(
                        put -> put.bucket(bucket.bucket()).key("landing/1.csv"),
                        software.amazon.awssdk.core.sync.RequestBody.fromString("id,name\n1,a\n"));
    }

    @AfterEach
    void end() {
        if (settings != null) {
            settings.close();
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve("shop").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private final Map<String, String> said = new HashMap<>();

    private int alluvium(String... words) {
        Program program = new Program(folder.resolve("shop"));
        int status = program.run(words);
        said.put("last", program.screen());
        return status;
    }

    private String said() {
        return said.getOrDefault("last", "");
    }

    private int submit(String target, String key) {
        return alluvium("deploy", "--target", target, "--submit", "--key", key, "--poll", "PT0.05S");
    }

    /** What the driver would do. */
    private void runHere(String key) {
        assertThat(alluvium("run", "--key", key)).as(said()).isZero();
    }

    @Test
    void aRunOfEmrIsFollowedToItsEnd() throws Exception {
        runHere("night:1");
        String starting = "[\"STARTING\", null, null], ".repeat(6);
        aws.go("{\"cluster\": [" + starting + "[\"RUNNING\", null, null]]," + " \"step\": [" + "\"PENDING\", ".repeat(6)
                + "\"RUNNING\", \"COMPLETED\"]}");
        assertThat(submit("emr", "night:1")).as(said()).isZero();
        assertThat(said())
                .containsSubsequence(
                        "submitted: cluster j-",
                        ", key night:1",
                        "cluster STARTING",
                        "RUNNING",
                        "COMPLETED",
                        "exit status 0",
                        "logs: s3://acme-logs/emr/j-",
                        "/steps/s-",
                        "/stderr.gz");
    }

    /** The double keeps what it was sent. */
    @Test
    void whatEmrIsSentIsWhatIsPrinted() throws Exception {
        aws.go("{}");
        assertThat(alluvium(
                        "deploy",
                        "--target",
                        "emr",
                        "--submit",
                        "--no-wait",
                        "--key",
                        "night:2",
                        "--json",
                        "--",
                        "--events"))
                .isZero();
        String cluster =
                new ObjectMapper().readTree(said()).get("submitted").asText().replaceFirst("cluster (j-\\w+).*", "$1");
        assertThat(alluvium(
                        "deploy", "--target", "emr", "--only", "cluster.json", "--key", "night:2", "--", "--events"))
                .isZero();
        JsonNode printed = new ObjectMapper().readTree(said());
        try (EmrClient client = EmrClient.builder()
                .region(Region.EU_CENTRAL_1)
                .httpClientBuilder(software.amazon.awssdk.http.apache.ApacheHttpClient.builder())
                .build()) {
            var step =
                    client.listSteps(asked -> asked.clusterId(cluster)).steps().get(0);
            assertThat(step.name()).isEqualTo("alluvium-shop");
            assertThat(step.config().args())
                    .containsExactlyElementsOf(() -> printed.at("/Steps/0/HadoopJarStep/Args")
                            .valueStream()
                            .map(JsonNode::asText)
                            .iterator());
            var kept = client.describeCluster(asked -> asked.clusterId(cluster)).cluster();
            assertThat(kept.releaseLabel())
                    .isEqualTo(printed.get("ReleaseLabel").asText());
            assertThat(kept.logUri()).isEqualTo("s3://acme-logs/emr/");
            assertThat(kept.serviceRole()).isEqualTo(printed.get("ServiceRole").asText());
        }
    }

    /** Nothing of the run is in the warehouse: what a failure means is told by the state alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"step\": [\"RUNNING\", \"FAILED\"], \"reason\": \"Unknown Error.\"     | 2   | FAILED",
                "\"step\": [\"CANCELLED\"]                                               | 130 | CANCELLED",
                "\"step\": [\"INTERRUPTED\"]                                             | 75  | INTERRUPTED",
                "\"step\": [\"PENDING\"], \"cluster\": [[\"TERMINATED_WITH_ERRORS\", \"VALIDATION_ERROR\", \"no such subnet\"]] | 2 | no such subnet",
                "\"step\": [\"CANCELLED\"], \"cluster\": [[\"TERMINATED_WITH_ERRORS\", \"INSTANCE_FAILURE\", \"no capacity\"]] | 75 | no capacity",
                "\"step\": [\"CANCELLED\"], \"cluster\": [[\"TERMINATED\", \"USER_REQUEST\", \"by somebody\"]] | 130 | by somebody",
                "\"step\": [\"PENDING\"], \"cluster\": [[\"TERMINATED_WITH_ERRORS\", \"BOOTSTRAP_FAILURE\", \"script\"]] | 2 | script",
                "\"step\": [\"COMPLETED\"]                                               | 1   | has no run under the key"
            })
    void eachEndOfAStepHasItsExitStatus(String states, int exit, String reason) throws Exception {
        aws.go("{" + states + "}");
        assertThat(submit("emr", "never")).as(said()).isEqualTo(exit);
        assertThat(said()).contains(reason, "logs: s3://acme-logs/emr/j-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"run\": [\"SUBMITTED\", \"SCHEDULED\", \"RUNNING\", \"FAILED\"], \"reason\": \"Job failed, please check logs\" | 2 | please check logs",
                "\"run\": [\"CANCELLING\", \"CANCELLED\"] | 130 | CANCELLED",
                "\"run\": [\"QUEUED\", \"SUCCESS\"]       | 1   | has no run under the key"
            })
    void eachEndOfAServerlessRunHasItsExitStatus(String states, int exit, String reason) throws Exception {
        aws.go("{" + states + "}");
        assertThat(submit("emr-serverless", "never")).as(said()).isEqualTo(exit);
        assertThat(said()).contains(reason, "logs: s3://acme-logs/emr/applications/" + application + "/jobs/");
    }

    @Test
    void aServerlessRunIsFollowedToItsEnd() throws Exception {
        runHere("night:3");
        aws.go("{\"run\": [\"SUBMITTED\", \"RUNNING\", \"SUCCESS\"]}");
        assertThat(submit("emr-serverless", "night:3")).as(said()).isZero();
        assertThat(said())
                .containsSubsequence("submitted: application " + application, "SUBMITTED", "RUNNING", "SUCCESS");
    }

    /** AWS has one word for every failure; the warehouse has the run's own exit status. */
    @Test
    void aFailedRunEndsWithItsOwnExitStatus() throws Exception {
        write("curated/visits.sql", """
                /*---
                strategy = apply
                expect { named { that = "name <> 'a'", else = fail } }
                ---*/
                select id, name from raw.visits
                """);
        SparkFixture.on(folder);
        int here = alluvium("run", "--key", "night:4");
        assertThat(here).as(said()).isEqualTo(3);
        for (String target : new String[] {"emr", "emr-serverless"}) {
            aws.go("{\"step\": [\"FAILED\"], \"run\": [\"FAILED\"]}");
            assertThat(submit(target, "night:4")).as(said()).isEqualTo(here);
        }
    }

    @Test
    void whatAwsRefusesIsTheUsersToMend() throws Exception {
        aws.go("{}");
        write("conf/gone.conf", "deploy.emr_serverless.application = 00gone\ndeploy.emr.cluster = j-GONE\n");
        assertThat(alluvium("deploy", "--target", "emr-serverless", "--submit", "--env", "gone"))
                .isEqualTo(2);
        assertThat(said()).contains("ALV-1015", "EMR Serverless in eu-central-1 refuses: ResourceNotFound");
    }

    @Test
    void whoeverDoesNotAnswerMayBeAskedAgain() {
        settings.with("aws.endpointUrlEmr", "http://127.0.0.1:9");
        assertThat(submit("emr", "night:5")).isEqualTo(75);
        assertThat(said()).contains("ALV-5015", "EMR in eu-central-1 does not answer");
    }

    /** By what AWS publishes for its own programs, which is not what our SDK was made of. */
    @Test
    void everyDocumentIsWhatAwsDescribes() throws Exception {
        for (String[] one : new String[][] {
            {"emr", "cluster.json", "emr", "RunJobFlow"},
            {"emr", "schedule.json", "scheduler", "CreateSchedule"},
            {"emr-serverless", "schedule.json", "scheduler", "CreateSchedule"}
        }) {
            assertThat(alluvium("deploy", "--target", one[0], "--only", one[1])).isZero();
            assertThat(aws.faults(one[2], one[3], said())).as(one[1]).isEmpty();
        }
        String token = "\"clientToken\": \"t\", ";
        assertThat(alluvium("deploy", "--target", "emr-serverless", "--only", "job.json"))
                .isZero();
        assertThat(aws.faults("emr-serverless", "StartJobRun", said().replaceFirst("\\{", "{" + token)))
                .isEmpty();
        assertThat(alluvium("deploy", "--target", "emr-serverless", "--only", "application.json"))
                .isZero();
        assertThat(aws.faults("emr-serverless", "CreateApplication", said().replaceFirst("\\{", "{" + token)))
                .isEmpty();
        assertThat(aws.faults("emr", "RunJobFlow", said())).contains("unknown releaseLabel");
    }
}
