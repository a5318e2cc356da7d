package io.alluvium.secret;

import com.fasterxml.jackson.databind.JsonNode;
import io.alluvium.domain.Place;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;

/** Asks a service of AWS that speaks its JSON protocol 1.1, by the machine's own credentials. */
public final class AwsClient {
    private final AwsExchange exchange;

    private AwsClient(AwsExchange exchange) {
        this.exchange = exchange;
    }

    /**
     * A service by the names that it has.
     *
     * @param words for people
     * @param signingName in signatures and hosts
     * @param profileName of its section in AWS's profiles
     * @param propertyName behind {@code aws.endpointUrl}
     */
    public record Service(String words, String signingName, String profileName, String propertyName) {
        /** The variable with an endpoint of another server. */
        String endpointVariable() {
            return "AWS_ENDPOINT_URL_" + profileName.toUpperCase(Locale.ROOT);
        }

        String endpointProperty() {
            return "aws.endpointUrl" + propertyName;
        }
    }

    /**
     * What a service answers.
     *
     * @param error by AWS's name; empty where all went well
     * @param body missing where it is no JSON
     */
    public record Reply(int status, String error, JsonNode body) {
        public boolean isGood() {
            return status == 200;
        }

        /** The body stays out. */
        @Override
        public String toString() {
            return status + " " + error;
        }
    }

    /**
     * Finds region, credentials and address; asks nothing yet.
     *
     * @param asking the word in a project that asks for it
     * @param region empty for that of the machine
     * @param endpoint empty for AWS's own, or what environment or profile say
     * @throws io.alluvium.failure.AlluviumException SECRET_MISSING where the machine has no credentials or no region
     */
    public static AwsClient of(
            Service service, String asking, Place place, Optional<String> region, Optional<String> endpoint) {
        Asked asked = new Asked(asking, place);
        Region found = AwsChain.region(asked, region);
        URI address = endpoint.map(URI::create).orElseGet(() -> AwsChain.endpoint(asked, service, found));
        AwsSigner signer = new AwsSigner(AwsChain.credentials(asked), found, service.signingName(), Optional.empty());
        return new AwsClient(new AwsExchange(signer, address));
    }

    /**
     * Asks once, again where the service is busy.
     *
     * @throws IOException where no answer came
     */
    public Reply ask(String operation, JsonNode question) throws IOException {
        AwsExchange.Answer answer = exchange.ask(operation, question);
        return new Reply(answer.status(), answer.error(), answer.body());
    }
}
