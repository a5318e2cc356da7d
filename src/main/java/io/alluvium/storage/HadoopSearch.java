package io.alluvium.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Walks folders of a store by Hadoop's own client: one question a folder. */
final class HadoopSearch {
    private final FileSystem files;
    private final Path root;

    private HadoopSearch(FileSystem files, Path root) {
        this.files = files;
        this.root = root;
    }

    static HadoopSearch of(Storage storage) throws IOException {
        Configuration hadoop = new Configuration();
        storage.settings().forEach(hadoop::set);
        Path root = new Path(storage.uri(""));
        URI uri = root.toUri();
        return new HadoopSearch(FileSystem.get(uri, hadoop), root);
    }

    void run(String beginning, Predicate<String> folders, Consumer<StoredFile> found) throws IOException {
        walk(beginning.substring(0, Math.max(0, beginning.lastIndexOf('/'))), beginning, folders, found);
    }

    private void walk(String folder, String beginning, Predicate<String> folders, Consumer<StoredFile> found)
            throws IOException {
        FileStatus[] children;
        try {
            children = files.listStatus(folder.isEmpty() ? root : new Path(root, new Path(null, null, folder)));
        } catch (FileNotFoundException e) {
            return;
        }
        for (FileStatus child : children) {
            String name = child.getPath().getName();
            String path = folder.isEmpty() ? name : folder + "/" + name;
            if (!path.startsWith(beginning)) {
                continue;
            }
            if (!child.isDirectory()) {
                found.accept(new StoredFile(
                        path, child.getLen(), Instant.ofEpochMilli(child.getModificationTime()), Optional.empty()));
            } else if (folders.test(path)) {
                walk(path, beginning, folders, found);
            }
        }
    }
}
