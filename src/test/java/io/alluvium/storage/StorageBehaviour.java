package io.alluvium.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What every store must do alike. */
abstract class StorageBehaviour {
    private static final int WRITERS = 8;

    /** An empty root. */
    abstract Storage storage() throws IOException;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNotThereIsEmptyAndMadeByNobodysQuestion() throws IOException {
        Storage storage = storage();
        assertThat(storage.list("")).isEmpty();
        assertThat(storage.list("a/b")).isEmpty();
        assertThat(storage.open("a/b")).isEmpty();
        assertThat(storage.read("a/b")).isEmpty();
        assertThat(storage.size("a/b")).isEmpty();
        assertThat(storage.exists("a")).isFalse();
        assertThat(storage.hasFolder("a")).isFalse();
        storage.delete("a/b");
        assertThat(storage.exists("a")).isFalse();
    }

    @Test
    void aFileIsCreatedOnceWithTheFoldersThatItLiesIn() throws IOException {
        Storage storage = storage();
        assertThat(storage.create("a/b/c.json", "grün")).isTrue();
        assertThat(storage.create("a/b/c.json", "other")).isFalse();
        assertThat(storage.create("a/b/c.json", out -> out.write(bytes("third"))))
                .isFalse();
        assertThat(storage.create("a/b/d.json", out -> out.write(bytes("streamed"))))
                .isTrue();

        assertThat(storage.read("a/b/c.json")).contains("grün");
        assertThat(storage.read("a/b/d.json")).contains("streamed");
        assertThat(storage.size("a/b/c.json")).hasValue(5);
        assertThat(storage.exists("a/b/c.json")).isTrue();
        assertThat(storage.hasFolder("a/b")).isTrue();
        assertThat(storage.hasFolder("a/b/c.json")).isFalse();
        assertThat(storage.list("a/b")).containsExactly("c.json", "d.json");
        assertThat(storage.list("")).containsExactly("a");
    }

    @Test
    void aListingCanBeginBehindAName() throws IOException {
        Storage storage = storage();
        for (String path : List.of("log/1.a", "log/2", "log/2.a", "log/3/b", "log/3.a", "lot/9", "other")) {
            assertThat(storage.create(path, path)).isTrue();
        }
        List<StoredFile> found = new ArrayList<>();
        storage.findLater("lo", "log/2", found::add);
        assertThat(found)
                .allSatisfy(file -> assertThat(file.etag().isPresent()).isEqualTo(storage.listsEtags()))
                .extracting(StoredFile::path)
                .containsExactlyInAnyOrder("log/2.a", "log/3.a", "log/3/b", "lot/9");
        found.clear();
        storage.findLater("log/", "", found::add);
        assertThat(found).hasSize(5);
    }

    @Test
    void whatFailsWhileItIsWrittenIsNotThere() throws IOException {
        Storage storage = storage();
        assertThatThrownBy(() -> storage.create("log/1", out -> {
                    out.write(bytes("half"));
                    throw new IOException("the rest is lost");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the rest is lost");
        assertThat(storage.list("log")).isEmpty();
        assertThat(storage.create("log/1", "whole")).isTrue();
        assertThat(storage.read("log/1")).contains("whole");
    }

    @Test
    void ofManyWhoCreateOneNameAtOnceExactlyOneDoes() throws Exception {
        Storage storage = storage();
        for (int round = 0; round < 30; round++) {
            String path = "races/" + round;
            CyclicBarrier start = new CyclicBarrier(WRITERS);
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String text = "writer " + writer;
                boolean streamed = writer % 2 == 0;
                answers.add(threads.submit(() -> {
                    start.await();
                    return streamed ? storage.create(path, out -> out.write(bytes(text))) : storage.create(path, text);
                }));
            }
            List<Boolean> won = new ArrayList<>();
            for (Future<Boolean> answer : answers) {
                won.add(answer.get());
            }
            threads.shutdown();
            assertThat(Collections.frequency(won, true)).isEqualTo(1);
            assertThat(storage.read(path)).contains("writer " + won.indexOf(true));
        }
        assertThat(storage.list("races")).hasSize(30);
    }

    @Test
    void whoReadsAFileThatIsReplacedSeesTheOldTextOrTheNewOne() throws Exception {
        Storage storage = storage();
        List<String> texts = List.of("a".repeat(10_000), "b".repeat(20_000));
        storage.replace("state/now", texts.get(0));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Integer> reads = thread.submit(() -> {
            int count = 0;
            while (!done.get()) {
                assertThat(storage.read("state/now").orElseThrow()).isIn(texts);
                count++;
            }
            return count;
        });
        for (int i = 0; i < 100; i++) {
            storage.replace("state/now", texts.get(i % 2));
        }
        done.set(true);
        assertThat(reads.get()).isPositive();
        thread.shutdown();
        assertThat(storage.list("state")).containsExactly("now");
    }

    @Test
    void aDataFileIsWrittenAsAStreamAndDeleted() throws IOException {
        Storage storage = storage();
        try (OutputStream out = storage.write("raw/orders.2/part-1")) {
            out.write(new byte[100_000]);
        }
        assertThat(storage.size("raw/orders.2/part-1")).hasValue(100_000);
        try (InputStream in = storage.open("raw/orders.2/part-1").orElseThrow()) {
            assertThat(in.readAllBytes()).hasSize(100_000);
        }
        storage.delete("raw/orders.2/part-1");
        assertThat(storage.open("raw/orders.2/part-1")).isEmpty();
    }

    @Test
    void anInterruptedThreadStillReads() throws IOException {
        Storage storage = storage();
        storage.create("log/1", "text");
        Thread.currentThread().interrupt();
        try {
            assertThat(storage.read("log/1")).contains("text");
            assertThat(storage.read("log/2")).isEmpty();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aFolderIsMadeByOne() throws IOException {
        Storage storage = storage();
        assertThat(storage.createFolder("runs/1")).isTrue();
        assertThat(storage.createFolder("runs/1")).isFalse();
        storage.makeFolders("runs/2/deep");
        storage.makeFolders("runs/2/deep");
        storage.create("runs/2/deep/file", "text");
        assertThat(storage.createFolder("runs/2")).isFalse();
        assertThat(storage.list("runs")).contains("1");
    }

    @Test
    void aPartOfItIsAStorageToo() throws IOException {
        Storage storage = storage();
        Storage part = storage.under("a").under("b");
        part.create("c", "text");
        assertThat(storage.read("a/b/c")).contains("text");
        assertThat(part.name("c")).isEqualTo(storage.name("a/b/c"));
        assertThat(part.uri("c")).isEqualTo(storage.uri("a/b/c"));
        assertThat(part.uri("")).isEqualTo(storage.uri("a/b"));
    }

    @Test
    void aPathLeadsNowhereElse() throws IOException {
        Storage storage = storage();
        for (String path : List.of("/etc/passwd", "../x", "a/../../x")) {
            assertThatThrownBy(() -> storage.read(path))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a path under a root: " + path);
        }
    }

    @Test
    void whatMayBeWrittenToRefusesNothing() throws IOException {
        assertThat(storage().refusal()).isEmpty();
    }

    @Test
    void aLockIsHeldByOneAndShowsItsNote() throws IOException {
        Storage storage = storage();
        if (storage.lock("state/lease").isEmpty()) {
            return;
        }
        try (StorageLock held = storage.lock("state/lease").orElseThrow();
                StorageLock other = storage.lock("state/lease").orElseThrow()) {
            assertThat(held.note()).isEmpty();
            assertThat(held.tryTake()).isTrue();
            assertThat(held.isHeld()).isTrue();
            held.write("the first and longer note");
            held.write("the note");
            assertThat(other.tryTake()).isFalse();
            assertThat(other.isHeld()).isFalse();
            assertThat(other.note()).isEqualTo("the note");
            held.close();
            assertThat(held.isHeld()).isFalse();
            assertThat(other.tryTake()).isTrue();
        }
    }
}
