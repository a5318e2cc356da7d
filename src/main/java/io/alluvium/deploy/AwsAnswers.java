package io.alluvium.deploy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;

/** Asks one of AWS's services and tells in our words what it refuses. */
final class AwsAnswers {
    private final String service;
    private final String region;

    /** @param service in words */
    AwsAnswers(String service, String region) {
        this.service = service;
        this.region = region;
    }

    /** A client in the region, with credentials by AWS's usual chain. */
    <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(Supplier<B> builder) {
        try {
            return builder.get()
                    .region(Region.of(region))
                    .httpClientBuilder(ApacheHttpClient.builder())
                    .build();
        } catch (SdkException e) {
            throw unreachable(e);
        }
    }

    <T> T to(Supplier<T> question) {
        try {
            return question.get();
        } catch (AwsServiceException e) {
            throw e.isThrottlingException() || e.statusCode() >= 500 ? unreachable(e) : refused(e);
        } catch (SdkException e) {
            throw hasCredentials(e) ? unreachable(e) : noCredentials(e);
        }
    }

    private static boolean hasCredentials(SdkException e) {
        return !String.valueOf(e.getMessage()).contains("Unable to load credentials");
    }

    private AlluviumException refused(AwsServiceException e) {
        String code = e.awsErrorDetails() == null
                ? String.valueOf(e.statusCode())
                : String.valueOf(e.awsErrorDetails().errorCode()).replaceFirst("Exception$", "");
        String said = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorMessage();
        boolean isDenied = e.statusCode() == 401 || e.statusCode() == 403 || code.contains("AccessDenied");
        return Problem.of(ErrorCode.DEPLOY_REFUSED, "%s in %s refuses: %s".formatted(service, region, code))
                .because(String.valueOf(said).strip())
                .fixedBy(
                        isDenied
                                ? "give this machine's identity the right; aws sts get-caller-identity shows which it is"
                                : "look at deploy in the project, and at what deploy --print says")
                .asException(e);
    }

    private AlluviumException noCredentials(SdkException e) {
        return Problem.of(ErrorCode.DEPLOY_REFUSED, "this machine has no credentials of AWS")
                .because("neither environment, profile, web identity, container nor instance gives any")
                .fixedBy("export AWS_PROFILE=… or give the machine a role")
                .asException(e);
    }

    private AlluviumException unreachable(SdkException e) {
        return Problem.of(ErrorCode.DEPLOY_UNREACHABLE, service + " in " + region + " does not answer")
                .because(
                        e instanceof AwsServiceException answered
                                ? "it answers " + answered.statusCode()
                                : "no connection, or no answer in time")
                .fixedBy("submit it again under the same key: what was done is not done again")
                .asException(e);
    }

    /** What is told where the jars are missing that only the local layout has. */
    static AlluviumException noLibraries(NoClassDefFoundError e) {
        return Problem.of(ErrorCode.UNSUPPORTED_RUNTIME, "AWS's SDK for EMR is not on the class path")
                .because("missing " + e.getMessage())
                .fixedBy("start with bin/alluvium of the local layout, which has it")
                .asException(e);
    }
}
