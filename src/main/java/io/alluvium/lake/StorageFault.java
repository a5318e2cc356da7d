package io.alluvium.lake;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** What it means that the rows of a change could not be written. */
final class StorageFault {
    private StorageFault() {}

    /** The storage's own words; neither Java nor Hadoop has a type for it. */
    static boolean isFull(Throwable failure) {
        return Causes.has(failure, cause -> {
            String message = String.valueOf(cause.getMessage());
            return message.contains("No space left on device") || message.contains("Disk quota exceeded");
        });
    }

    static AlluviumException full(TableName table, Exception failure) {
        return Problem.of(ErrorCode.OUT_OF_MEMORY, "no space left to write " + table)
                .because("nothing of this change is visible")
                .fixedBy("make room where the warehouse or Spark's temporary folder lies, and run again")
                .asException(failure);
    }

    static AlluviumException of(TableName table, IOException failure) {
        if (failure instanceof ClosedByInterruptException) {
            return Problem.of(ErrorCode.INTERRUPTED, "stopped while " + table + " was written")
                    .asException(failure);
        }
        return isFull(failure)
                ? full(table, failure)
                : Problem.of(ErrorCode.STORAGE_FAILED, "cannot write a file of " + table)
                        .because("nothing of this change is visible")
                        .asException(failure);
    }
}
