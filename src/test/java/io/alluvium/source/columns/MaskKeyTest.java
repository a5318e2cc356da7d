package io.alluvium.source.columns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import io.alluvium.secret.SecretReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskKeyTest {
    @TempDir
    Path folder;

    private MaskKey key(String secret) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), secret + "\n");
        return MaskKey.of(SecretReference.parse("file:" + file, new Place("project.conf", 3))
                .orElseThrow());
    }

    /** Values of openssl's. */
    @Test
    void aValueIsHashedAsAnyHmacOfSha256() throws IOException {
        MaskKey.Hashing hashing = key("0123456789abcdef0123").hashing();
        byte[] bytes = "xHi There".getBytes(StandardCharsets.UTF_8);

        assertThat(hashing.of(bytes, 1, bytes.length - 1))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("6172b174a612d7761e1af55af8e5f36bc119cf998e219036a5e4ecc36a4434a6");
        assertThat(hashing.of(bytes, 0, 0))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("3d4abf31fa662fe2c343093533e8e802e36859ef3d370a4c5c9de577582c2f7a");
    }

    @Test
    void itPrintsNothingAndIsToldFromAnother() throws IOException {
        MaskKey key = key("0123456789abcdef");

        assertThat(key).hasToString("****");
        assertThat(key.check()).hasSize(16).isEqualTo(key("0123456789abcdef").check());
        assertThat(key.check()).isNotEqualTo(key("0123456789abcdeg").check());
    }

    @Test
    void aShortSecretIsRefusedAndNotShown() {
        assertThatThrownBy(() -> key("hunter2"))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("has fewer than 16 bytes")
                .hasMessageNotContaining("hunter2");
    }
}
