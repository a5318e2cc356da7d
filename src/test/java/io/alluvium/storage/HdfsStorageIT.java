package io.alluvium.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.fixture.HdfsFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@EnabledIfSystemProperty(named = "alluvium.hdfs", matches = "true")
final class HdfsStorageIT extends StorageBehaviour {
    private final String root = HdfsFixture.fresh();

    @Override
    Storage storage() {
        return HdfsFixture.storage(root);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void itIsCalledByItsUri() throws IOException {
        assertThat(storage().uri("raw/orders")).isEqualTo(root + "/raw/orders");
        assertThat(storage().name("")).isEqualTo(root);
        assertThat(storage().localFile("x")).isEmpty();
        assertThat(storage().lock("state/lease")).isEmpty();
    }

    @Test
    void aFileThatIsBeingWrittenIsSeenByNobodyAndTakesNoName() throws Exception {
        Storage storage = storage();
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        FutureTask<Boolean> slow = new FutureTask<>(() -> storage.create("log/1", out -> {
            out.write(bytes("half"));
            out.flush();
            half.countDown();
            await(go);
            out.write(bytes(" and half"));
        }));
        new Thread(slow).start();
        half.await();
        assertThat(storage.read("log/1")).isEmpty();
        assertThat(storage.list("log")).isEmpty();
        assertThat(storage.create("log/1", "faster")).isTrue();
        go.countDown();
        assertThat(slow.get()).isFalse();
        assertThat(storage.read("log/1")).contains("faster");
        assertThat(everything()).containsExactly("1");
    }

    /** As one that is killed leaves it: open, with a lease that nobody renews. */
    @Test
    void theHalfFileOfADeadWriterTakesNoName() throws IOException {
        Storage storage = storage();
        OutputStream dead = storage.write("log/.1.dead");
        dead.write(bytes("half"));
        dead.flush();
        assertThat(storage.create("log/1", "whole")).isTrue();
        assertThat(storage.read("log/1")).contains("whole");
        assertThat(storage.list("log")).containsExactly("1");
        dead.close();
    }

    @Test
    void anInterruptedThreadStillWrites() throws IOException {
        Storage storage = storage();
        Thread.currentThread().interrupt();
        try {
            assertThat(storage.create("log/1", "text")).isTrue();
            assertThat(storage.create("log/1", "text")).isFalse();
            storage.replace("log/2", "text");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(storage.list("log")).containsExactly("1", "2");
    }

    @Test
    void whoMayNotWriteIsToldWhere() throws Exception {
        storage().create("log/1", "text");
        files().setPermission(new Path(root), new FsPermission((short) 0555));
        UserGroupInformation guest = UserGroupInformation.createRemoteUser("guest");
        Storage storage =
                guest.doAs((java.security.PrivilegedExceptionAction<Storage>) () -> HdfsFixture.storage(root + "/new"));
        assertThat(storage.refusal()).contains("write to " + root);
    }

    @Test
    void aNameServiceThatNobodyKnowsIsNamedWithTheWayOut() {
        assertThatThrownBy(() -> Storage.at(URI.create("hdfs://nobody-knows-it/shop")))
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        e -> assertThat(e.problems().get(0).toString())
                                .contains("the store of hdfs://nobody-knows-it/shop cannot be opened")
                                .contains("UnknownHostException")
                                .contains("HADOOP_CONF_DIR"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private FileSystem files() throws IOException {
        return FileSystem.get(URI.create(root), new Configuration());
    }

    /** What is left in the log's folder, hidden names too. */
    private List<String> everything() throws IOException {
        return java.util.Arrays.stream(files().listStatus(new Path(root, "log")))
                .map(FileStatus::getPath)
                .map(Path::getName)
                .toList();
    }
}
