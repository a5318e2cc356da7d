package io.alluvium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.storage.Storage;
import io.alluvium.storage.UnlockedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TermLeaseTest extends LeaseBehaviour {
    private static final String FIRST = "0000000000000000001";

    @Override
    boolean locks() {
        return false;
    }

    private Path file(String name) {
        return warehouse.resolve("_alluvium/shop/lease").resolve(name);
    }

    private long beatsOfFirst() throws IOException {
        return Long.parseLong(Files.readString(file(FIRST + ".beat")));
    }

    @Test
    void aProcessThatIsStoppedIsTakenOverAndRefusesToWriteWhenItWakes() throws Exception {
        Running stopped = start(Duration.ZERO);
        assertThat(stopped.says()).isEqualTo("term 1");
        assertThat(stopped.answers("1")).isEqualTo("written");
        stopped.signal("STOP");
        Instant since = Instant.now();
        try (Lease next = journal().lease(Duration.ZERO)) {
            assertThat(Duration.between(since, Instant.now()))
                    .isGreaterThan(TIMING.silence().minusMillis(200));
            assertThat(next.term()).isEqualTo(2);
            long beats = beatsOfFirst();
            stopped.signal("CONT");
            assertThat(stopped.answers("2")).contains("ALV-5013");
            Thread.sleep(5 * TIMING.beat().toMillis());
            // The stop may have come between looking for a later term and writing the beat: that one beat is written
            // on waking, to the file of a term at which nobody looks any more.
            assertThat(beatsOfFirst()).isBetween(beats, beats + 1);
            beats = beatsOfFirst();
            assertThat(stopped.answers("close")).isEqualTo("closed");
            assertThat(beatsOfFirst()).isEqualTo(beats);
            assertThat(next.stillHeld()).isTrue();
        }
        assertThat(journal().of(new TableName(Layer.RAW, "orders")).newestFirst("a"))
                .hasSize(1);
    }

    @Test
    void aStoreThatLetsTwoCreateOneNameIsRefused() {
        Journal journal = new Journal(new UnlockedDisk(Storage.at(warehouse.toUri()), true), "shop", TIMING);
        assertThatThrownBy(() -> journal.lease(Duration.ZERO))
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.WAREHOUSE_REFUSED))
                .hasMessageContaining(
                        "two writers can create one name in " + warehouse.resolve("_alluvium/shop/lease"));
        assertThat(warehouse.resolve("_alluvium/shop/lease")).isEmptyDirectory();
    }

    /** Between creating its term and its first beat it has the same time as between two beats. */
    @Test
    void aHolderThatNeverBeatIsTakenOverAfterTheSilence() throws IOException {
        Files.createDirectories(file(FIRST).getParent());
        Files.writeString(file(FIRST), "process 12 on db1 since 2026-01-01T00:00:00Z");
        Instant since = Instant.now();
        try (Lease next = journal().lease(Duration.ZERO)) {
            assertThat(next.term()).isEqualTo(2);
        }
        assertThat(Duration.between(since, Instant.now()))
                .isBetween(TIMING.silence(), TIMING.silence().plusSeconds(3));
    }

    @Test
    void itsFilesTellWhoHasItAndThatItWasGivenBack() throws IOException {
        Lease lease = journal().lease(Duration.ZERO);
        assertThat(Files.readString(file(FIRST)))
                .matches("process " + ProcessHandle.current().pid() + " on .+ since 20.+Z");
        lease.close();
        assertThat(file(FIRST + ".beat")).hasContent("returned");
        assertThat(warehouse.resolve("_alluvium/shop/state/lease")).doesNotExist();
    }

    @Test
    void byDefaultAHolderIsTrustedForAMinute() {
        assertThat(TermLease.Timing.USUAL)
                .isEqualTo(new TermLease.Timing(Duration.ofSeconds(1), Duration.ofSeconds(60)));
    }
}
