package io.alluvium.lake;

import io.alluvium.storage.Storage;
import io.delta.storage.LocalLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes a table's log so that of two writers of one version exactly one succeeds, in whatever processes they run:
 * {@link Storage#create} refuses a name that is taken. Delta's own stores check first and write then, which two
 * processes can do at once. Delta makes it by reflection; {@link LakeSession} configures it
 * and refuses any that does not promise the same.
 */
public final class StorageLogStore extends LocalLogStore {

    /** Marks other log stores that write each version once, whoever else writes. */
    public interface CreatesOnce {}

    /**
     * The store gave no answer, or not one that says yes or no. The commit may still appear, even minutes later: a
     * request that was given up can be on its way.
     */
    static final class Unanswered extends IOException {
        private static final long serialVersionUID = 1L;

        Unanswered(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    public StorageLogStore(Configuration hadoop) {
        super(hadoop);
    }

    @Override
    public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop) throws IOException {
        if (overwrite && isLocal(path)) {
            super.write(path, actions, true, hadoop);
            return;
        }
        Storage folder = Storage.at(path.getParent().toUri(), hadoop);
        if (overwrite) {
            StringBuilder text = new StringBuilder();
            actions.forEachRemaining(action -> text.append(action).append('\n'));
            folder.replace(path.getName(), text.toString());
        } else if (!create(folder, path, actions)) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    private static boolean create(Storage folder, Path path, Iterator<String> actions) throws IOException {
        try {
            return folder.create(path.getName(), out -> {
                while (actions.hasNext()) {
                    out.write(actions.next().getBytes(StandardCharsets.UTF_8));
                    out.write('\n');
                }
            });
        } catch (IOException e) {
            throw isLocal(path) ? e : new Unanswered(e);
        }
    }

    /** In a bucket objects appear whole; Delta then need not rename those that it writes itself. */
    @Override
    public Boolean isPartialWriteVisible(Path path, Configuration hadoop) {
        return isLocal(path) || "hdfs".equals(path.toUri().getScheme());
    }

    private static boolean isLocal(Path path) {
        String scheme = path.toUri().getScheme();
        return scheme == null || scheme.equals("file");
    }
}
