package io.alluvium.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StorageLogStoreTest {
    private final Configuration hadoop = new Configuration(false);

    @TempDir
    private Path folder = Path.of(".");

    private void write(String text, boolean overwrite) throws IOException {
        org.apache.hadoop.fs.Path path =
                new org.apache.hadoop.fs.Path(folder.resolve("1.json").toUri());
        // A store of its own, as another process would have.
        new StorageLogStore(hadoop).write(path, List.of(text, "end").iterator(), overwrite, hadoop);
    }

    @Test
    void aVersionIsWrittenOnce() throws IOException {
        write("first", false);

        assertThatThrownBy(() -> write("second", false)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readString(folder.resolve("1.json"))).isEqualTo("first\nend\n");
    }

    @Test
    void ofManyWritersAtOnceExactlyOneWins() throws Exception {
        int writers = 8;
        for (int round = 0; round < 50; round++) {
            Files.deleteIfExists(folder.resolve("1.json"));
            CyclicBarrier start = new CyclicBarrier(writers);
            ExecutorService threads = Executors.newFixedThreadPool(writers);
            List<Future<Boolean>> outcomes = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                String text = "writer " + writer;
                outcomes.add(threads.submit(() -> {
                    start.await();
                    try {
                        write(text, false);
                        return true;
                    } catch (FileAlreadyExistsException e) {
                        return false;
                    }
                }));
            }
            List<Boolean> won = new ArrayList<>();
            for (Future<Boolean> outcome : outcomes) {
                won.add(outcome.get());
            }
            threads.shutdown();
            assertThat(Collections.frequency(won, true)).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("1.json"))).isEqualTo("writer " + won.indexOf(true) + "\nend\n");
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("1.json"));
        }
    }
}
