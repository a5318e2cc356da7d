package io.alluvium.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.fixture.AwsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;

/** On a server that checks signatures and policies; only {@code mvn -Pmoto} asks for it. */
class MotoStoreIT extends AwsStoreBehaviour {
    @TempDir
    static Path folder;

    private static MotoServer server;

    private AwsSettings settings;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("alluvium.moto"), "only mvn -Pmoto fetches moto");
        server = MotoServer.start(folder);
        server.checkAfter(0);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void start() {
        settings = AwsSettings.of(server.url(), server.reader()[0], server.reader()[1]);
    }

    @AfterEach
    void stop() {
        settings.close();
    }

    private static JsonNode asked(String region, String service, String operation, ObjectNode question) {
        AwsSigner signer = new AwsSigner(
                AwsBasicCredentials.create(server.reader()[0], server.reader()[1]),
                Region.of(region),
                service,
                Optional.empty());
        try {
            AwsExchange.Answer answer = new AwsExchange(signer, URI.create(server.url())).ask(operation, question);
            return answer.isGood()
                    ? answer.body()
                    : JsonNodeFactory.instance.objectNode().put("error", answer.error());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode question() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String keep(String region, ObjectNode question) {
        JsonNode made = asked(region, "secretsmanager", "secretsmanager.CreateSecret", question);
        JsonNode kept = made.path("error").asText().equals("ResourceExistsException")
                ? asked(
                        region,
                        "secretsmanager",
                        "secretsmanager.PutSecretValue",
                        question.set("SecretId", question.get("Name")))
                : made;
        assertThat(kept.path("ARN").asText()).as(kept.toString()).isNotEmpty();
        return kept.path("ARN").asText();
    }

    @Override
    String keep(String region, String name, String text) {
        return keep(region, question().put("Name", name).put("SecretString", text));
    }

    @Override
    void keepBinary(String name, byte[] bytes) {
        keep("eu-central-1", question().put("Name", name).put("SecretBinary", bytes));
    }

    @Override
    void keepParameter(String name, String text) {
        JsonNode kept = asked(
                "eu-central-1",
                "ssm",
                "AmazonSSM.PutParameter",
                question()
                        .put("Name", name)
                        .put("Value", text)
                        .put("Type", "SecureString")
                        .put("Overwrite", true));
        assertThat(kept.path("Version").asInt()).as(kept.toString()).isPositive();
    }

    @Test
    void aParameterIsFoundByVersionToo() {
        keepParameter("/versions/password", "one");
        keepParameter("/versions/password", "two");
        assertThat(read("aws-ssm:/versions/password")).isEqualTo("two");
        assertThat(read("aws-ssm:/versions/password:1")).isEqualTo("one");
    }

    @Test
    void aSecretThatIsMarkedForDeletionGivesNothing() {
        keep("eu-central-1", "deleted/db", CANARY);
        asked(
                "eu-central-1",
                "secretsmanager",
                "secretsmanager.DeleteSecret",
                question().put("SecretId", "deleted/db"));
        assertThat(line(refused("aws-sm:deleted/db")))
                .isEqualTo(
                        "SECRET_MISSING the secret deleted/db of Secrets Manager in eu-central-1 gives no value now | it is"
                                + " marked for deletion, or managed by another service (400 InvalidRequest)");
    }

    /** It refuses in a form of its own, which is not AWS's; what matters is that it looked. */
    @Test
    void whoMayNotReadAndWhoseSignatureIsWrongIsRefused() {
        keep("eu-central-1", "policies/db", CANARY);
        assertThat(read("aws-sm:policies/db")).isEqualTo(CANARY);
        String[] stranger = server.stranger();
        for (String[] identity : new String[][] {
            stranger, {server.reader()[0], "another"}, {server.reader()[0], stranger[1]}, {"AKIAUNKNOWN", "another"}
        }) {
            settings.with("aws.accessKeyId", identity[0]).with("aws.secretAccessKey", identity[1]);
            for (String text : new String[] {"aws-sm:policies/db", "aws-ssm:/policies"}) {
                assertThat(line(refused(text))).endsWith(" | it answers 403, not in AWS's form");
            }
        }
    }
}
