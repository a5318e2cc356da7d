package io.alluvium.secret;

import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.endpoint.AwsClientEndpointProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/** Who this machine is to AWS, and where: by the chains that all of AWS's clients ask. */
final class AwsChain {
    private AwsChain() {}

    /** The error of the chain itself is dropped: what it quotes may be credentials. */
    static AwsCredentials credentials(Asked asked) {
        try (DefaultCredentialsProvider chain =
                DefaultCredentialsProvider.builder().build()) {
            return chain.resolveCredentials();
        } catch (SdkException e) {
            throw asked.missing("this machine has no credentials of AWS")
                    .because("neither environment, profile, web identity, container nor instance gives any")
                    .fixedBy(
                            "aws sts get-caller-identity shows what AWS's chain finds; export AWS_PROFILE=… or give the"
                                    + " machine a role")
                    .asException();
        }
    }

    static Region region(Asked asked, Optional<String> named) {
        return named.map(Region::of).orElseGet(() -> usualRegion(asked));
    }

    private static Region usualRegion(Asked asked) {
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkException e) {
            throw asked.missing("no region of AWS is named for " + asked.text())
                    .because(
                            "neither environment, profile nor instance names one; an ARN would, or the name of a server of RDS")
                    .fixedBy("export AWS_REGION=eu-central-1")
                    .asException(e);
        }
    }

    /** AWS's own address of a service, or what environment or profile say is asked in its place. */
    static URI endpoint(Asked asked, AwsClient.Service service, Region region) {
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
