package io.alluvium.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.apache.hadoop.fs.statistics.StoreStatisticNames;

/**
 * A prefix of an S3 bucket. Objects are created by conditional puts, which the store refuses when the key is taken; it is
 * asked by the client that Hadoop's S3A makes, so that credentials, endpoint and timeouts are those that Spark reads
 * with. Data files are written by S3A itself, which uploads large ones in parts beside the encoding.
 */
final class S3Storage implements Storage {
    /** S3A then neither looks for the key before it writes nor for folders of the same name. */
    private static final String WITHOUT_PROBES = "fs.s3a.create.performance";

    private final FileSystem files;
    private final S3Bucket bucket;
    private final Map<String, String> settings;
    private final String prefix;

    private S3Storage(FileSystem files, S3Bucket bucket, Map<String, String> settings, String prefix) {
        this.files = files;
        this.bucket = bucket;
        this.settings = settings;
        this.prefix = prefix;
    }

    /**
     * @param root with the scheme {@code s3a}
     * @param settings of S3A's that differ from Hadoop's own configuration
     */
    static S3Storage at(URI root, Configuration hadoop, Map<String, String> settings) throws IOException {
        FileSystem files = FileSystem.get(root, hadoop);
        String path = root.getPath().replaceAll("^/+|/+$", "");
        return new S3Storage(files, S3Bucket.of(files, root.getHost(), hadoop), settings, path);
    }

    private String key(String path) {
        if (path.startsWith("/") || ("/" + path + "/").contains("/../")) {
            throw new IllegalArgumentException("not a path under a root: " + path);
        }
        return path.isEmpty() ? prefix : prefix.isEmpty() ? path : prefix + "/" + path;
    }

    /** The key of a folder, whose slash keeps neighbours with longer names away. */
    private String folder(String path) {
        String key = key(path);
        return key.isEmpty() ? "" : key + "/";
    }

    @Override
    public Storage under(String folder) {
        return new S3Storage(files, bucket, settings, key(folder));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return bucket.names(folder(folder)).stream()
                .filter(name -> !name.startsWith("."))
                .sorted()
                .toList();
    }

    /** By one question a thousand keys; an object's name that ends with a slash stands for a folder. */
    @Override
    public void find(String beginning, Predicate<String> folders, Consumer<StoredFile> found) throws IOException {
        try {
            bucket.find(folder("") + beginning, "", object -> {
                if (object.etag().isEmpty()) {
                    throw new IOException(
                            bucket.uri(object.path()) + ": the store lists no ETag, by which another content is known");
                }
                take(object, found);
            });
        } catch (IOException e) {
            if (S3Bucket.isForbidden(e)) {
                throw (IOException) new AccessDeniedException(uri(beginning), null, e.getMessage()).initCause(e);
            }
            throw e;
        }
    }

    /** The store begins behind the name, whatever lies before it. */
    @Override
    public void findLater(String beginning, String after, Consumer<StoredFile> found) throws IOException {
        bucket.find(folder("") + beginning, after.isEmpty() ? "" : folder("") + after, object -> take(object, found));
    }

    private void take(StoredFile object, Consumer<StoredFile> found) {
        if (!object.path().endsWith("/")) {
            found.accept(new StoredFile(
                    object.path().substring(folder("").length()), object.size(), object.modified(), object.etag()));
        }
    }

    @Override
    public boolean listsEtags() {
        return true;
    }

    /** By S3A, which asks for the parts that are read. */
    @Override
    public Optional<InputStream> openLarge(String path) throws IOException {
        return openSeekable(path).map(opened -> opened);
    }

    @Override
    public Optional<FSDataInputStream> openSeekable(String path) throws IOException {
        try {
            return Optional.of(files.open(new Path(uri(path))));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<InputStream> open(String path) throws IOException {
        return bucket.get(key(path)).map(ByteArrayInputStream::new);
    }

    @Override
    public boolean create(String path, String text) throws IOException {
        return bucket.create(key(path), text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean create(String path, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.writeTo(bytes);
        return bucket.create(key(path), bytes.toByteArray());
    }

    @Override
    public void replace(String path, String text) throws IOException {
        bucket.put(key(path), text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public OutputStream write(String path) throws IOException {
        FSDataOutputStreamBuilder<?, ?> file = files.createFile(new Path(uri(path)));
        file.recursive();
        file.overwrite(true);
        file.opt(WITHOUT_PROBES, true);
        return (OutputStream) file.build();
    }

    @Override
    public void delete(String path) throws IOException {
        bucket.delete(key(path));
    }

    @Override
    public boolean exists(String path) throws IOException {
        return hasFolder(path) || size(path).isPresent();
    }

    @Override
    public boolean hasFolder(String path) throws IOException {
        return bucket.hasAny(folder(path));
    }

    @Override
    public OptionalLong size(String path) throws IOException {
        return bucket.size(key(path));
    }

    /** There are none: keys need no folders. */
    @Override
    public void makeFolders(String path) {
        key(path);
    }

    @Override
    public boolean createFolder(String path) throws IOException {
        return !hasFolder(path) && bucket.create(folder(path), new byte[0]);
    }

    @Override
    public Optional<StorageLock> lock(String path) {
        return Optional.empty();
    }

    @Override
    public Optional<String> refusal() throws IOException {
        return new BucketTrial(bucket, folder("")).refusal();
    }

    @Override
    public String name(String path) {
        return uri(path);
    }

    @Override
    public String uri(String path) {
        return bucket.uri(key(path));
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    /** Those of Spark's driver too, which shares S3A's client with this. */
    @Override
    public OptionalLong requests() {
        IOStatistics statistics = ((IOStatisticsSource) files).getIOStatistics();
        Long requests = statistics.counters().get(StoreStatisticNames.STORE_IO_REQUEST);
        return requests == null ? OptionalLong.empty() : OptionalLong.of(requests);
    }

    @Override
    public Optional<String> localFile(String path) {
        return Optional.empty();
    }
}
