package io.alluvium.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;

/**
 * Signatures and tokens against those of another implementation. The figures are what botocore 1.44.8 makes of the same
 * requests with its clock held, {@code SigV4Auth.add_auth} and {@code generate_db_auth_token}; key and secret are those of
 * AWS's published examples.
 */
class AwsSignerTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-27T09:00:00Z"), ZoneOffset.UTC);
    private static final String SESSION = "FwoGZXIvYXdzEXAMPLE//token+with=signs";
    private static final AwsCredentials KEY =
            AwsBasicCredentials.create("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final AwsCredentials KEY_IN_SESSION =
            AwsSessionCredentials.create(KEY.accessKeyId(), KEY.secretAccessKey(), SESSION);

    @ParameterizedTest
    @CsvSource({
        "secretsmanager, https://secretsmanager.eu-central-1.amazonaws.com/, prod/shop/db, false, 09f95a3719b9f8004a830db6c2fe8321eb9fc1f9082706610ce453cbbec35a58",
        "secretsmanager, https://secretsmanager.eu-central-1.amazonaws.com/, prod/shop/db, true, 3f148683e2a736736161c2667c1fc13f81a8db9a93ef7c157a363dd140d9a8f6",
        "ssm, http://localhost:5000/, /prod/shop/password, false, 6a816b7fc69a622106dd74b8e3ae2fe9ce0e5fb7ddc3a3614e09a75746e0bff7",
        "ssm, http://localhost:5000/, /prod/shop/password, true, 6b76263e432957c7a393228163c92d424619f3316b47516ab454a50690ae03a7",
    })
    void questionsAreSignedAsBotocoreSignsThem(
            String name, URI endpoint, String target, boolean inSession, String signature) {
        AwsService service = name.equals("ssm") ? AwsService.PARAMETER_STORE : AwsService.SECRETS_MANAGER;
        AwsSigner signer = new AwsSigner(
                inSession ? KEY_IN_SESSION : KEY, Region.EU_CENTRAL_1, service.signingName(), Optional.of(NOW));

        SdkHttpRequest signed = new AwsExchange(signer, endpoint)
                .signed(service.operation(), service.question(target).toString().getBytes(StandardCharsets.UTF_8))
                .request();

        assertThat(signed.firstMatchingHeader("Authorization").orElseThrow())
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261127/eu-central-1/" + name
                        + "/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-content-sha256;x-amz-date;"
                        + (inSession ? "x-amz-security-token;" : "") + "x-amz-target, Signature=" + signature);
    }

    /** The example "Get Bucket Lifecycle" of the API reference of S3, Authenticating Requests. */
    @Test
    void aRequestIsSignedAsAwsPublishes() {
        Clock then = Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);
        AwsCredentials example =
                AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        AwsSigner signer = new AwsSigner(example, Region.US_EAST_1, "s3", Optional.of(then));
        assertThat(signer.sign(
                                SdkHttpRequest.builder()
                                        .method(SdkHttpMethod.GET)
                                        .uri(URI.create("https://examplebucket.s3.amazonaws.com/?lifecycle"))
                                        .build(),
                                ContentStreamProvider.fromByteArray(new byte[0]))
                        .request()
                        .firstMatchingHeader("Authorization"))
                .hasValueSatisfying(header -> assertThat(header)
                        .endsWith("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
    }

    @ParameterizedTest
    @CsvSource({
        "shop.c1abcdefghij.eu-central-1.rds.amazonaws.com, 5432, etl_reader, etl_reader, false, 210b5a1fda0d58d76d1b8841c996aeb7b7c6d462ff3e0517d6b163370beff003",
        "localhost, 15432, Jörg+x y@shop, J%C3%B6rg%2Bx%20y%40shop, false, d0232ef4c56d5e306adeac95c909089ced3cea65e63b459da80ac7b879f2703b",
        "shop.c1abcdefghij.eu-central-1.rds.amazonaws.com, 5432, etl_reader, etl_reader, true, 631a683ad2398272b92fd66eb1b5c7a132d183eb768bd9673322a7bb1a2db48e",
        "localhost, 15432, Jörg+x y@shop, J%C3%B6rg%2Bx%20y%40shop, true, 02272dbb7d314450b0418b12931ec1c1f8200f2c904d49639d62146988e6f488",
    })
    void tokensAreThoseOfBotocore(
            String host, int port, String user, String encoded, boolean inSession, String signature) {
        AwsSigner signer = new AwsSigner(
                inSession ? KEY_IN_SESSION : KEY, Region.EU_CENTRAL_1, ConnectToken.SERVICE, Optional.of(NOW));

        String token = ConnectToken.make(signer, host, port, user);

        String expected = "Action=connect&DBUser=" + encoded
                + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20261127%2Feu-central-1%2Frds-db"
                + "%2Faws4_request&X-Amz-Date=20261127T090000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
                + (inSession ? "&X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE%2F%2Ftoken%2Bwith%3Dsigns" : "")
                + "&X-Amz-Signature=" + signature;
        assertThat(token).startsWith(host + ":" + port + "/?");
        // The order of parameters does not matter to who checks a signature.
        assertThat(new TreeSet<>(
                        Arrays.asList(token.substring(token.indexOf('?') + 1).split("&"))))
                .isEqualTo(new TreeSet<>(Arrays.asList(expected.split("&"))));
    }

    @Test
    void theRegionOfAnRdsServerStandsInItsName() {
        assertThat(ConnectToken.region("shop.c1abcdefghij.eu-central-1.rds.amazonaws.com"))
                .contains("eu-central-1");
        assertThat(ConnectToken.region("proxy.proxy-c1.us-gov-west-1.rds.amazonaws.com"))
                .contains("us-gov-west-1");
        assertThat(ConnectToken.region("shop.c1.rds.cn-north-1.amazonaws.com.cn"))
                .isEmpty();
        assertThat(ConnectToken.region("shop.c1.cn-north-1.rds.amazonaws.com.cn"))
                .contains("cn-north-1");
        assertThat(ConnectToken.region("db.acme.internal")).isEmpty();
    }

    @Test
    void aSignerDoesNotPrintItsCredentials() {
        assertThat(new AwsSigner(KEY, Region.EU_CENTRAL_1, "ssm", Optional.of(NOW)))
                .hasToString("ssm in eu-central-1");
    }
}
