package io.alluvium.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.alluvium.domain.Place;
import io.alluvium.failure.AlluviumException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferenceTest {
    private static final Place PLACE = new Place("project.conf", 7);

    @TempDir
    Path directory;

    @Test
    void onlyReferencesAreParsed() {
        assertThat(SecretReference.parse("env:SHOP", PLACE))
                .contains(new SecretReference(SecretReference.Kind.ENV, "SHOP", PLACE));
        assertThat(SecretReference.parse("file:/run/secret", PLACE))
                .contains(new SecretReference(SecretReference.Kind.FILE, "/run/secret", PLACE));
        assertThat(List.of("hunter2", "env:", "env:1", "file:secret", "ENV:SHOP", "env:SHOP "))
                .allMatch(text -> SecretReference.parse(text, PLACE).isEmpty());
    }

    @Test
    void aVariableIsRead() {
        SecretReference reference = new SecretReference(SecretReference.Kind.ENV, "SHOP", PLACE);
        assertThat(reference.resolve(Map.of("SHOP", "hunter2")).reveal()).isEqualTo("hunter2");
    }

    @Test
    void aMissingVariableIsNamed() {
        SecretReference reference = new SecretReference(SecretReference.Kind.ENV, "SHOP", PLACE);
        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> reference.resolve(Map.of()))
                .withMessage("ALV-1011: the environment variable SHOP is not set")
                .satisfies(e -> assertThat(e.problems().get(0).place()).contains(PLACE));
    }

    @Test
    void aFileLosesItsLastLineBreakOnly() throws Exception {
        Path file = Files.writeString(directory.resolve("s"), " hun\nter2\n\n");
        SecretReference reference = new SecretReference(SecretReference.Kind.FILE, file.toString(), PLACE);
        assertThat(reference.resolve(Map.of()).reveal()).isEqualTo(" hun\nter2\n");
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("absent");
        SecretReference reference = new SecretReference(SecretReference.Kind.FILE, file.toString(), PLACE);
        assertThatExceptionOfType(AlluviumException.class)
                .isThrownBy(() -> reference.resolve(Map.of()))
                .withMessage("ALV-1011: the file " + file + " cannot be read");
    }
}
