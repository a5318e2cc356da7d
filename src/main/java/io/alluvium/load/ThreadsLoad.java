package io.alluvium.load;

import io.alluvium.column.ColumnBatch;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.ColumnReader;
import java.io.IOException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Reads a window by threads side by side, each into files of its own. */
final class ThreadsLoad {
    private static final long LAST_WORDS_SECONDS = 3;

    private final ColumnReader.Threads readers;
    private final StructType schema;
    private final String name;
    private final int batchRows;

    /** @param name for the threads */
    ThreadsLoad(ColumnReader reader, String name, int batchRows) {
        this.readers = reader.here();
        this.schema = reader.schema();
        this.name = name;
        this.batchRows = batchRows;
    }

    /**
     * Returns when every row is read and the files are complete; after the first error the others are stopped.
     *
     * @return rows read
     */
    long read(Supplier<BatchFiles> files) throws IOException {
        if (readers.count() == 1) {
            return read(0, files);
        }
        ExecutorService threads = Executors.newFixedThreadPool(readers.count());
        try {
            CompletionService<Long> done = new ExecutorCompletionService<>(threads);
            for (int thread = 0; thread < readers.count(); thread++) {
                int number = thread;
                done.submit(() -> {
                    Thread.currentThread().setName(name + " part " + number);
                    return read(number, files);
                });
            }
            long rows = 0;
            for (int thread = 0; thread < readers.count(); thread++) {
                rows += done.take().get();
            }
            return rows;
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ErrorCode.INTERRUPTED, "stopped while " + name + " was read")
                    .asException(e);
        } finally {
            end(threads);
        }
    }

    private long read(int thread, Supplier<BatchFiles> files) throws IOException {
        long[] rows = {0};
        try (BatchFiles own = files.get()) {
            readers.read(thread, new ColumnBatch(schema, batchRows), batch -> {
                rows[0] += batch.rows();
                own.take(batch);
            });
            own.finish();
        }
        return rows[0];
    }

    /** No thread may write to files that the caller is about to delete. */
    private void end(ExecutorService threads) {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            threads.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static IOException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
