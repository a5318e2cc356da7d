package io.alluvium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/capabilities.md says is held by a test is held by one that exists. */
class CapabilitiesTest {
    private static final Path PAGE = Path.of("docs/capabilities.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test|Behaviour))`");

    @Test
    void everyTestThatThePageNamesExists() throws IOException {
        Set<String> named = TEST.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Set<String> existing = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
            assertThat(named).hasSizeGreaterThan(20).isSubsetOf(existing);
        }
    }
}
