package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alluvium.fixture.EventLog;
import io.alluvium.fixture.KubernetesFixture;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.SparkSubmitFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run submitted to a real API server. It has no node, so that this test does what a kubelet would: it starts the driver
 * with the pod's own arguments and variables, and tells the server how it ended.
 */
@EnabledIfSystemProperty(named = "alluvium.kubernetes", matches = "true")
class KubernetesIT {
    private static final String NAMESPACE = "/api/v1/namespaces/etl";
    private static final String PASSWORD = "canary-" + UUID.randomUUID();
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final S3Fixture bucket = S3Fixture.fresh();
    private PostgresFixture database;
    private SparkSubmitFixture spark;
    private KubernetesFixture kubernetes;
    private String role = "";
    private EventLog events = new EventLog(Path.of(""));

    @BeforeEach
    void start() throws Exception {
        events = EventLog.in(folder.resolve("events"));
        database = PostgresFixture.fresh();
        role = "reader_" + database.database();
        database.run(
                "create role " + role + " login password '" + PASSWORD + "' in role needs_password",
                "create table orders (id int primary key, total numeric(9,2))",
                "insert into orders select i, i from generate_series(1, 100) i",
                "grant select on orders to " + role);
        kubernetes = KubernetesFixture.start(Files.createDirectories(folder.resolve("kubernetes")));
        spark = SparkSubmitFixture.in(
                        Files.createTempDirectory(Path.of("target").toAbsolutePath(), "kubernetes"))
                .with(Path.of("target/servers/kubernetes/spark"));
        kubernetes.post("/api/v1/namespaces", "{\"metadata\": {\"name\": \"etl\"}}");
        kubernetes.post(NAMESPACE + "/serviceaccounts", "{\"metadata\": {\"name\": \"spark\"}}");
        secret("shop-db", Map.of("password", PASSWORD));
        secret("bucket", Map.of("id", S3Fixture.ACCESS_KEY, "key", S3Fixture.SECRET_KEY));
    }

    @AfterEach
    void end() {
        kubernetes.close();
        database.run("drop owned by " + role, "drop role " + role);
        database.close();
    }

    private void secret(String name, Map<String, String> values) throws IOException, InterruptedException {
        List<String> data = new ArrayList<>();
        values.forEach((key, value) -> data.add("\"" + key + "\": \""
                + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "\""));
        kubernetes.post(
                NAMESPACE + "/secrets",
                "{\"metadata\": {\"name\": \"" + name + "\"}, \"data\": {" + String.join(", ", data) + "}}");
    }

    private String project() throws IOException {
        Path project = Files.createDirectories(folder.resolve("shop/curated"));
        Files.writeString(project.resolve("orders.sql"), "select id, total from raw.orders\n");
        Files.writeString(folder.resolve("shop/project.conf"), """
                project = shop
                warehouse { path = "s3a://%s/warehouse", s3 { endpoint = "%s", region = us-east-1, path_style = true } }
                sources { db {
                  type = postgres, host = "127.0.0.1", port = %d, database = %s, user = %s, password = "env:SHOP_PASSWORD"
                  tables { orders { from = "public.orders", key = [id] } }
                } }
                """.formatted(
                        bucket.bucket(), S3Fixture.endpoint(), database.port(), database.database(), role));
        bucket.copy(folder.resolve("shop"), "projects/shop/");
        return "s3a://" + bucket.bucket() + "/projects/shop";
    }

    private Process submit(String project) throws IOException {
        List<String> options = List.of(
                "spark.kubernetes.namespace=etl",
                "spark.kubernetes.authenticate.driver.serviceAccountName=spark",
                "spark.kubernetes.authenticate.submission.oauthTokenFile=" + kubernetes.tokenFile(),
                "spark.kubernetes.authenticate.submission.caCertFile=" + kubernetes.certificate(),
                "spark.hadoop.fs.s3a.endpoint=" + S3Fixture.endpoint(),
                "spark.hadoop.fs.s3a.path.style.access=true",
                "spark.hadoop.fs.s3a.endpoint.region=us-east-1",
                "spark.ui.enabled=false",
                "spark.sql.shuffle.partitions=2");
        ProcessBuilder builder = new ProcessBuilder(
                        "scripts/submit-k8s.sh", "local://" + spark.jobJar(), project, "day:1")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment()
                .putAll(Map.of(
                        "MASTER",
                        kubernetes.master(),
                        "IMAGE",
                        "registry.example/spark:4.2.0",
                        "SPARK_HOME",
                        spark.home().toString(),
                        "LOCAL_JAR",
                        spark.jobJar().toString(),
                        "SECRETS",
                        "SHOP_PASSWORD=shop-db:password AWS_ACCESS_KEY_ID=bucket:id AWS_SECRET_ACCESS_KEY=bucket:key",
                        "SPARK_OPTIONS",
                        "--conf " + String.join(" --conf ", options) + " " + String.join(" ", events.options()),
                        // Of this machine, which asks the warehouse afterwards.
                        "AWS_ACCESS_KEY_ID",
                        S3Fixture.ACCESS_KEY,
                        "AWS_SECRET_ACCESS_KEY",
                        S3Fixture.SECRET_KEY));
        return builder.start();
    }

    /** What the submission makes, one after the other. */
    private JsonNode first(Process submitted, String kind) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && submitted.isAlive()) {
            JsonNode found = kubernetes.get(NAMESPACE + kind).get("items");
            if (!found.isEmpty()) {
                return found.get(0);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IOException("no driver was submitted: " + Files.readString(folder.resolve("said")));
    }

    /** What a kubelet would set. */
    private Map<String, String> variables(JsonNode container) throws Exception {
        Map<String, String> variables = new TreeMap<>();
        for (JsonNode variable : container.get("env")) {
            JsonNode from = variable.path("valueFrom");
            String value = variable.path("value").asText();
            if (from.has("fieldRef")) {
                assertThat(from.at("/fieldRef/fieldPath").asText()).isEqualTo("status.podIP");
                value = "127.0.0.1";
            } else if (from.has("secretKeyRef")) {
                JsonNode kept = kubernetes.get(
                        NAMESPACE + "/secrets/" + from.at("/secretKeyRef/name").asText());
                value = new String(
                        Base64.getDecoder()
                                .decode(kept.get("data")
                                        .get(from.at("/secretKeyRef/key").asText())
                                        .asText()),
                        StandardCharsets.UTF_8);
            }
            variables.put(variable.get("name").asText(), value);
        }
        return variables;
    }

    /** The image's entry point, which puts its own options before those of the pod; and no executors but this machine. */
    private int drive(JsonNode pod, Path properties) throws Exception {
        JsonNode container = pod.at("/spec/containers/0");
        List<String> command = new ArrayList<>(List.of(
                spark.home().resolve("bin/spark-submit").toString(),
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--deploy-mode",
                "client",
                "--conf",
                "spark.master=local[2]",
                "--conf",
                "spark.driver.host=127.0.0.1"));
        assertThat(container.get("args").get(0).asText()).isEqualTo("driver");
        for (int i = 1; i < container.get("args").size(); i++) {
            String argument = container.get("args").get(i).asText();
            command.add(argument.equals("/opt/spark/conf/spark.properties") ? properties.toString() : argument);
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("driver").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(variables(container));
        builder.environment().remove("SPARK_CONF_DIR");
        builder.environment().remove("SPARK_LOCAL_DIRS");
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES))
                .as(Files.readString(folder.resolve("driver")))
                .isTrue();
        return process.exitValue();
    }

    @Test
    void theServerTakesTheDriverWhoseArgumentsRunTheProjectAndShowNoSecret() throws Exception {
        Process submitted = submit(project());
        try {
            JsonNode pod = first(submitted, "/pods?labelSelector=spark-role%3Ddriver");
            first(submitted, "/services");
            JsonNode services = kubernetes.get(NAMESPACE + "/services");
            JsonNode maps = kubernetes.get(NAMESPACE + "/configmaps");
            assertThat(services.toString()).contains("\"clusterIP\":\"None\"").contains("driver-rpc-port");
            String properties = "";
            for (JsonNode map : maps.get("items")) {
                properties += map.at("/data/spark.properties").asText();
            }
            assertThat(properties).contains("spark.kubernetes.namespace=etl").contains("spark.eventLog.enabled=true");
            assertThat(pod.toString()).contains("\"secretKeyRef\":{\"name\":\"shop-db\",\"key\":\"password\"}");
            for (String shown : List.of(pod.toString(), maps.toString(), services.toString())) {
                assertThat(shown).doesNotContain(PASSWORD).doesNotContain(S3Fixture.SECRET_KEY);
            }

            int status = drive(pod, Files.writeString(folder.resolve("spark.properties"), properties));
            String said = Files.readString(folder.resolve("driver"));
            assertThat(status).as(said).isZero();
            assertThat(said).contains("extracted  raw.orders").contains("full  curated.orders");

            ended(pod, status);
            boolean told = submitted.waitFor(2, TimeUnit.MINUTES);
            String script = Files.readString(folder.resolve("said"));
            assertThat(told).as(script).isTrue();
            assertThat(submitted.exitValue()).as(script).isZero();
            assertThat(script).contains("run 1: 2 done");
            assertThat(events.text()).contains("SparkListenerEnvironmentUpdate", "curated.orders");
            for (String text : List.of(script, said, events.text())) {
                assertThat(text).doesNotContain(PASSWORD).doesNotContain(S3Fixture.SECRET_KEY);
            }
        } finally {
            submitted.descendants().forEach(ProcessHandle::destroyForcibly);
            submitted.destroyForcibly();
        }
    }

    private void ended(JsonNode pod, int status) throws Exception {
        String name = pod.at("/spec/containers/0/name").asText();
        kubernetes.patch(
                NAMESPACE + "/pods/" + pod.at("/metadata/name").asText() + "/status", """
                {"status": {"phase": "Succeeded", "containerStatuses": [{
                  "name": "%s", "image": "spark", "imageID": "", "ready": false, "restartCount": 0,
                  "state": {"terminated": {"exitCode": %d, "reason": "Completed"}}
                }]}}
                """.formatted(name, status));
    }
}
