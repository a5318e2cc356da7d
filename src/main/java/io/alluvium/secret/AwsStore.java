package io.alluvium.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.regions.Region;

/** Reads a secret from AWS, anew at each call: it may be another one the next time. */
final class AwsStore {
    private final SecretReference reference;
    private final Asked asked;
    private final AwsService service;

    private AwsStore(SecretReference reference) {
        this.reference = reference;
        this.asked = reference.asked();
        this.service = AwsService.of(reference);
    }

    static Secret read(SecretReference reference) {
        return new Secret(new AwsStore(reference).read());
    }

    private String read() {
        Region region = AwsChain.region(asked, AwsService.region(reference.target()));
        URI endpoint = AwsChain.endpoint(asked, service.client(), region);
        AwsSigner signer = new AwsSigner(AwsChain.credentials(asked), region, service.signingName(), Optional.empty());
        AwsRefusal refusal = new AwsRefusal(reference, service, region, endpoint);
        AwsExchange.Answer answer;
        try {
            answer = new AwsExchange(signer, endpoint).ask(service.operation(), service.question(reference.target()));
        } catch (IOException e) {
            throw refusal.unreachable(e).asException(e);
        }
        if (!answer.isGood() || !answer.body().isObject()) {
            throw refusal.of(answer).asException();
        }
        JsonNode value = service.value(answer.body());
        if (!value.isTextual()) {
            throw refusal.noText().asException();
        }
        return SecretField.of(reference, value.textValue());
    }
}
