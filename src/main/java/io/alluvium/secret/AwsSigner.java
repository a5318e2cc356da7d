package io.alluvium.secret;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.Region;

/**
 * Signs requests to one service in one region, by version 4 of AWS's signatures.
 *
 * @param service the name that signatures have for it
 * @param clock dates signatures; where none is given, the SDK asks the machine's
 */
record AwsSigner(AwsCredentials credentials, Region region, String service, Optional<Clock> clock) {

    /** The signature stands in a header. */
    SignedRequest sign(SdkHttpRequest request, ContentStreamProvider body) {
        return AwsV4HttpSigner.create().sign(prepared(request).payload(body).build());
    }

    /** The signature stands in the address, which is then worth what it asks for so long. */
    SdkHttpRequest presign(SdkHttpRequest request, Duration valid) {
        return AwsV4HttpSigner.create()
                .sign(prepared(request)
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, valid)
                        .build())
                .request();
    }

    private SignRequest.Builder<AwsCredentials> prepared(SdkHttpRequest request) {
        SignRequest.Builder<AwsCredentials> prepared = SignRequest.builder(credentials)
                .request(request)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region.id());
        clock.ifPresent(own -> prepared.putProperty(HttpSigner.SIGNING_CLOCK, own));
        return prepared;
    }

    /** Credentials stay out. */
    @Override
    public String toString() {
        return service + " in " + region;
    }
}
