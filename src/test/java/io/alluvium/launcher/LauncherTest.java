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
    private static final Pattern OPTION =
            Pattern.compile("--add-opens=\\S+=ALL-UNNAMED|-Djdk\\.\\S+?=\\w+|-Dio\\.netty\\.\\S+?=\\w+");

    @Test
    void theLauncherGivesTheJvmTheOptionsThatThisSparkAsksFor() throws IOException {
        assertThat(options("scripts/alluvium")).isEqualTo(options(JavaModuleOptions.defaultModuleOptionArray()));
    }

    @Test
    void theTestsRunWithTheOptionsThatThisSparkAsksFor() throws IOException {
        assertThat(options("pom.xml")).isEqualTo(options(JavaModuleOptions.defaultModuleOptionArray()));
    }

    private static List<String> options(String file) throws IOException {
        return options(Files.readString(Path.of(file)).split("\\s"));
    }

    private static List<String> options(String[] words) {
        return Arrays.stream(words)
                .flatMap(word -> OPTION.matcher(word).results())
                .map(MatchResult::group)
                .sorted()
                .toList();
    }
}
