package io.alluvium.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.AwsSettings;
import io.alluvium.fixture.SecretServer;
import io.alluvium.spark.SparkLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a server that stands in for AWS, and that fails where a real one would not on demand. */
class AwsStoreTest extends AwsStoreBehaviour {
    @TempDir
    Path folder;

    private SecretServer server;
    private AwsSettings settings;

    @BeforeEach
    void start() {
        server = SecretServer.start();
        settings = server.settings()
                .with("aws.disableEc2Metadata", "true")
                .with("aws.sharedCredentialsFile", folder.resolve("credentials").toString())
                .with("aws.configFile", folder.resolve("config").toString());
    }

    @AfterEach
    void stop() {
        settings.close();
        server.close();
    }

    @Override
    String keep(String region, String name, String text) {
        String arn = "arn:aws:secretsmanager:" + region + ":123456789012:secret:" + name + "-AbCdEf";
        server.secret(name, text);
        server.secret(arn, text);
        return arn;
    }

    @Override
    void keepBinary(String name, byte[] bytes) {
        server.binary(name, bytes);
    }

    @Override
    void keepParameter(String name, String text) {
        server.parameter(name, text);
    }

    @Test
    void eachLookIsOneRequestInTheRegionThatIsNamed() {
        String arn = keep("us-west-2", "a/b", "x");
        read("aws-sm:" + arn);
        read("aws-sm:a/b");
        assertThat(server.asked())
                .containsExactly("GetSecretValue " + arn + " in us-west-2", "GetSecretValue a/b in eu-central-1");
    }

    @ParameterizedTest
    @CsvSource({"400, ThrottlingException", "429, ''", "500, InternalServiceError", "503, ''"})
    void aBusyServiceIsAskedAgain(int status, String type) {
        keep("eu-central-1", "busy/db", "x");
        server.fail(status, type, "Rate exceeded");
        assertThat(read("aws-sm:busy/db")).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | ThrottlingException  | Secrets Manager has no time for the secret busy/db of Secrets Manager in eu-central-1 | throttled four times in a row (400 Throttling)
            500 | InternalServiceError | Secrets Manager fails to read the secret busy/db of Secrets Manager in eu-central-1 | it answers 500 InternalServiceError, four times in a row
            """)
    void aServiceThatStaysBusyMayBeAskedLater(int status, String type, String message, String reason) {
        Collections.nCopies(4, type).forEach(each -> server.fail(status, each, CANARY));
        Problem problem = refused("aws-sm:busy/db");
        assertThat(line(problem)).isEqualTo("SOURCE_UNREACHABLE " + message + " | " + reason);
        assertThat(problem.fix().orElseThrow()).startsWith("run again later; ");
    }

    @Test
    void whoMayNotReadIsToldTheActionAndTheResource() {
        String user = "arn:aws:sts::123456789012:assumed-role/loader/i-0abc";
        server.fail(
                400,
                "AccessDeniedException",
                "User: " + user + " is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/db"
                        + " because no identity-based policy allows the secretsmanager:GetSecretValue action");
        Problem secret = refused("aws-sm:prod/db#password");
        String arn = "arn:aws:secretsmanager:eu-central-1:*:secret:prod/db-*";
        assertThat(line(secret))
                .isEqualTo(
                        "SECRET_MISSING no right to read the secret prod/db of Secrets Manager in eu-central-1 | denied:"
                                + " secretsmanager:GetSecretValue on " + arn + ", as " + user
                                + " (400 AccessDenied)");
        assertThat(secret.fix()).contains("a policy with secretsmanager:GetSecretValue on " + arn);

        server.fail(400, "AccessDeniedException", "denied");
        assertThat(refused("aws-ssm:/prod/password").fix())
                .contains("a policy with ssm:GetParameter on arn:aws:ssm:eu-central-1:*:parameter/prod/password");

        server.fail(400, "AccessDeniedException", "Access to KMS is not allowed");
        Problem key = refused("aws-sm:prod/db");
        assertThat(line(key))
                .startsWith("SECRET_MISSING no right to decrypt the secret prod/db of Secrets Manager in eu-central-1"
                        + " | denied: kms:Decrypt on its key");
        assertThat(key.fix().orElseThrow()).startsWith("a policy with kms:Decrypt on the key and ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UnrecognizedClientException | The security token included in the request is invalid. | AWS does not know the credentials that were found here
            InvalidSignatureException | The canonical string should have been x-amz-security-token:c4n4ry-v4lue | AWS does not know the credentials that were found here
            InvalidSignatureException | Signature expired: 20261127T090000Z is now earlier than 20261127T100000Z | the credentials for AWS have expired, or this machine's clock is wrong
            ExpiredTokenException | The security token included in the request is expired | the credentials for AWS have expired, or this machine's clock is wrong
            InvalidRequestException | it was marked for deletion | the secret prod/db of Secrets Manager in eu-central-1 gives no value now
            ValidationException | Invalid name | Secrets Manager refuses the name of the secret prod/db of Secrets Manager in eu-central-1
            """)
    void otherRefusalsAreTold(String type, String words, String message) {
        server.fail(400, type, words);
        Problem problem = refused("aws-sm:prod/db");
        assertThat(problem.code()).isEqualTo(ErrorCode.SECRET_MISSING);
        assertThat(problem.message()).isEqualTo(message);
        assertThat(problem.label().orElseThrow()).contains("(400 " + type.replace("Exception", "") + ")");
    }

    @Test
    void anotherServerThanAwsIsNotTakenForIt() {
        for (int status : new int[] {200, 404}) {
            server.fail(status, "<html>" + CANARY + "</html>");
            assertThat(line(refused("aws-sm:prod/db")))
                    .isEqualTo("SOURCE_UNREACHABLE what answers at " + server.url()
                            + " is not Secrets Manager | it answers " + status + ", not in AWS's form");
        }
    }

    @Test
    void aServerThatCannotBeReachedIsNamed() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        settings.with("aws.endpointUrlSsm", "http://127.0.0.1:" + free);
        assertThat(line(refused("aws-ssm:/prod/password")))
                .isEqualTo("SOURCE_UNREACHABLE no answer from Parameter Store at http://127.0.0.1:" + free
                        + " | the connection is refused");
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> answerInPlainText(plain));
            answers.start();
            settings.with("aws.endpointUrlSsm", "https://localhost:" + plain.getLocalPort());
            assertThat(line(refused("aws-ssm:/prod/password")))
                    .endsWith(" | no TLS, or a certificate that is not trusted here");
        }
        settings.with("aws.endpointUrlSsm", "ssm, of course");
        assertThat(refused("aws-ssm:/prod/password").message())
                .isEqualTo("there is no address of Parameter Store in region eu-central-1");
    }

    private static void answerInPlainText(ServerSocket server) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().read();
                }
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    @Test
    void aProfileNamesCredentialsRegionAndEndpoint() throws IOException {
        assumeTrue(SparkLine.built() == SparkLine.V4_2, "the SDK of older lines reads no endpoints of a profile");
        Files.writeString(
                folder.resolve("credentials"), "[etl]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = x\n");
        Files.writeString(
                folder.resolve("config"),
                "[profile etl]\nregion = ap-south-1\nservices = here\n[services here]\nsecrets_manager =\n  endpoint_url = "
                        + server.url() + "\n");
        settings.without("aws.accessKeyId")
                .without("aws.secretAccessKey")
                .without("aws.region")
                .without("aws.endpointUrlSecretsManager")
                .with("aws.profile", "etl");
        server.secret("prod/db", "x");
        assertThat(read("aws-sm:prod/db")).isEqualTo("x");
        assertThat(server.asked()).containsExactly("GetSecretValue prod/db in ap-south-1");
    }

    @Test
    void withoutCredentialsNothingIsAsked() {
        assumeTrue(System.getenv("AWS_ACCESS_KEY_ID") == null, "this machine has no credentials of AWS");
        settings.without("aws.accessKeyId").without("aws.secretAccessKey");
        Problem problem = refused("aws-sm:prod/db");
        assertThat(line(problem))
                .isEqualTo("SECRET_MISSING this machine has no credentials of AWS"
                        + " | neither environment, profile, web identity, container nor instance gives any");
        assertThat(problem.fix().orElseThrow()).startsWith("aws sts get-caller-identity ");
        assertThat(server.asked()).isEmpty();

        RdsToken token = new RdsToken(PLACE, Optional.empty());
        assertThat(catchThrowableOfType(AlluviumException.class, () -> token.of("localhost", 5432, "etl"))
                        .problems())
                .singleElement()
                .satisfies(missing -> assertThat(missing.marked()).contains("rds-iam"));
    }

    @Test
    void withoutARegionNothingIsAsked() {
        assumeTrue(System.getenv("AWS_REGION") == null, "this machine names no region of AWS");
        settings.without("aws.region");
        Problem problem = refused("aws-sm:prod/db");
        assertThat(problem.message()).isEqualTo("no region of AWS is named for aws-sm:prod/db");
        assertThat(problem.fix()).contains("export AWS_REGION=eu-central-1");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void aTokenIsMadeWithoutARequest() {
        settings.without("aws.region");
        String token = new RdsToken(PLACE, Optional.empty())
                .of("shop.c1.eu-west-1.rds.amazonaws.com", 5432, "etl")
                .reveal();
        assertThat(token)
                .startsWith("shop.c1.eu-west-1.rds.amazonaws.com:5432/?")
                .contains("%2Feu-west-1%2Frds-db%2F");
        assertThat(token).doesNotContain(SecretServer.SECRET_KEY);
        assertThat(server.asked()).isEmpty();
    }
}
