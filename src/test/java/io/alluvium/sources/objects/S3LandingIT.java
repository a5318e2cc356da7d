package io.alluvium.sources.objects;

import io.alluvium.fixture.S3Fixture;
import io.alluvium.storage.S3Settings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A landing zone in a bucket that nothing but the source's own settings leads to. */
class S3LandingIT extends LandingBehaviour {
    private final S3Fixture bucket = S3Fixture.fresh();
    private final S3Client client = S3Fixture.client();

    @AfterEach
    void close() {
        client.close();
    }

    @Override
    void put(String path, byte[] content) {
        client.putObject(put -> put.bucket(bucket.bucket()).key(path), RequestBody.fromBytes(content));
    }

    /** Puts the same content again, which is all that can be done to an object. */
    @Override
    void touch(String path) {
        put(
                path,
                client.getObjectAsBytes(get -> get.bucket(bucket.bucket()).key(path))
                        .asByteArray());
    }

    @Override
    void remove(String path) {
        client.deleteObject(delete -> delete.bucket(bucket.bucket()).key(path));
    }

    @Override
    String path(String zone) {
        return "s3a://" + bucket.bucket() + "/" + zone;
    }

    @Override
    Map<String, String> settings() {
        return new S3Settings(Optional.of(S3Fixture.endpoint()), Optional.of("us-east-1"), true, Optional.empty())
                .hadoop(bucket.bucket());
    }
}
