package io.alluvium.config;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Brings a project that lies in a store to this machine, where it is read as any other. Its files are few: what lies beside
 * {@code project.conf}, in {@code conf}, in {@code certs} and in the folders of the layers.
 */
public final class StoredProject implements AutoCloseable {
    private static final String FILE = "project.conf";
    private static final Pattern URI_OF_A_STORE = Pattern.compile("(?i)(s3a?|hdfs)://.*");
    private static final Pattern READ = Pattern.compile("(?i).+\\.(conf|sql|pem|crt|cer)");
    private static final List<String> FOLDERS = List.of("conf", "certs");
    private static final List<String> LAYERS = List.of("raw", "curated", "aggregate");
    private static final String OF_HADOOP = "spark.hadoop.";

    private final String origin;
    private final Path copy;
    private final Path file;

    private StoredProject(String origin, Path copy, Path file) {
        this.origin = origin;
        this.copy = copy;
        this.file = file;
    }

    /** Whether what a user writes for a project's folder is a place in a store. */
    public static boolean isMeant(String written) {
        return URI_OF_A_STORE.matcher(written).matches();
    }

    /**
     * @param written the folder or its file, as a URI with the scheme {@code s3a} or {@code hdfs}
     * @param properties of this process: spark-submit has put Hadoop's settings there
     * @throws AlluviumException PROJECT_NOT_FOUND; STORAGE_FAILED
     */
    public static StoredProject fetch(String written, Map<String, String> properties) {
        String whole = written.replaceFirst("(?i)^s3:", "s3a:").replaceFirst("/+$", "");
        boolean named = whole.endsWith(".conf");
        String folder = named ? whole.substring(0, whole.lastIndexOf('/')) : whole;
        String name = named ? whole.substring(whole.lastIndexOf('/') + 1) : FILE;
        Map<String, String> settings = new TreeMap<>();
        properties.forEach((key, value) -> {
            if (key.startsWith(OF_HADOOP)) {
                settings.put(key.substring(OF_HADOOP.length()), value);
            }
        });
        try {
            Storage storage = Storage.at(new URI(folder), settings);
            Path copy = Files.createTempDirectory("alluvium-project");
            StoredProject project = new StoredProject(folder, copy, copy.resolve(name));
            project.copyFrom(storage, name);
            return project;
        } catch (URISyntaxException e) {
            throw Problem.of(ErrorCode.USAGE, "--project " + written + " is not a URI")
                    .because(e.getReason() + " at character " + (e.getIndex() + 1))
                    .asException();
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "the project in " + folder + " cannot be read")
                    .because(e.getClass().getSimpleName())
                    .fixedBy("look at the store and the rights of this user")
                    .asException(e);
        }
    }

    private void copyFrom(Storage storage, String name) throws IOException {
        try {
            if (!copy(storage, name)) {
                throw Problem.of(ErrorCode.PROJECT_NOT_FOUND, "there is no " + origin + "/" + name)
                        .fixedBy("name the folder of a project.conf: --project s3a://bucket/folder")
                        .asException();
            }
            copyFolder(storage, "");
            for (String folder : FOLDERS) {
                copyFolder(storage, folder);
            }
            for (String layer : LAYERS) {
                for (String within : copyFolder(storage, layer)) {
                    // Files that lie too deep are refused, which needs them to be there.
                    copyFolder(storage, within);
                }
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The names in it that are no files of a project. */
    private List<String> copyFolder(Storage storage, String folder) throws IOException {
        Deque<String> others = new ArrayDeque<>();
        for (String name : storage.list(folder)) {
            String path = folder.isEmpty() ? name : folder + "/" + name;
            if (READ.matcher(name).matches()) {
                copy(storage, path);
            } else if (!name.contains(".")) {
                others.add(path);
            }
        }
        return List.copyOf(others);
    }

    private boolean copy(Storage storage, String path) throws IOException {
        Optional<InputStream> opened = storage.open(path);
        if (opened.isEmpty()) {
            return false;
        }
        Path target = copy.resolve(path);
        Files.createDirectories(java.util.Objects.requireNonNullElse(target.getParent(), copy));
        try (InputStream in = opened.get()) {
            Files.copy(in, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        return true;
    }

    /** What its user calls its folder. */
    public String origin() {
        return origin;
    }

    /** Its configuration, on this machine until it is closed. */
    public Path file() {
        return file;
    }

    /** Takes the copy away. */
    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(copy)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // It lies in a folder for such files, which somebody clears.
            return;
        }
    }
}
