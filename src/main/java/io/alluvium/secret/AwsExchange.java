package io.alluvium.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** Asks one service one question, again where it was busy; keeps nothing. */
final class AwsExchange {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 4;

    /** A run that fails for want of an answer is itself tried again. */
    private static final int UNANSWERED = 2;

    private static final Duration FIRST_WAIT = Duration.ofMillis(200);

    /** The largest secret has 64 KB. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;
    private static final Set<String> BUSY = Set.of(
            "ThrottlingException",
            "Throttling",
            "ThrottledException",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AwsSigner signer;
    private final URI endpoint;

    AwsExchange(AwsSigner signer, URI endpoint) {
        this.signer = signer;
        this.endpoint = endpoint;
    }

    /**
     * What came back.
     *
     * @param error by AWS's name; empty where it says none
     * @param body missing where it is no JSON
     */
    record Answer(int status, String error, JsonNode body) {
        boolean isGood() {
            return status == 200;
        }

        /** Another attempt may be answered. */
        boolean isBusy() {
            return status >= SERVER_ERROR || isThrottled();
        }

        boolean isThrottled() {
            return status == TOO_MANY || BUSY.contains(error);
        }

        /** In words of AWS, which may name the request's principal and signature: not for people as it stands. */
        String message() {
            JsonNode small = body.path("message");
            return (small.isMissingNode() ? body.path("Message") : small).asText();
        }

        /** For people. The body may be a secret. */
        @Override
        public String toString() {
            return (status + " " + error.replaceFirst("Exception$", "")).strip();
        }
    }

    /**
     * Sends the question.
     *
     * @throws IOException where no answer came in two attempts
     */
    Answer ask(String operation, JsonNode question) throws IOException {
        try (SdkHttpClient client = ApacheHttpClient.builder()
                .connectionTimeout(CONNECT)
                .socketTimeout(ANSWER)
                .maxConnections(1)
                .useIdleConnectionReaper(false)
                .build()) {
            for (int attempt = 1; ; attempt++) {
                try {
                    Answer answer = sent(client, operation, question.toString());
                    if (!answer.isBusy() || attempt == ATTEMPTS) {
                        return answer;
                    }
                } catch (IOException e) {
                    if (attempt >= UNANSWERED) {
                        throw e;
                    }
                }
                sleep(FIRST_WAIT.multipliedBy(1L << (attempt - 1)));
            }
        }
    }

    private static void sleep(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Answer sent(SdkHttpClient client, String operation, String question) throws IOException {
        byte[] bytes = question.getBytes(StandardCharsets.UTF_8);
        SignedRequest signed = signed(operation, bytes);
        HttpExecuteResponse response = client.prepareRequest(HttpExecuteRequest.builder()
                        .request(signed.request())
                        .contentStreamProvider(signed.payload().orElseThrow())
                        .build())
                .call();
        JsonNode body = response.responseBody().isPresent()
                ? json(response.responseBody().get())
                : MissingNode.getInstance();
        String error = response.httpResponse()
                .firstMatchingHeader("x-amzn-ErrorType")
                .orElseGet(() -> body.path("__type").asText());
        return new Answer(response.httpResponse().statusCode(), name(error), body);
    }

    SignedRequest signed(String operation, byte[] question) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("Content-Length", String.valueOf(question.length))
                .putHeader("X-Amz-Target", operation)
                .putHeader("User-Agent", "alluvium")
                .build();
        return signer.sign(request, ContentStreamProvider.fromByteArray(question));
    }

    /** Errors of the parser quote what they read: they go nowhere. */
    private static JsonNode json(AbortableInputStream body) throws IOException {
        try (InputStream bytes = body) {
            return JSON.readTree(bytes.readNBytes(MOST_BYTES));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** {@code com.amazonaws.x#Name:http://…}, of which all but the name may be left out. */
    private static String name(String error) {
        return error.replaceFirst("^.*#", "").replaceFirst(":.*$", "").replaceAll("[^A-Za-z0-9]", "");
    }
}
