package io.alluvium.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPartsTest {
    @TempDir
    private Path folder;

    private void add(Path log, String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void until(Path part, String text) throws Exception {
        for (int look = 0; look < 200 && !Files.exists(part); look++) {
            Thread.sleep(25);
        }
        assertThat(part).hasContent(text);
    }

    @Test
    void whatIsAddedBecomesTheNextPartAndTheWholeReplacesThemAtTheEnd() throws Exception {
        Path log = folder.resolve("process.log");
        Path run = folder.resolve("runs/7");
        RunLog.Copy copy =
                new LogParts(() -> Optional.of(log), Storage.local(run.toString()), "log", Duration.ofMillis(30));
        Thread.sleep(100);
        assertThat(run).doesNotExist();
        add(log, "first\n");
        until(run.resolve("log.1"), "first\n");
        Thread.sleep(100);
        add(log, "zweite, größer\n");
        until(run.resolve("log.2"), "zweite, größer\n");
        assertThat(run.resolve("log")).doesNotExist();

        add(log, "last\n");
        copy.close();
        assertThat(run.resolve("log")).hasContent("first\nzweite, größer\nlast\n");
        try (var names = Files.list(run)) {
            assertThat(names.map(file -> file.getFileName().toString())).containsExactly("log");
        }
    }

    @Test
    void aNameThatIsTakenIsPassedOver() throws Exception {
        Path log = folder.resolve("process.log");
        Path run = Files.createDirectories(folder.resolve("runs/7"));
        Files.writeString(run.resolve("log.1"), "of an attempt whose reply was lost");
        add(log, "first\n");
        try (RunLog.Copy copy =
                new LogParts(() -> Optional.of(log), Storage.local(run.toString()), "log", Duration.ofMillis(30))) {
            until(run.resolve("log.2"), "first\n");
            assertThat(run.resolve("log.1")).hasContent("of an attempt whose reply was lost");
        }
    }

    @Test
    void withoutALogThereIsNothing() throws Exception {
        Path run = folder.resolve("runs/7");
        new LogParts(Optional::empty, Storage.local(run.toString()), "log", Duration.ofMillis(30)).close();
        assertThat(run).doesNotExist();
    }
}
