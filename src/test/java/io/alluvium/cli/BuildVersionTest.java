package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.spark.SparkLine;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildVersionTest {
    private static BuildVersion of(String commit, String date, String dirty) {
        Properties properties = new Properties();
        properties.putAll(Map.of("version", "1.2.3", "line", "4.1", "delta", "4.4.0"));
        properties.putAll(Map.of("commit", commit, "date", date, "dirty", dirty));
        return BuildVersion.of(properties);
    }

    @Test
    void aBuildOfACommitNamesItAndItsDate() {
        BuildVersion version = of("c0ffee", "2026-11-28T12:00:00Z", "false");
        assertThat(version.lines())
                .containsExactly(
                        "alluvium 1.2.3", "commit   c0ffee of 2026-11-28T12:00:00Z", "for      Spark 4.1, Delta 4.4.0");
    }

    @Test
    void aBuildOfChangedFilesSaysSo() {
        BuildVersion version = of("c0ffee", "2026-11-28T12:00:00Z", "true");
        assertThat(version.lines()).contains("         and changes that were not committed");
    }

    @Test
    void aBuildWithoutGitSaysThatItsCommitIsUnknown() {
        BuildVersion version = of("${git.commit.id.full}", "${git.commit.time}", "${git.dirty}");
        assertThat(version.lines())
                .containsExactly(
                        "alluvium 1.2.3", "commit   unknown: built without git", "for      Spark 4.1, Delta 4.4.0");
    }

    @Test
    void thisBuildKnowsItsVersionAndItsLine() {
        BuildVersion built = BuildVersion.ofThisBuild();
        assertThat(built.version()).as("version").doesNotContain("$");
        assertThat(built.line()).as("line").isEqualTo(SparkLine.built().toString());
    }
}
