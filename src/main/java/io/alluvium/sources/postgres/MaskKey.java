package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.SecretReference;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret by which hashes are keyed. It travels to whoever reads rows, a task on another machine included, and prints
 * as asterisks.
 */
final class MaskKey implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Characters of a hash. */
    static final int DIGITS = 64;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int FEWEST_BYTES = 16;
    private static final int CHECK_DIGITS = 16;

    private final byte[] secret;

    private MaskKey(byte[] secret) {
        this.secret = secret;
    }

    /**
     * Reads the secret.
     *
     * @throws io.alluvium.failure.AlluviumException of kind USER where it is not there, or too short to be one
     */
    static MaskKey of(SecretReference reference) {
        byte[] secret = reference.resolve().reveal().getBytes(StandardCharsets.UTF_8);
        if (secret.length < FEWEST_BYTES) {
            throw Problem.of(ErrorCode.BAD_VALUE, "the secret of " + reference + " has fewer than 16 bytes")
                    .at(reference.place())
                    .marking(reference.toString())
                    .because("who has the hashes would find it by trying")
                    .fixedBy("openssl rand -hex 32")
                    .asException();
        }
        return new MaskKey(secret);
    }

    /** For one thread. */
    Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    /** A digest of values, so that it tells nothing of them to who has not the secret. */
    String seal(String digest) {
        return HexFormat.of().formatHex(mac().doFinal(digest.getBytes(StandardCharsets.UTF_8)));
    }

    /** Differs from that of another secret. */
    String check() {
        return seal("the secret of masks").substring(0, CHECK_DIGITS);
    }

    @Override
    public String toString() {
        return "****";
    }
}
