package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

class LauncherTest {
    private static final Pattern OPTION = Pattern.compile(
            "--(?!add-modules)[a-z]+(-[a-z]+)+=[^\\s<\"]+|-Djdk\\.[^\\s<\"]+|-Dio\\.netty\\.[^\\s<\"]+");

    @Test
    void theLauncherGivesTheJvmTheOptionsThatThisSparkAsksFor() throws IOException {
        String launcher = Files.readString(Path.of("scripts/alluvium"));
        assertThat(options(launcher.split("\\s"))).isEqualTo(options(JavaModuleOptions.defaultModuleOptionArray()));
    }

    @Test
    void theTestsRunWithTheOptionsThatThisSparkAsksFor() throws IOException {
        String property = Files.readString(Path.of("pom.xml")).split("</?spark.jvm.options>")[1];
        assertThat(options(property.split("\\s"))).isEqualTo(options(JavaModuleOptions.defaultModuleOptionArray()));
    }

    private static List<String> options(String[] words) {
        return Arrays.stream(words)
                .flatMap(word -> OPTION.matcher(word).results())
                .map(MatchResult::group)
                .sorted()
                .toList();
    }
}
