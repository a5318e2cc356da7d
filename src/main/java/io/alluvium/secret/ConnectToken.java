package io.alluvium.secret;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;

/** The token by which RDS lets an IAM identity in: the address of a request to connect, presigned and without its scheme. */
final class ConnectToken {
    /** RDS takes no longer one. */
    private static final Duration VALID = Duration.ofMinutes(15);

    static final String SERVICE = "rds-db";
    private static final Pattern RDS_HOST = Pattern.compile(".+\\.([a-z]{2}(?:-[a-z]+)+-[0-9]+)\\.rds\\.[a-z0-9.-]+");

    private ConnectToken() {}

    static String make(Asked asked, Optional<Clock> clock, String host, int port, String user) {
        Region region = AwsChain.region(asked, region(host));
        return make(new AwsSigner(AwsChain.credentials(asked), region, SERVICE, clock), host, port, user);
    }

    /** @param signer for {@link #SERVICE} */
    static String make(AwsSigner signer, String host, int port, String user) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https")
                .host(host)
                .port(port)
                .encodedPath("/")
                .putRawQueryParameter("Action", "connect")
                .putRawQueryParameter("DBUser", user)
                .build();
        return signer.presign(request, VALID).getUri().toString().replaceFirst("^https://", "");
    }

    /** The name of a server of RDS says in which region it is. */
    static Optional<String> region(String host) {
        Matcher name = RDS_HOST.matcher(host.toLowerCase(Locale.ROOT));
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }
}
