package io.alluvium.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What tells two submissions of a run apart, by option. */
final class Arguments {
    private static final int DIGEST_LENGTH = 12;

    private Arguments() {}

    /** @param settings {@code --set}; their values are told by a digest, so that they lie nowhere in the warehouse */
    static Map<String, String> of(Optional<Instant> at, Optional<String> environment, Map<String, String> settings) {
        Map<String, String> arguments = new TreeMap<>();
        at.ifPresent(time -> arguments.put("--at", time.toString()));
        environment.ifPresent(name -> arguments.put("--env", name));
        settings.forEach((key, value) -> arguments.put("--set " + key, "(digest " + digest(value) + ")"));
        return arguments;
    }

    private static String digest(String value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
