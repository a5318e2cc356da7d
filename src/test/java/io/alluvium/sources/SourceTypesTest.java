package io.alluvium.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.source.SourceType;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTypesTest {
    @TempDir
    Path jar;

    /** With a jar whose services name this class. */
    private void lookUp(String service) throws IOException {
        Path services = jar.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve(SourceType.class.getName()), service);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            SourceTypes.all();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void ourOwnAreThere() {
        assertThat(SourceTypes.all().list()).extracting(SourceType::word).containsExactly("postgres", "mysql", "files");
        assertThat(SourceTypes.all().named("sqlite")).isEmpty();
    }

    @Test
    void aClassThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> lookUp("toy.Missing"))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("ALV-1014")
                .satisfies(raised -> assertThat(
                                ((AlluviumException) raised).problems().get(0).label())
                        .hasValueSatisfying(label -> assertThat(label).contains("toy.Missing")));
    }

    @Test
    void aWordThatIsTakenIsRefused() {
        assertThatThrownBy(() -> lookUp("io.alluvium.sources.postgres.PostgresType"))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("two kinds of source are called postgres");
    }
}
