package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alluvium.fixture.SparkSubmitFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The folder that runs by itself, and so the tarball and the image, carries the licences of all that lies in its lib. */
class LayoutLicencesIT {
    /** As in {@code (EPL-2.0) (MIT) Name (group:artifact:version - address)}. */
    private static final Pattern LIBRARY =
            Pattern.compile("^ *((?:\\([^()]+\\) )+).*\\([\\w.-]+:([\\w.-]+):(?:[\\w.-]+:)?([\\w.-]+) - .*\\)$");

    private static final Pattern LICENCE = Pattern.compile("\\(([^()]+)\\) ");

    @Test
    void eachJarIsListedWithALicenceWhoseTextIsThere() throws IOException {
        Path texts = SparkSubmitFixture.layout().resolve("licenses");
        assumeTrue(Files.exists(texts.resolve("THIRD-PARTY.txt")), "the quick build makes no list");
        Map<String, List<String>> listed = listed(texts.resolve("THIRD-PARTY.txt"));
        for (String jar : jars()) {
            List<String> licences = listed.entrySet().stream()
                    .filter(library -> jar.equals(library.getKey() + ".jar") || jar.startsWith(library.getKey() + "-"))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(List.of());
            assertThat(licences).as("licences of %s", jar).isNotEmpty();
            assertThat(licences)
                    .as("licences of %s, one of them with its text", jar)
                    .anyMatch(licence -> hasText(texts, licence));
        }
    }

    private static boolean hasText(Path texts, String licence) {
        return licence.equals("Apache-2.0")
                ? Files.exists(texts.resolveSibling("LICENSE"))
                : Files.exists(texts.resolve(licence + ".txt"));
    }

    private static List<String> jars() throws IOException {
        try (Stream<Path> jars = Files.list(SparkSubmitFixture.layout().resolve("lib"))) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(name -> !name.startsWith("alluvium-"))
                    .toList();
        }
    }

    private static Map<String, List<String>> listed(Path list) throws IOException {
        Map<String, List<String>> libraries = new TreeMap<>();
        for (String line : Files.readAllLines(list)) {
            Matcher library = LIBRARY.matcher(line);
            if (library.matches()) {
                libraries.put(
                        library.group(2) + "-" + library.group(3),
                        LICENCE.matcher(library.group(1))
                                .results()
                                .map((MatchResult found) -> found.group(1))
                                .toList());
            }
        }
        return libraries;
    }
}
