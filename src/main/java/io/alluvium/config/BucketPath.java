package io.alluvium.config;

import io.alluvium.failure.ErrorCode;
import io.alluvium.storage.S3Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A folder of an S3 bucket as a user writes it, and how its store is reached. */
public final class BucketPath {
    /** Of the section that says how the store is reached. */
    public static final Key<String> ENDPOINT =
            Key.optional("endpoint", Form.text(), "URL of the store, where it is not AWS's own.");

    public static final Key<String> REGION = Key.optional("region", Form.text(), "Region of the bucket.");
    public static final Key<Boolean> PATH_STYLE = Key.of(
            "path_style",
            Form.flag(),
            false,
            "`false`",
            "Whether the bucket is named in the path of a request and not in its host.");

    private static final String SCHEME = "s3a://";

    /** Hadoop's S3A is meant by each: the other names are those of implementations that are gone. */
    private static final Pattern BUCKET =
            Pattern.compile("(?i)s3[an]?://(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?<prefix>(/[^/]+)*)/?");

    private BucketPath() {}

    /** Whether S3 is meant, rightly written or not. */
    public static boolean isMeant(String written) {
        return written.matches("(?i)s3[an]?:.*");
    }

    /** A URI with the scheme {@code s3a} and without a slash at its end; empty where it was refused. */
    public static Optional<String> of(HoconSection section, Key<String> key, String written) {
        Matcher uri = BUCKET.matcher(written);
        if (!uri.matches()) {
            section.refuse(section.problem(
                            key,
                            ErrorCode.BAD_VALUE,
                            key.name() + " = \"" + written + "\" is not a bucket with a prefix")
                    .marking(written)
                    .because("a bucket has 3 to 63 lower case letters, digits, dots and dashes")
                    .fixedBy(key.name() + " = \"s3a://bucket/prefix\""));
            return Optional.empty();
        }
        return Optional.of(SCHEME + uri.group("bucket") + uri.group("prefix"));
    }

    /** What {@link #of} gave, as a URI: a name in a bucket may hold what a URI must not. */
    public static URI uri(String path) {
        int slash = path.indexOf('/', SCHEME.length());
        try {
            return slash < 0
                    ? URI.create(path)
                    : new URI("s3a", path.substring(SCHEME.length(), slash), path.substring(slash), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a bucket with a prefix: " + path, e);
        }
    }

    /** The bucket of what {@link #of} gave. */
    public static String bucket(String path) {
        return uri(path).getHost();
    }

    /** What the section says beside keys of the caller's own. */
    public static S3Settings settings(HoconSection section, Optional<String> kmsKey) {
        return new S3Settings(
                section.read(ENDPOINT).filter(url -> isUrl(section, url)),
                section.read(REGION),
                section.read(PATH_STYLE).orElse(false),
                kmsKey);
    }

    private static boolean isUrl(HoconSection section, String written) {
        if (written.matches("https?://[^/\\s]+/?")) {
            return true;
        }
        section.refuse(section.problem(ENDPOINT, ErrorCode.BAD_VALUE, "endpoint = \"" + written + "\" is not a URL")
                .marking(written)
                .fixedBy("endpoint = \"https://host:port\""));
        return false;
    }
}
