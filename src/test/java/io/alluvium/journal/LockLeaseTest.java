package io.alluvium.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LockLeaseTest extends LeaseBehaviour {
    @Override
    boolean locks() {
        return true;
    }

    /** The kernel knows that it lives: nobody takes over, however long it is silent. */
    @Test
    void aProcessThatIsStoppedKeepsIt() throws Exception {
        Running stopped = start(Duration.ZERO);
        assertThat(stopped.says()).isEqualTo("term 1");
        stopped.signal("STOP");
        isRefused(
                TIMING.silence().plusSeconds(1), "process " + stopped.process().pid());
        stopped.signal("CONT");
        assertThat(stopped.answers("1")).isEqualTo("written");
    }

    @Test
    void theNoteOfAnOlderAlluviumHasNoTerm() throws IOException {
        Path file = warehouse.resolve("_alluvium/shop/state/lease");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "process 12 since 2026-01-01T00:00:00Z");
        try (Lease lease = journal().lease(Duration.ZERO)) {
            assertThat(lease.term()).isEqualTo(1);
            assertThat(Files.readString(file)).startsWith("process ").endsWith("\nterm 1\n");
        }
        assertThat(Files.readString(file)).isEqualTo("\nterm 1\n");
    }
}
