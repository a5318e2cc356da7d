package io.alluvium.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Does once what a run does with a bucket, each by its own request, so that what a policy lacks has a name. It leaves
 * nothing behind but what it may not delete.
 */
final class BucketTrial {
    private static final byte[] TEXT = "tried".getBytes(StandardCharsets.UTF_8);

    private final S3Bucket bucket;
    private final String folder;
    private final List<String> missing = new ArrayList<>();

    private interface Request {
        void send() throws IOException;
    }

    /** @param folder a prefix that ends with a slash, or is empty */
    BucketTrial(S3Bucket bucket, String folder) {
        this.bucket = bucket;
        this.folder = folder;
    }

    /** What is not allowed; empty where all is. */
    Optional<String> refusal() throws IOException {
        String key = folder + "_alluvium/.trial-" + UUID.randomUUID();
        attempt("s3:ListBucket", () -> bucket.names(folder));
        attempt("s3:PutObject", () -> {
            if (!bucket.create(key, TEXT) || bucket.create(key, TEXT)) {
                missing.add("create a name once: the store takes a conditional put for a plain one");
            }
        });
        attempt("s3:GetObject", () -> bucket.get(key));
        attempt("s3:AbortMultipartUpload", () -> bucket.giveUpUpload(key + ".parts"));
        attempt("s3:DeleteObject", () -> bucket.delete(key));
        return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", missing));
    }

    private void attempt(String right, Request request) throws IOException {
        try {
            request.send();
        } catch (IOException e) {
            if (!S3Bucket.isForbidden(e)) {
                throw e;
            }
            missing.add(right + " on " + bucket.uri(folder));
        }
    }
}
