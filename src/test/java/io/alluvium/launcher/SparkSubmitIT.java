package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkSubmitFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkSubmitIT {
    /** Java's own pool of threads, which knows nothing of the job jar, has threads on machines of three cores and more alone. */
    private static final Map<String, String> LARGE_MACHINE = Map.of("JAVA_TOOL_OPTIONS", "-XX:ActiveProcessorCount=4");

    @TempDir
    Path folder;

    @Test
    void theJobJarRunsAProjectAndItsExitStatusPassesThrough() throws IOException, InterruptedException {
        SparkSubmitFixture spark = SparkSubmitFixture.in(
                Files.createTempDirectory(Path.of("target").toAbsolutePath(), "submit"));
        Path project = folder.resolve("shop");
        write(project, "project.conf", """
                project = shop
                warehouse { path = "warehouse" }
                sources {
                  web { type = files, path = landing, tables { prices { glob = "*.csv", format = csv } } }
                }
                """);
        write(project, "landing/prices.csv", "id,price\n1,10\n2,20\n");
        write(project, "curated/prices.sql", "select cast(id as int) as id, price from raw.prices\n");
        List<String> options = List.of("--master", "local[2]", "--conf", "spark.sql.shuffle.partitions=3");

        SparkSubmitFixture.Result first = spark.submit(project, LARGE_MACHINE, options, List.of("run"));
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).doesNotContain("Cannot use io.alluvium");
        assertThat(first.out())
                .contains("extracted  raw.prices")
                .contains("full  curated.prices")
                .contains("2 done")
                .doesNotContain("INFO");

        write(project, "landing/prices.csv", "id,price\nnot a number,1\n");
        assertThat(spark.submit(project, LARGE_MACHINE, options, List.of("run")).exitCode())
                .isEqualTo(1);
        assertThat(spark.submit(project, LARGE_MACHINE, options, List.of("rnu")).exitCode())
                .isEqualTo(2);
    }

    private static void write(Path project, String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
