package io.alluvium.sources.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8TextTest {
    private static Utf8Text text(byte[] file, String encoding) {
        return new Utf8Text(
                new ByteArrayInputStream(file), FileEncoding.of(encoding).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void eachByteIsKnownByItsPlaceInTheFile(String encoding) throws IOException {
        String line = "id;n\u00e4me;\u4e2d\ud83c\udf0a\n";
        String file = line.repeat(5000);
        byte[] bytes = file.getBytes(Charset.forName(encoding));
        int mark = bytes.length - file.length() * 2;

        try (Utf8Text text = text(bytes, encoding)) {
            byte[] read = text.readNBytes(line.getBytes(StandardCharsets.UTF_8).length * 4000);
            assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo(line.repeat(4000));
            assertThat(text.sourceOffset(0)).isEqualTo(mark);
            int emoji = line.substring(0, line.length() - 3).getBytes(StandardCharsets.UTF_8).length;
            assertThat(text.sourceOffset(emoji)).isEqualTo(mark + (line.length() - 3) * 2L);
            assertThat(text.sourceOffset(read.length)).isEqualTo(mark + line.length() * 2L * 4000);
        }
    }

    @Test
    void aCharacterOfOneByteIsOnePlace() throws IOException {
        String file = "pr\u00e9s \u20ac\n".repeat(10_000);
        try (Utf8Text text = text(file.getBytes("windows-1252"), "cp1252")) {
            byte[] read = text.readAllBytes();
            assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo(file);
            assertThat(text.sourceOffset(read.length)).isEqualTo(70_000);
        }
    }

    @Test
    void bytesThatAreNoTextAreRefusedWhereverTheyLie() {
        byte[] undefined = ("a\n".repeat(100_000) + "\u0081").getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> text(undefined, "windows-1252").readAllBytes())
                .isInstanceOf(CharacterCodingException.class);
        byte[] half = {0, 'a', (byte) 0xD8, 0, 0, 'b'};
        assertThatThrownBy(() -> text(half, "UTF-16BE").readAllBytes()).isInstanceOf(CharacterCodingException.class);
        byte[] cut = {0, 'a', 0};
        assertThatThrownBy(() -> text(cut, "UTF-16BE").readAllBytes()).isInstanceOf(CharacterCodingException.class);
    }

    @Test
    void encodingsAreKnownByTheirUsualNames() {
        assertThat(FileEncoding.of("Latin1").orElseThrow().name()).isEqualTo("ISO-8859-1");
        assertThat(FileEncoding.of("utf8")).contains(FileEncoding.UTF_8);
        assertThat(FileEncoding.of("ISO-8859-15").orElseThrow().name()).isEqualTo("ISO-8859-15");
        assertThat(FileEncoding.of("Shift_JIS")).isEmpty();
        assertThat(FileEncoding.of("no such")).isEmpty();
    }
}
