package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.spark.SparkLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

class LauncherTest {
    private static final Pattern OPTION = Pattern.compile(
            "--(?!add-modules)[a-z]+(-[a-z]+)+=[^\\s<\"]+|-Djdk\\.[^\\s<\"]+|-Dio\\.netty\\.[^\\s<\"]+");

    /** Asked for by the older lines alone; the launcher adds it for their job jars, and Java 17 takes no notice of it. */
    private static final String OF_OLDER_LINES = "-Djdk.reflect.useDirectMethodHandle=false";

    /** Asked for by newer lines alone; options that a Java does not know are ignored. */
    private static final Set<String> OF_NEWER_LINES = Set.of(
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Dio.netty.allocator.type=pooled",
            "-Dio.netty.handler.ssl.defaultEndpointVerificationAlgorithm=NONE");

    @Test
    void theLauncherGivesTheJvmTheOptionsThatThisSparkAsksFor() throws IOException {
        assertThat(options(Files.readString(Path.of("scripts/alluvium")))).contains(OF_OLDER_LINES);
        assertThat(forThisLine(Files.readString(Path.of("scripts/alluvium")))).isEqualTo(askedFor());
    }

    @Test
    void theTestsRunWithTheOptionsThatThisSparkAsksFor() throws IOException {
        String property = Files.readString(Path.of("pom.xml")).split("</?spark.jvm.options>")[1];
        assertThat(forThisLine(property)).isEqualTo(askedFor());
    }

    private static Set<String> askedFor() {
        Set<String> asked = options(String.join(" ", JavaModuleOptions.defaultModuleOptionArray()));
        asked.remove(OF_OLDER_LINES);
        return asked;
    }

    private static Set<String> forThisLine(String text) {
        Set<String> given = options(text);
        given.remove(OF_OLDER_LINES);
        if (SparkLine.built() != SparkLine.V4_2) {
            Set<String> newer = new TreeSet<>(OF_NEWER_LINES);
            newer.removeAll(askedFor());
            given.removeAll(newer);
        }
        return given;
    }

    private static Set<String> options(String text) {
        return Arrays.stream(text.split("\\s"))
                .flatMap(word -> OPTION.matcher(word).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
