package io.alluvium.report;

import io.alluvium.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a log to a store in which no line can be added to a file. While the run is at work, what was added since the last
 * part becomes the next one, {@code log.1}, {@code log.2} and so on; at its end there is one file again.
 */
final class LogParts implements RunLog.Copy {
    private static final Logger LOG = LoggerFactory.getLogger(LogParts.class);

    private final Supplier<Optional<Path>> log;
    private final Storage folder;
    private final String name;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread copying;
    private long taken;
    private int parts;

    /** @param log where it lies; it may not be there yet */
    LogParts(Supplier<Optional<Path>> log, Storage folder, String name, Duration every) {
        this.log = log;
        this.folder = folder;
        this.name = name;
        this.copying = new Thread(() -> copy(every), "alluvium-log");
        copying.setDaemon(true);
        copying.start();
    }

    private void copy(Duration every) {
        try {
            while (!ended.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    next();
                } catch (IOException e) {
                    LOG.warn(
                            "a part of the log cannot be written to {}; the next one has it too", folder.name(name), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void next() throws IOException {
        Optional<Path> file = log.get().filter(Files::exists);
        if (file.isPresent() && Files.size(file.get()) > taken) {
            long end = Files.size(file.get());
            // Its reply may have been lost: a name that is taken is passed over, and a part may be there twice.
            while (!folder.create(part(parts + 1), out -> write(file.get(), taken, end, out))) {
                parts++;
            }
            parts++;
            taken = end;
        }
    }

    private String part(int number) {
        return name + "." + number;
    }

    private static void write(Path file, long from, long end, OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(from);
            byte[] buffer = new byte[1 << 16];
            long left = end - from;
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    return;
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    /** Writes the whole log, and takes away the parts that it has. */
    @Override
    public void close() throws IOException {
        ended.countDown();
        boolean interrupted = Thread.interrupted();
        try {
            copying.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        try {
            Optional<Path> file = log.get().filter(Files::exists);
            if (file.isPresent()) {
                long end = Files.size(file.get());
                folder.create(name, out -> write(file.get(), 0, end, out));
                for (int number = 1; number <= parts; number++) {
                    folder.delete(part(number));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
