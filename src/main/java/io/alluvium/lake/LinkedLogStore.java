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
 * Writes a table's log on a local disk so that of two writers of one version exactly one succeeds, in whatever
 * processes they run: {@link Storage#create} refuses a name that is taken. Delta's own store checks first and renames
 * then, which two processes can do at once. Delta makes it by reflection; {@link LakeSession} configures it.
 */
public final class LinkedLogStore extends LocalLogStore {

    public LinkedLogStore(Configuration hadoop) {
        super(hadoop);
    }

    @Override
    public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop) throws IOException {
        if (overwrite) {
            super.write(path, actions, true, hadoop);
            return;
        }
        boolean created = Storage.at(path.getParent().toUri()).create(path.getName(), out -> {
            while (actions.hasNext()) {
                out.write(actions.next().getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        });
        if (!created) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }
}
