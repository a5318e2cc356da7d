package io.alluvium.journal;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a project: a lock of the operating system, which the kernel frees when the process dies. It saves
 * work; what keeps tables right without it is each commit's expected version and transaction number.
 */
public final class Lease implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LONGEST_HOLDER = 200;

    private final FileChannel channel;
    private final FileLock lock;

    private Lease(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * @param patience how long to wait for a holder to finish; zero asks once
     * @throws io.alluvium.failure.AlluviumException LEASE_HELD with the holder's process and start
     */
    static Lease take(Path file, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            while (lock == null && System.nanoTime() < deadline) {
                Thread.sleep(POLL.toMillis());
                lock = tryLock(channel);
            }
            if (lock == null) {
                String holder = holder(channel);
                channel.close();
                throw held(holder);
            }
            sign(channel);
            return new Lease(channel, lock);
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "the lease " + file + " cannot be taken")
                    .because(e.getClass().getSimpleName())
                    .fixedBy("look at the rights of " + file.getParent())
                    .asException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ErrorCode.INTERRUPTED, "stopped while waiting for another run")
                    .asException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void sign(FileChannel channel) throws IOException {
        String holder = "process %d since %s"
                .formatted(
                        ProcessHandle.current().pid(),
                        Instant.ofEpochMilli(ProcessHandle.current()
                                .info()
                                .startInstant()
                                .map(Instant::toEpochMilli)
                                .orElse(0L)));
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_HOLDER);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    private static io.alluvium.failure.AlluviumException held(String holder) {
        return Problem.of(ErrorCode.LEASE_HELD, "another run of this project is active: " + holder)
                .fixedBy("wait for it, or have the command wait: --wait 10m")
                .asException();
    }

    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            // The kernel frees the lock with the process; there is nothing left to do.
            return;
        }
    }
}
