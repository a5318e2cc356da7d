package io.alluvium.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Text in UTF-8 that grows and is used again; millions of rows make no garbage. For one thread. */
final class TextBuffer {
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_DIGITS = 20;

    private final MessageDigest sha256;
    private final byte[] digits = new byte[MOST_DIGITS];
    private byte[] bytes = new byte[512];
    private int length;

    TextBuffer() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** Read only, the first {@link #length()} bytes, until something is appended. */
    byte[] array() {
        return bytes;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    TextBuffer character(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    TextBuffer octet(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Big-endian. */
    TextBuffer octets(long value) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            octet((int) (value >>> shift));
        }
        return this;
    }

    TextBuffer text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return bytes(encoded, 0, encoded.length);
    }

    TextBuffer bytes(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** In decimal. */
    TextBuffer number(long value) {
        if (value == Long.MIN_VALUE) {
            return text(Long.toString(value));
        }
        long rest = Math.abs(value);
        int at = MOST_DIGITS;
        do {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        if (value < 0) {
            character('-');
        }
        return bytes(digits, at, MOST_DIGITS - at);
    }

    TextBuffer hexadecimal(byte[] from, int offset, int count) {
        reserve(2 * count);
        for (int i = offset; i < offset + count; i++) {
            bytes[length++] = HEXADECIMAL[from[i] >> 4 & 0xF];
            bytes[length++] = HEXADECIMAL[from[i] & 0xF];
        }
        return this;
    }

    /** The first 8 bytes of the text's SHA-256, as a signed number. */
    long digest() {
        sha256.update(bytes, 0, length);
        byte[] digest = sha256.digest();
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << Byte.SIZE | digest[i] & 0xFF;
        }
        return number;
    }
}
