package io.alluvium.deploy;

/** Names of places as different programs write them. */
final class Places {
    private Places() {}

    /** A bucket's folder for AWS's own programs: they know {@code s3} and no {@code s3a}. */
    static String ofAws(String place) {
        return place.replaceFirst("(?i)^s3[an]?:", "s3:");
    }

    static boolean isBucket(String place) {
        return place.matches("(?i)s3[an]?://.+");
    }

    static boolean isLocal(String place) {
        return place.startsWith("/") || place.startsWith("file:");
    }

    /** What a bucket has as ARN: {@code bucket/prefix} of {@code s3a://bucket/prefix}. */
    static String inBucket(String place) {
        return place.replaceFirst("(?i)^s3[an]?://", "").replaceFirst("/+$", "");
    }

    static String bucket(String place) {
        return inBucket(place).split("/", 2)[0];
    }

    /** Empty for a whole bucket. */
    static String prefix(String place) {
        String[] parts = inBucket(place).split("/", 2);
        return parts.length < 2 ? "" : parts[1];
    }
}
