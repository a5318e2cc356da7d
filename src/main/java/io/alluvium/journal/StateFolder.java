package io.alluvium.journal;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The state's files, read and written under the lease, with faults of the storage as problems. */
final class StateFolder {
    private final Storage files;
    private final Runnable lease;

    /** @param lease refuses, by an exception, what must not be written any more */
    StateFolder(Storage files, Runnable lease) {
        this.files = files;
        this.lease = lease;
    }

    /** Creates the file with this content, durably; false when it exists already, whatever it holds. */
    boolean create(String path, String content) {
        lease.run();
        try {
            return files.create(path, content);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** Writes the file whether it exists or not; readers see the old or the new content. */
    void replace(String path, String content) {
        lease.run();
        try {
            files.replace(path, content);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    Optional<String> read(String path) {
        try {
            return files.read(path);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** The names in a folder, sorted; none where there is no folder. */
    List<String> list(String path) {
        try {
            return files.list(path);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** What people call this file. */
    String resolve(String path) {
        return files.name(path);
    }

    private AlluviumException failed(String path, IOException cause) {
        return Problem.of(ErrorCode.STORAGE_FAILED, "the state file " + files.name(path) + " cannot be read or written")
                .because(cause.getClass().getSimpleName())
                .fixedBy("look at the storage and the rights of " + files.name("") + ", then run again")
                .asException(cause);
    }
}
