package io.alluvium.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RunLogTest {
    @TempDir
    private Path folder;

    @Test
    void theLogMovesToAnotherFileAndOnlyThere() throws Exception {
        Path first = folder.resolve("first.log");
        Path second = folder.resolve("second.log");

        RunLog.toFile(first);
        assertThat(first).doesNotExist();
        LoggerFactory.getLogger("org.apache.spark.Thing").warn("before the run");
        LoggerFactory.getLogger("org.apache.spark.Thing").info("chatter");
        RunLog.toFile(second);
        LoggerFactory.getLogger("io.alluvium.run.Thing").info("during the run");
        Logger.getLogger("org.postgresql").log(Level.WARNING, "from a driver");

        assertThat(RunLog.file()).contains(second);
        assertThat(Files.readString(first)).contains("before the run").doesNotContain("chatter", "during");
        assertThat(Files.readString(second)).contains("during the run", "from a driver");
    }

    @Test
    void detailIsKeptWhenTheFileChanges() throws Exception {
        RunLog.toFile(folder.resolve("first.log"), true);
        RunLog.toFile(folder.resolve("second.log"));
        LoggerFactory.getLogger("org.apache.spark.Thing").info("chatter");
        RunLog.toFile(folder.resolve("third.log"), false);
        LoggerFactory.getLogger("org.apache.spark.Thing").info("more chatter");

        assertThat(Files.readString(folder.resolve("second.log"))).contains("chatter");
        assertThat(folder.resolve("third.log")).doesNotExist();
    }
}
