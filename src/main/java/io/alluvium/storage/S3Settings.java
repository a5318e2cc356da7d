package io.alluvium.storage;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a project says of its S3 store. Credentials are not among it: they come from the machine, by AWS's usual chain.
 *
 * @param endpoint a URL, where the store is not AWS's own
 * @param region of the bucket
 * @param pathStyle whether the bucket is named in the path of a request and not in its host
 * @param kmsKey the key that the store encrypts with; otherwise the bucket's own rule holds
 */
public record S3Settings(
        Optional<String> endpoint, Optional<String> region, boolean pathStyle, Optional<String> kmsKey) {
    /** AWS's own store, by what the machine says of it. */
    public static final S3Settings USUAL = new S3Settings(Optional.empty(), Optional.empty(), false, Optional.empty());

    /** What {@link #hadoop} says, of one bucket alone: others may lie in other stores. */
    public Map<String, String> hadoop(String bucket) {
        Map<String, String> own = new TreeMap<>();
        hadoop().forEach((key, value) ->
                own.put(key.replaceFirst("^fs\\.s3a\\.", "fs.s3a.bucket." + bucket + "."), value));
        return Collections.unmodifiableMap(own);
    }

    /** The same in the words of Hadoop's S3A. */
    public Map<String, String> hadoop() {
        Map<String, String> hadoop = new TreeMap<>();
        endpoint.ifPresent(url -> hadoop.put("fs.s3a.endpoint", url));
        region.ifPresent(name -> hadoop.put("fs.s3a.endpoint.region", name));
        if (pathStyle) {
            hadoop.put("fs.s3a.path.style.access", "true");
        }
        kmsKey.ifPresent(key -> {
            hadoop.put("fs.s3a.encryption.algorithm", "SSE-KMS");
            hadoop.put("fs.s3a.encryption.key", key);
        });
        return Collections.unmodifiableMap(hadoop);
    }
}
