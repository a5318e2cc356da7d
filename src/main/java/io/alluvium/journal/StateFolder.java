package io.alluvium.journal;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

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

    /**
     * The names in a folder with their ETags, which are empty where the storage has none; none where there is no folder.
     *
     * @param after a name; those that come before it may be left out
     */
    NavigableMap<String, String> list(String path, String after) {
        NavigableMap<String, String> names = new TreeMap<>();
        try {
            if (listsEtags()) {
                String folder = path + "/";
                files.findLater(
                        folder,
                        after.isEmpty() ? "" : folder + after,
                        file -> names.put(
                                file.path().substring(folder.length()),
                                file.etag().orElse("")));
            } else {
                files.list(path).forEach(name -> names.put(name, ""));
            }
        } catch (IOException e) {
            throw failed(path, e);
        }
        return names;
    }

    /** Whether what was read once need not be read again while it is listed with the same ETag. */
    boolean listsEtags() {
        return files.listsEtags();
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
