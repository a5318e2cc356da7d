package io.alluvium.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static boolean javaSays(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static void assertAlike(byte[] bytes) {
        byte[] framed = new byte[bytes.length + 2];
        Arrays.fill(framed, (byte) 0x80);
        System.arraycopy(bytes, 0, framed, 1, bytes.length);

        assertThat(Utf8.isValid(framed, 1, 1 + bytes.length))
                .as(HexFormat.of().formatHex(bytes))
                .isEqualTo(javaSays(bytes));
    }

    @Test
    void everyCharacterIsValidAndItsHalvesAreNot() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x900 ? 1 : 61) {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                continue;
            }
            byte[] bytes = Character.toString(point).getBytes(StandardCharsets.UTF_8);
            assertThat(Utf8.isValid(bytes, 0, bytes.length)).isTrue();
            for (int length = 1; length < bytes.length; length++) {
                assertThat(Utf8.isValid(bytes, 0, length)).isFalse();
            }
        }
    }

    @Test
    void anyTwoBytesAreJudgedAsJavaJudgesThem() {
        for (int i = 0; i < 1 << 16; i++) {
            assertAlike(new byte[] {(byte) (i >> 8), (byte) i});
            assertAlike(new byte[] {(byte) (i >> 8), (byte) i, (byte) 0x80});
            assertAlike(new byte[] {(byte) (i >> 8), (byte) i, (byte) 0xBF, (byte) 0x80});
        }
    }

    @Test
    void randomBytesAreJudgedAsJavaJudgesThem() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] text = random.ints(random.nextInt(20), 0x20, 0x2000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            if (text.length > 0 && random.nextBoolean()) {
                text[random.nextInt(text.length)] = (byte) random.nextInt();
            }
            assertAlike(text);
        }
    }
}
