package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.spark.SparkLine;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildVersionTest {
    private static BuildVersion of(Map<String, String> build) {
        Properties properties = new Properties();
        properties.putAll(build);
        return BuildVersion.of(properties);
    }

    @Test
    void aBuildOfACommitNamesItAndItsDate() {
        BuildVersion version = of(Map.of(
                "version",
                "1.2.3",
                "line",
                "4.1",
                "delta",
                "4.4.0",
                "commit",
                "c0ffee",
                "date",
                "2026-11-28T12:00:00Z",
                "dirty",
                "false"));
        assertThat(version.lines())
                .containsExactly(
                        "alluvium 1.2.3", "commit   c0ffee of 2026-11-28T12:00:00Z", "for      Spark 4.1, Delta 4.4.0");
    }

    @Test
    void aBuildOfChangedFilesSaysSo() {
        BuildVersion version = of(Map.of(
                "version",
                "1.2.3",
                "line",
                "4.1",
                "delta",
                "4.4.0",
                "commit",
                "c0ffee",
                "date",
                "2026-11-28T12:00:00Z",
                "dirty",
                "true"));
        assertThat(version.lines()).contains("         and changes that were not committed");
    }

    @Test
    void aBuildWithoutGitSaysThatItsCommitIsUnknown() {
        BuildVersion version = of(Map.of(
                "version",
                "1.2.3",
                "line",
                "4.1",
                "delta",
                "4.4.0",
                "commit",
                "${git.commit.id.full}",
                "date",
                "${git.commit.time}",
                "dirty",
                "${git.dirty}"));
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
