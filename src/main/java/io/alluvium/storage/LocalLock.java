package io.alluvium.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A lock of the operating system on a file, which holds the note. */
final class LocalLock implements StorageLock {
    private static final int LONGEST_NOTE = 400;

    private final FileChannel channel;
    private @Nullable FileLock lock;

    private LocalLock(FileChannel channel) {
        this.channel = channel;
    }

    static LocalLock on(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return new LocalLock(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public boolean tryTake() throws IOException {
        try {
            lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public boolean isHeld() {
        return lock != null && lock.isValid();
    }

    @Override
    public String note() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_NOTE);
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }

    /** Not truncated first: who reads meanwhile, or after a crash, finds one note or the other. */
    @Override
    public void write(String note) throws IOException {
        byte[] bytes = note.getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.wrap(bytes), 0);
        channel.truncate(bytes.length);
    }

    @Override
    public void close() {
        try (channel) {
            if (lock != null) {
                lock.release();
            }
        } catch (IOException e) {
            // The kernel frees the lock with the process; there is nothing left to do.
            return;
        }
    }
}
