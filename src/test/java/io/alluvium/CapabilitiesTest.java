package io.alluvium;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/capabilities.md and docs/silent.md say is held by a test is held by one that exists. */
class CapabilitiesTest {
    private static final List<Path> PAGES = List.of(Path.of("docs/capabilities.md"), Path.of("docs/silent.md"));
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test|Behaviour))`");

    @Test
    void everyTestThatAPageNamesExists() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path page : PAGES) {
            TEST.matcher(Files.readString(page))
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .forEach(named::add);
        }
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Set<String> existing = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
            assertThat(named).hasSizeGreaterThan(20).isSubsetOf(existing);
        }
    }
}
