package io.alluvium.lake;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** What became of a commit whose answer is an error: the log alone tells. */
final class CommitOutcome {
    private final TableName table;
    private final long version;
    private final LongFunction<Optional<String>> log;
    private final Runnable drop;

    /**
     * @param version that the commit would have made
     * @param log the text of the commit that made a version; throws UncheckedIOException
     * @param drop deletes the files that are not part of the table
     */
    CommitOutcome(TableName table, long version, LongFunction<Optional<String>> log, Runnable drop) {
        this.table = table;
        this.version = version;
        this.log = log;
        this.drop = drop;
    }

    /**
     * Answers when the commit happened in spite of the error. An interrupt of the thread waits until it is known.
     *
     * @param mark a text that no other commit holds
     * @param version reads what the commit made
     * @throws AlluviumException COMMIT_CONFLICT, INTERRUPTED, STORAGE_FAILED, DEFECT
     */
    TableVersion happened(Exception failure, String mark, Supplier<TableVersion> version) {
        boolean interrupted = Thread.interrupted();
        try {
            find(failure, mark);
            return version.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void find(Exception failure, String mark) {
        Optional<String> taken;
        try {
            taken = log.apply(version);
        } catch (UncheckedIOException e) {
            failure.addSuppressed(e);
            throw unknown(failure);
        }
        if (taken.isEmpty()) {
            throw nothingThere(failure);
        }
        if (!taken.get().contains(mark)) {
            drop.run();
            throw conflict(table, "version " + version + " was committed by another writer while this one worked");
        }
    }

    /** Files are deleted only where no request is on its way that would make them part of the table. */
    private AlluviumException nothingThere(Exception failure) {
        if (Causes.has(failure, StorageLogStore.Unanswered.class)) {
            return unknown(failure);
        }
        if (wasInterrupted(failure)) {
            Thread.currentThread().interrupt();
            drop.run();
            return Problem.of(ErrorCode.INTERRUPTED, "stopped before " + table + " was committed")
                    .asException(failure);
        }
        if (Causes.has(failure, IOException.class) || Causes.has(failure, UncheckedIOException.class)) {
            return unknown(failure);
        }
        drop.run();
        // The library's checks before the write found something; what this package commits should pass them.
        return Problem.of(ErrorCode.DEFECT, "Delta refuses to commit to " + table)
                .asException(failure);
    }

    /** A timeout is an interrupted operation by its class, but nobody interrupted it. */
    private static boolean wasInterrupted(Throwable failure) {
        return Causes.has(failure, InterruptedException.class)
                || Causes.has(failure, ClosedByInterruptException.class)
                || Causes.has(failure, InterruptedIOException.class)
                        && !Causes.has(failure, SocketTimeoutException.class);
    }

    private AlluviumException unknown(Exception failure) {
        return Problem.of(ErrorCode.STORAGE_FAILED, "whether " + table + " was committed is not known")
                .fixedBy("run again: what was committed is found by its number")
                .asException(failure);
    }

    static AlluviumException conflict(TableName table, String reason) {
        return Problem.of(ErrorCode.COMMIT_CONFLICT, "another writer changed " + table + " meanwhile")
                .because(reason)
                .asException();
    }
}
