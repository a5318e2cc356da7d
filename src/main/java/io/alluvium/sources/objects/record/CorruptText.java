package io.alluvium.sources.objects.record;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A record that is no row, as the file has it: its first bytes, and of a long one its length and digest. */
public final class CorruptText {
    /** The bytes that are kept of a record. */
    public static final int MOST_BYTES = 1 << 20;

    /** Why a record is no row whose bytes are no text. */
    public static final String NO_TEXT = "not UTF-8";

    private final byte[] bytes;
    private final long length;
    private final Optional<String> sha256;
    private final String why;

    private CorruptText(byte[] bytes, long length, Optional<String> sha256, String why) {
        this.bytes = bytes;
        this.length = length;
        this.sha256 = sha256;
        this.why = why;
    }

    /**
     * A record that lies in memory.
     *
     * @param why a few words, without any value
     */
    public static CorruptText of(byte[] source, int offset, int length, String why) {
        if (length <= MOST_BYTES) {
            return new CorruptText(Arrays.copyOfRange(source, offset, offset + length), length, Optional.empty(), why);
        }
        Gathering gathering = new Gathering();
        gathering.add(source, offset, length);
        return gathering.end(why);
    }

    /** The record, or its first {@link #MOST_BYTES}; not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** The length of the whole record in bytes. */
    public long length() {
        return length;
    }

    /** The SHA-256 of the whole record in hexadecimal digits, where it is longer than {@link #bytes}. */
    public Optional<String> sha256() {
        return sha256;
    }

    /** Why the record is no row: a few words, without any value. */
    public String why() {
        return why;
    }

    /** A record that arrives in pieces and may be larger than memory. */
    public static final class Gathering {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final MessageDigest digest = newDigest();
        private long length;

        private static MessageDigest newDigest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        public void add(byte[] source, int offset, int count) {
            kept.write(source, offset, Math.min(count, MOST_BYTES - kept.size()));
            digest.update(source, offset, count);
            length += count;
        }

        /** The bytes added so far. */
        public long length() {
            return length;
        }

        /**
         * The record is whole; nothing can be added any more.
         *
         * @param why a few words, without any value
         */
        public CorruptText end(String why) {
            String hash = HexFormat.of().formatHex(digest.digest());
            return new CorruptText(
                    kept.toByteArray(), length, length > MOST_BYTES ? Optional.of(hash) : Optional.empty(), why);
        }
    }
}
