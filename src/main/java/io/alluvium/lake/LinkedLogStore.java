package io.alluvium.lake;

import io.delta.storage.LocalLogStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes a table's log on a local disk so that of two writers of one version exactly one succeeds, in whatever
 * processes they run: the file is written aside and linked to its name, which the operating system refuses if the name
 * is taken. Delta's own store checks first and renames then, which two processes can do at once. Delta makes it by
 * reflection; {@link LakeSession} configures it.
 */
public final class LinkedLogStore extends LocalLogStore {

    public LinkedLogStore(Configuration hadoop) {
        super(hadoop);
    }

    @Override
    public void write(Path path, Iterator<String> actions, Boolean overwrite, Configuration hadoop) throws IOException {
        java.nio.file.Path target = java.nio.file.Path.of(path.toUri().getPath());
        if (overwrite || !canLink(target)) {
            super.write(path, actions, overwrite, hadoop);
            return;
        }
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        java.nio.file.Path aside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        try {
            try (BufferedWriter writer = Files.newBufferedWriter(aside, StandardCharsets.UTF_8)) {
                while (actions.hasNext()) {
                    writer.write(actions.next());
                    writer.write('\n');
                }
            }
            Files.createLink(target, aside);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private static boolean canLink(java.nio.file.Path target) throws IOException {
        return Files.getFileStore(target.getParent()).supportsFileAttributeView("unix");
    }
}
