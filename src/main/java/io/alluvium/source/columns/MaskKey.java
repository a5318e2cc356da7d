package io.alluvium.source.columns;

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
public final class MaskKey implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

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
    public static MaskKey of(SecretReference reference) {
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

    /** Hashes values of one thread after the other. */
    public static final class Hashing {
        private static final int DIGITS = 64;

        private final Mac mac;
        private final byte[] text = new byte[DIGITS];

        private Hashing(Mac mac) {
            this.mac = mac;
        }

        /**
         * The hash of a value's text in UTF-8, in hexadecimal digits: the same for the same text and secret, whatever the source.
         *
         * @return the same array for each value
         */
        public byte[] of(byte[] bytes, int offset, int length) {
            mac.update(bytes, offset, length);
            byte[] hash = mac.doFinal();
            for (int i = 0; i < hash.length; i++) {
                text[2 * i] = HEXADECIMAL[hash[i] >> 4 & 0xF];
                text[2 * i + 1] = HEXADECIMAL[hash[i] & 0xF];
            }
            return text;
        }
    }

    /** For one thread. */
    public Hashing hashing() {
        return new Hashing(mac());
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    /** A digest of values, so that it tells nothing of them to who has not the secret. */
    public String seal(String digest) {
        return HexFormat.of().formatHex(mac().doFinal(digest.getBytes(StandardCharsets.UTF_8)));
    }

    /** Differs from that of another secret. */
    public String check() {
        return seal("the secret of masks").substring(0, CHECK_DIGITS);
    }

    @Override
    public String toString() {
        return "****";
    }
}
