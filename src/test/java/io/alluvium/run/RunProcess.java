package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.S3Fixture;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run in a process of its own, as {@link KilledRun} makes it. */
final class RunProcess {
    private static final int KILLED = 128 + 9;

    private RunProcess() {}

    /**
     * Kills a run by SIGKILL some time after a boundary.
     *
     * @return the last boundary that the run told of; empty when it had ended by then
     */
    static Optional<String> killAfter(Path project, int boundary, int milliseconds) throws Exception {
        Process process = start(project);
        String last = "";
        try (BufferedReader said = process.inputReader()) {
            for (int reached = 0; reached < boundary; reached++) {
                last = word(said.readLine());
            }
            Thread.sleep(milliseconds);
            // By its handle: the process's own method closes what it said.
            process.toHandle().destroyForcibly();
            if (process.waitFor() == 0) {
                return Optional.empty();
            }
            assertThat(process.exitValue()).isEqualTo(KILLED);
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                last = word(line);
            }
        }
        return Optional.of(last);
    }

    private static String word(@Nullable String line) {
        assertThat(line).as("a boundary that the run told of").isNotNull();
        return line.substring(0, line.indexOf(' '));
    }

    static Process start(Path project) throws IOException {
        return start(KilledRun.class, project, project.toString());
    }

    static Process start(Class<?> program, Path project, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=256m",
                "-Duser.timezone=UTC",
                "-Dspark.master=local[2]",
                "-Dspark.ui.enabled=false",
                "-Dspark.sql.shuffle.partitions=2",
                "-Dspark.databricks.delta.snapshotPartitions=2",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.real.class.path", System.getProperty("java.class.path")),
                program.getName());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("AWS_ACCESS_KEY_ID", S3Fixture.ACCESS_KEY);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", S3Fixture.SECRET_KEY);
        return builder.redirectError(ProcessBuilder.Redirect.appendTo(new File(project.toFile(), "stderr.txt")))
                .start();
    }
}
