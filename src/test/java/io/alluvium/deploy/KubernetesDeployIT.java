package io.alluvium.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.alluvium.fixture.KubernetesFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a real API server says of our documents, with the definitions of both operators installed: each is sent as it was
 * printed, checked strictly, and kept by nobody.
 */
@EnabledIfSystemProperty(named = "alluvium.kubernetes", matches = "true")
class KubernetesDeployIT {
    private static final String STRICT = "?dryRun=All&fieldValidation=Strict";
    private static final String KUBEFLOW = "/apis/sparkoperator.k8s.io/v1beta2/namespaces/etl/";
    private static final String APACHE = "/apis/spark.apache.org/v1/namespaces/etl/sparkapplications";
    private static final String CONF = """
            options = ["--events"], jars = ["s3a://acme-etl/lib/extra.jar"]
            spark { spark.sql.shuffle.partitions = 4 }
            driver { cores = 1, memory = 2g }
            kubernetes {
              namespace = etl, image = "registry.example/shop:1", role = "arn:aws:iam::123456789012:role/shop", %s
              secrets { API_TOKEN = "api:token", "/etc/secrets/shop/password" = "shop-db:password" }
              volumes { "/mnt/landing" = landing }
            }
            """;

    @TempDir
    static Path home;

    private static KubernetesFixture cluster;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        cluster = KubernetesFixture.start(Files.createDirectories(home.resolve("kubernetes")));
        cluster.post("/api/v1/namespaces", "{\"metadata\": {\"name\": \"etl\"}}");
        for (String name : List.of(
                "sparkoperator.k8s.io_sparkapplications.yaml",
                "sparkoperator.k8s.io_scheduledsparkapplications.yaml",
                "sparkapplications.spark.apache.org-v1.yaml")) {
            define(name);
        }
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static void define(String name) throws Exception {
        String all = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        String yaml;
        try (InputStream packed = KubernetesDeployIT.class.getResourceAsStream("/kubernetes/" + name + ".gz");
                InputStream text = new GZIPInputStream(Objects.requireNonNull(packed, name))) {
            yaml = new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
        JsonNode made = cluster.postYaml(all, yaml);
        String path = all + "/" + made.at("/metadata/name").asText();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!cluster.get(path).at("/status/conditions").toString().contains("\"reason\":\"InitialNamesAccepted\"")) {
            assertThat(System.nanoTime()).as(path).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private String printed(Target target, String more, String file) {
        return DeployProject.shop(folder, CONF.formatted("retries = 2") + more)
                .files(target)
                .get(file);
    }

    /** Definitions are served a moment after they are accepted. */
    private static JsonNode sent(String path, String yaml) throws IOException, InterruptedException {
        for (int trial = 0; ; trial++) {
            try {
                return cluster.postYaml(path + STRICT, yaml);
            } catch (IOException e) {
                if (trial > 50 || !String.valueOf(e.getMessage()).contains("404 page not found")) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    @Test
    void kubeflowsApplicationIsTakenAsItWasPrinted() throws Exception {
        JsonNode taken = sent(KUBEFLOW + "sparkapplications", printed(Target.K8S_KUBEFLOW, "", "application.yaml"));
        assertThat(taken.at("/spec/arguments").toString()).contains("\"--key\",\"night:1\"", "\"--events\"");
        assertThat(taken.at("/spec/restartPolicy/onFailureRetries").asInt()).isEqualTo(2);
        assertThat(taken.at("/spec/driver/securityContext/runAsNonRoot").asBoolean())
                .isTrue();
        assertThat(cluster.get(KUBEFLOW + "sparkapplications").get("items")).isEmpty();
    }

    @Test
    void kubeflowsScheduleIsTakenAsItWasPrinted() throws Exception {
        JsonNode taken = sent(
                KUBEFLOW + "scheduledsparkapplications",
                printed(Target.K8S_KUBEFLOW, "schedule = \"0 2 * * *\"\n", "application.yaml"));
        assertThat(taken.at("/spec/timeZone").asText()).isEqualTo("UTC");
        assertThat(taken.at("/spec/template/type").asText()).isEqualTo("Java");
    }

    @Test
    void apachesApplicationIsTakenAsItWasPrinted() throws Exception {
        JsonNode taken = sent(APACHE, printed(Target.K8S_APACHE, "", "application.yaml"));
        assertThat(taken.at("/spec/driverArgs").toString()).contains("\"--key\",\"night:1\"");
        assertThat(taken.at("/spec/driverSpec/podTemplateSpec/spec/containers/0/securityContext/runAsUser")
                        .asInt())
                .isEqualTo(185);
    }

    @Test
    void accountRoleAndBindingAreTakenAsTheyWerePrinted() throws Exception {
        String[] documents = printed(Target.K8S_KUBEFLOW, "", "account.yaml").split("(?m)^---\n");
        String roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/etl/";
        assertThat(documents).hasSize(4);
        assertThat(sent("/api/v1/namespaces/etl/serviceaccounts", documents[1]).at("/metadata/annotations"))
                .hasToString("{\"eks.amazonaws.com/role-arn\":\"arn:aws:iam::123456789012:role/shop\"}");
        assertThat(sent(roles + "roles", documents[2]).at("/rules/0/resources").size())
                .isEqualTo(4);
        assertThat(sent(roles + "rolebindings", documents[3])
                        .at("/subjects/0/name")
                        .asText())
                .isEqualTo("alluvium");
    }

    @ParameterizedTest
    @CsvSource({
        "K8S_KUBEFLOW, mainClass, mainKlass",
        "K8S_KUBEFLOW, securityContext, securityContent",
        "K8S_KUBEFLOW, onFailureRetries, onFailureRetry",
        "K8S_APACHE, driverArgs, driverArguments",
        "K8S_APACHE, restartPolicy, restartPolice",
        "K8S_APACHE, runAsNonRoot, runAsNoneRoot"
    })
    void aTypoIsRefusedByName(Target target, String right, String wrong) {
        String yaml = printed(target, "", "application.yaml");
        assertThat(yaml).contains(right + ":");
        String path = target == Target.K8S_APACHE ? APACHE : KUBEFLOW + "sparkapplications";
        assertThatThrownBy(() -> sent(path, yaml.replace(right + ":", wrong + ":")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unknown field")
                .hasMessageContaining(wrong);
    }

    @Test
    void aValueOfTheWrongTypeIsRefused() {
        String yaml =
                printed(Target.K8S_KUBEFLOW, "", "application.yaml").replaceFirst("instances: 2", "instances: two");
        assertThatThrownBy(() -> sent(KUBEFLOW + "sparkapplications", yaml))
                .hasMessageContaining("spec.executor.instances");
    }
}
