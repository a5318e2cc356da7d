package io.alluvium.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
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
        URI endpoint = endpoint(region);
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

    /** AWS's own, or what environment or profile say is asked in its place. */
    private URI endpoint(Region region) {
        try {
            return AwsClientEndpointProvider.builder()
                    .serviceEndpointOverrideEnvironmentVariable(service.endpointVariable())
                    .serviceEndpointOverrideSystemProperty(service.endpointProperty())
                    .serviceProfileProperty(service.profileName())
                    .serviceEndpointPrefix(service.signingName())
                    .profileFile(ProfileFile::defaultProfileFile)
                    .profileName(ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow())
                    .defaultProtocol("https")
                    .region(region)
                    .build()
                    .clientEndpoint();
        } catch (SdkException | IllegalArgumentException e) {
            throw asked.missing("there is no address of " + service.words() + " in region " + region)
                    .because("the region, or the endpoint that environment or profile name, is no name of a server")
                    .fixedBy("look at AWS_REGION, " + service.endpointVariable() + " and AWS_ENDPOINT_URL")
                    .asException(e);
        }
    }
}
