package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkSubmitFixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** The job jar carries the licences of all that it bundles. */
class JobJarIT {
    private static final String LICENCES = "META-INF/licenses/";
    private static final String OF_THE_DRIVER = LICENCES + "org.postgresql/postgresql/LICENSE";

    /** Whose classes may be in it: ours, and those of what NOTICE names. */
    private static final List<String> BUNDLED =
            List.of("io/alluvium/", "com/typesafe/config/", "picocli/", "org/postgresql/");

    private static JarFile jobJar() throws IOException {
        try (Stream<Path> jars = Files.list(SparkSubmitFixture.layout().resolve("lib"))) {
            return new JarFile(jars.filter(jar -> jar.getFileName().toString().startsWith("alluvium-"))
                    .findFirst()
                    .orElseThrow()
                    .toFile());
        }
    }

    private static JarFile driver() throws IOException, URISyntaxException {
        return new JarFile(Path.of(PGConnection.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toFile());
    }

    private static String text(JarFile jar, String entry) throws IOException {
        ZipEntry found = jar.getEntry(entry);
        assertThat(found).as(entry).isNotNull();
        try (InputStream bytes = jar.getInputStream(found)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> entries(JarFile jar, String suffix) {
        return jar.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith(suffix))
                .toList();
    }

    @Test
    void itHasItsOwnLicenceAndNoticeAsTheFolderBesideItHasThem() throws IOException {
        Path layout = SparkSubmitFixture.layout();
        try (JarFile jar = jobJar()) {
            for (String file : List.of("LICENSE", "NOTICE")) {
                assertThat(text(jar, "META-INF/" + file))
                        .isEqualTo(Files.readString(Path.of(file)))
                        .isEqualTo(Files.readString(layout.resolve(file)));
            }
        }
    }

    @Test
    void theDriversLicencesAreThoseOfTheDriverThatIsBundled() throws IOException, URISyntaxException {
        try (JarFile jar = jobJar();
                JarFile driver = driver()) {
            assertThat(text(jar, OF_THE_DRIVER)).isEqualTo(text(driver, "META-INF/LICENSE"));
            List<String> within = entries(driver, "/LICENSE").stream()
                    .filter(name -> name.startsWith(LICENCES))
                    .toList();
            assertThat(within).isNotEmpty();
            for (String licence : within) {
                assertThat(text(jar, licence)).isEqualTo(text(driver, licence));
            }
        }
    }

    @Test
    void nothingIsBundledThatTheNoticeDoesNotName() throws IOException {
        try (JarFile jar = jobJar()) {
            assertThat(entries(jar, ".class"))
                    .allSatisfy(name ->
                            assertThat(BUNDLED).anyMatch(name.replaceFirst("META-INF/versions/\\d+/", "")::startsWith));
            assertThat(text(jar, "META-INF/NOTICE"))
                    .contains(
                            "com.typesafe:config",
                            "info.picocli:picocli",
                            "org.postgresql:postgresql",
                            "com.ongres.scram",
                            "com.ongres.stringprep",
                            OF_THE_DRIVER);
        }
    }
}
