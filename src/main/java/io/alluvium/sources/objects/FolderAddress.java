package io.alluvium.sources.objects;

import io.alluvium.config.BucketPath;
import io.alluvium.storage.Storage;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says where a source's files lie, for tasks on other machines too.
 *
 * @param path absolute local path, or a URI with the scheme {@code s3a}
 * @param settings of Hadoop's that differ for its store from what the machine says, by key
 */
record FolderAddress(String path, TreeMap<String, String> settings) implements Serializable {
    private static final String REMOTE = "s3a://";

    FolderAddress(String path, Map<String, String> settings) {
        this(path, new TreeMap<>(settings));
    }

    /** Whether the folder is one of this machine. */
    boolean isLocal() {
        return !path.startsWith(REMOTE);
    }

    /** The same under another path. */
    FolderAddress at(String other) {
        return new FolderAddress(other, settings);
    }

    /** Opens the store. */
    Folder open() {
        return new Folder(isLocal() ? Storage.local(path) : Storage.at(BucketPath.uri(path), settings));
    }
}
