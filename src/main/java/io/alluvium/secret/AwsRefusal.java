package io.alluvium.secret;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;

/**
 * Tells a person why AWS gave no secret. Its own text stays out, but for who may not do what: of a wrong signature it quotes
 * the request, with its token.
 */
final class AwsRefusal {
    private static final Set<String> NOT_THERE =
            Set.of("ResourceNotFoundException", "ParameterNotFound", "ParameterVersionNotFound");
    private static final Set<String> DENIED = Set.of(
            "AccessDeniedException", "AccessDenied", "DecryptionFailure", "InvalidKeyId", "KMSAccessDeniedException");
    private static final Set<String> EXPIRED =
            Set.of("ExpiredTokenException", "ExpiredToken", "RequestExpired", "TokenRefreshRequired");
    private static final Set<String> UNKNOWN_IDENTITY = Set.of(
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "AuthFailure");

    private static final Pattern WHO = Pattern.compile("User: (arn:[\\w:/+=,.@-]+) is not authorized");

    private final SecretReference reference;
    private final Asked asked;
    private final AwsService service;
    private final Region region;
    private final URI endpoint;

    AwsRefusal(SecretReference reference, AwsService service, Region region, URI endpoint) {
        this.reference = reference;
        this.asked = reference.asked();
        this.service = service;
        this.region = region;
        this.endpoint = endpoint;
    }

    Problem of(AwsExchange.Answer answer) {
        if (answer.isThrottled()) {
            return asked.problem(ErrorCode.SOURCE_UNREACHABLE, service.words() + " has no time for the " + named())
                    .because("throttled four times in a row (" + answer + ")")
                    .fixedBy("run again later; its quotas are of the account, which others use too");
        }
        if (answer.isBusy()) {
            return asked.problem(ErrorCode.SOURCE_UNREACHABLE, service.words() + " fails to read the " + named())
                    .because("it answers " + answer + ", four times in a row")
                    .fixedBy("run again later; AWS says at health.aws.amazon.com what is out of order");
        }
        if (NOT_THERE.contains(answer.error())) {
            return notThere(answer);
        }
        if (DENIED.contains(answer.error())) {
            return denied(answer);
        }
        if (answer.error().equals("InvalidRequestException")) {
            return asked.missing("the " + named() + " gives no value now")
                    .because("it is marked for deletion, or managed by another service (" + answer + ")")
                    .fixedBy(service.look(reference.target()) + inRegion() + "; then restore-secret, or another name");
        }
        return identity(answer);
    }

    private Problem identity(AwsExchange.Answer answer) {
        if (EXPIRED.contains(answer.error()) || answer.message().startsWith("Signature expired")) {
            return asked.missing("the credentials for AWS have expired, or this machine's clock is wrong")
                    .because("refused (" + answer + ")")
                    .fixedBy("aws sts get-caller-identity tells which; then log in again, or set the clock");
        }
        if (UNKNOWN_IDENTITY.contains(answer.error())) {
            return asked.missing("AWS does not know the credentials that were found here")
                    .because("refused (" + answer + ")")
                    .fixedBy(
                            "aws sts get-caller-identity shows whose they are; environment variables go before profiles");
        }
        boolean aws = answer.body().isObject() && !answer.error().isEmpty();
        return aws
                ? asked.missing(service.words() + " refuses the name of the " + named())
                        .because("refused (" + answer + ")")
                        .fixedBy(service.look(reference.target()) + inRegion())
                : asked.problem(
                                ErrorCode.SOURCE_UNREACHABLE,
                                "what answers at " + server() + " is not " + service.words())
                        .because("it answers " + answer.status() + ", not in AWS's form")
                        .fixedBy("look at " + service.endpointVariable() + ", AWS_ENDPOINT_URL and the proxy");
    }

    private Problem notThere(AwsExchange.Answer answer) {
        boolean empty =
                answer.message().contains("staging label") || answer.message().contains("secret value");
        return asked.missing("there is no " + named() + (empty ? " with a value" : ""))
                .because("asked at " + endpoint.getHost() + " (" + answer + ")")
                .fixedBy(service.look(reference.target()) + inRegion()
                        + "; a secret of another region or account is named by its ARN");
    }

    private Problem denied(AwsExchange.Answer answer) {
        Matcher who = WHO.matcher(answer.message());
        String by = who.find() ? ", as " + who.group(1) : "";
        boolean key = answer.message().contains("KMS")
                || answer.message().contains("kms:")
                || answer.message().contains("ciphertext")
                || !answer.error().startsWith("AccessDenied");
        String arn = arn();
        return asked.missing("no right to " + (key ? "decrypt" : "read") + " the " + named())
                .because("denied: " + (key ? "kms:Decrypt on its key" : service.action() + " on " + arn) + by + " ("
                        + answer + ")")
                .fixedBy("a policy with " + (key ? "kms:Decrypt on the key and " : "") + service.action() + " on "
                        + arn);
    }

    private String arn() {
        return reference.target().startsWith("arn:")
                ? reference.target()
                : "arn:" + region.metadata().partition().id() + ":" + service.signingName() + ":" + region + ":*:"
                        + service.resource(reference.target());
    }

    Problem noText() {
        return asked.missing("the " + named() + " is binary, and so no password")
                .fixedBy("keep it there as text: put-secret-value --secret-string");
    }

    Problem unreachable(IOException error) {
        return asked.problem(ErrorCode.SOURCE_UNREACHABLE, "no answer from " + service.words() + " at " + server())
                .because(why(error))
                .fixedBy("curl -sS " + server() + " from this machine; look at AWS_REGION, "
                        + service.endpointVariable() + ", the proxy and the endpoints of the network");
    }

    private static String why(IOException error) {
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "the name of the host is not known here";
            }
            if (cause instanceof SSLException) {
                return "no TLS, or a certificate that is not trusted here";
            }
            if (cause instanceof SocketTimeoutException) {
                return "nothing came in time";
            }
            if (cause instanceof ConnectException) {
                return "the connection is refused";
            }
        }
        return "the connection broke";
    }

    private String server() {
        return endpoint.getScheme() + "://" + endpoint.getHost()
                + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort());
    }

    /** For people. */
    private String named() {
        return service.thing() + " " + reference.target() + " of " + service.words() + " in " + region;
    }

    private String inRegion() {
        return " --region " + region;
    }
}
