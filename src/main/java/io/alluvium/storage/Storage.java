package io.alluvium.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Reads and writes files under one root. A path is relative to that root, its names are parted by slashes, and the empty
 * path is the root itself. Nothing is ever renamed by a caller: a file appears whole, or is replaced whole by its owner.
 * Safe for use by many threads.
 */
public interface Storage {

    /** Writes a file's bytes; does not close the stream. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Opens a root, whether there is anything or not.
     *
     * @param root an absolute local path, a {@code file:} URI, or one with the scheme {@code s3a} or {@code hdfs}
     * @throws io.alluvium.failure.AlluviumException WAREHOUSE_REFUSED for any other store; STORAGE_FAILED
     */
    static Storage at(URI root) {
        return Stores.open(root, Map.of());
    }

    /** @param settings of Hadoop's that differ from its own configuration files, by key */
    static Storage at(URI root, Map<String, String> settings) {
        return Stores.open(root, settings);
    }

    /** @param hadoop what Hadoop knows of the store */
    static Storage at(URI root, Configuration hadoop) {
        return Stores.open(root, hadoop);
    }

    /**
     * Opens a folder of this machine.
     *
     * @param folder its path, in which a percent sign is a percent sign
     */
    static Storage local(String folder) {
        return new LocalStorage(Path.of(folder).toAbsolutePath().normalize());
    }

    /** The same store, with paths relative to this folder. */
    Storage under(String folder);

    /**
     * The names in a folder, sorted; none where there is no folder. Names that begin with a dot are left out: files are
     * written under such names before they appear.
     */
    List<String> list(String folder) throws IOException;

    /**
     * Finds every file whose path begins so, at any depth and in no certain order.
     *
     * @param beginning of the paths; the empty one finds all
     * @param folders which folders are worth entering, by path; a store that has none does not ask
     * @throws java.nio.file.AccessDeniedException where this user may not list
     */
    default void find(String beginning, Predicate<String> folders, Consumer<StoredFile> found) throws IOException {
        HadoopSearch.of(this).run(beginning, folders, found);
    }

    /**
     * As {@link #find}, in folders of any name, but only files whose paths come later than this one in the order of their bytes.
     */
    default void findLater(String beginning, String after, Consumer<StoredFile> found) throws IOException {
        find(beginning, folder -> true, file -> {
            if (file.path().compareTo(after) > 0) {
                found.accept(file);
            }
        });
    }

    /** Whether listings tell by an ETag that a file has another content than it had. */
    default boolean listsEtags() {
        return false;
    }

    /** A file as a listing would show it; empty where there is none. */
    default Optional<StoredFile> file(String path) throws IOException {
        List<StoredFile> files = new ArrayList<>();
        find(path, folder -> false, file -> {
            if (file.path().equals(path)) {
                files.add(file);
            }
        });
        return files.stream().findFirst();
    }

    /** As {@link #open}, for a file of any size: little more is fetched than what is read. */
    default Optional<InputStream> openLarge(String path) throws IOException {
        return open(path);
    }

    /** As {@link #openLarge}, for a file that is read here and there. */
    Optional<FSDataInputStream> openSeekable(String path) throws IOException;

    /** Opens a file for reading; empty where there is none. An interrupt of the thread does not end the reading. */
    Optional<InputStream> open(String path) throws IOException;

    /** The text of a file; empty where there is none. */
    default Optional<String> read(String path) throws IOException {
        Optional<InputStream> opened = open(path);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = opened.get()) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /**
     * Creates a file, whole or not at all; false where the name is taken, whatever it holds. Of many who create one name
     * at once exactly one hears true. Once it returns, the file survives a power cut.
     */
    boolean create(String path, String text) throws IOException;

    /**
     * As {@link #create(String, String)}, but a power cut soon afterwards may take the file away again, whole, as it
     * may take any {@link #write} file.
     */
    boolean create(String path, Content content) throws IOException;

    /** Writes a file that only the caller writes, whether it exists or not; readers see the old text or the new one. */
    void replace(String path, String text) throws IOException;

    /** Opens a new file that nobody looks for before its writer tells them; the folders that it lies in are made. */
    OutputStream write(String path) throws IOException;

    /** Deletes a file where there is one. */
    void delete(String path) throws IOException;

    /** Whether there is a file or a folder of this path. */
    boolean exists(String path) throws IOException;

    /** Whether there is a folder of this path: one question to the store, no listing. */
    boolean hasFolder(String path) throws IOException;

    /** The length of a file in bytes; empty where there is none. */
    OptionalLong size(String path) throws IOException;

    /** Makes a folder, and those that it lies in, where the store has such. */
    void makeFolders(String path) throws IOException;

    /** Makes a folder that is the caller's alone; false where the name is taken. */
    boolean createFolder(String path) throws IOException;

    /** A lock that the operating system frees when its holder dies; empty where the store has none. */
    Optional<StorageLock> lock(String path) throws IOException;

    /**
     * What this user may not do under the root, after "no right to"; empty where nothing is forbidden, as far as can be
     * told. A store that cannot be asked is tried, by writing a file and deleting it.
     */
    Optional<String> refusal() throws IOException;

    /** What people call this path. */
    String name(String path);

    /** What Hadoop calls this path: with its scheme, without percent-encoding. */
    String uri(String path);

    /** What Hadoop must be told to reach the store, by key, beside its own configuration files. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** How many requests this process has sent to the store; empty where it is no matter of requests. */
    default OptionalLong requests() {
        return OptionalLong.empty();
    }

    /** The same as a file of this machine, for libraries that know no other; empty where it is none. */
    Optional<String> localFile(String path);
}
