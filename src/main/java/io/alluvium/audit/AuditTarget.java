package io.alluvium.audit;

import io.alluvium.config.BucketPath;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.Lake;
import io.alluvium.source.LandedTable;
import io.alluvium.sources.SourceTypes;
import io.alluvium.storage.S3Settings;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens the folder that a table lies in: a Delta table, or Parquet files. */
public final class AuditTarget {
    private static final TableName NAME = new TableName(Layer.RAW, "audited");
    private static final String DELTA_LOG = "/_delta_log";

    private AuditTarget() {}

    /**
     * Opens what lies there now; later writers change nothing of it, unless they take files away.
     *
     * @param written a local path, or a URI with the scheme s3a or hdfs
     * @param directory where relative paths start
     * @param bucket how a bucket is reached that is not AWS's own; empty where nothing is said of it
     * @throws AlluviumException USAGE where no such table lies there; TABLE_UNREADABLE, FILE_CORRUPT, STORAGE_FAILED
     */
    public static LandedTable open(String written, Path directory, Optional<S3Settings> bucket) {
        boolean inBucket = BucketPath.isMeant(written);
        boolean remote = inBucket || written.startsWith("hdfs://");
        if (!remote && written.contains("://")) {
            throw refused("--target names neither a folder nor a store that is known")
                    .asException();
        }
        if (bucket.isPresent() && !inBucket) {
            throw Problem.of(
                            ErrorCode.USAGE,
                            "--endpoint, --region and --path-style are of a bucket, and --target names none")
                    .fixedBy("leave them out, or --target s3a://BUCKET/PREFIX")
                    .asException();
        }
        String path = (remote
                        ? written.replaceFirst("(?i)^s3[an]?://", "s3a://")
                        : directory.resolve(written).normalize().toString())
                .replaceFirst("/+$", "");
        if (!remote && !Files.isDirectory(Path.of(path))) {
            throw refused("there is no folder " + path).asException();
        }
        int slash = path.lastIndexOf('/');
        if (remote && path.indexOf("//") + 1 == slash || slash < 0) {
            throw refused("--target names a whole store, and no folder in it").asException();
        }
        String parent = slash == 0 ? "/" : path.substring(0, slash);
        Storage storage = !remote
                ? Storage.local(parent)
                : inBucket
                        ? Storage.at(
                                BucketPath.uri(parent),
                                bucket.map(S3Settings::hadoop).orElse(Map.of()))
                        : Storage.at(URI.create(parent));
        return open(storage, path.substring(slash + 1));
    }

    private static Problem refused(String message) {
        return Problem.of(ErrorCode.USAGE, message)
                .fixedBy(
                        "--target FOLDER, s3a://BUCKET/PREFIX or hdfs://NAMENODE/PATH: where the table's own files lie");
    }

    private static LandedTable open(Storage storage, String folder) {
        try {
            if (storage.hasFolder(folder + DELTA_LOG)) {
                return delta(storage, folder);
            }
            if (storage.hasFolder(folder + "/.hoodie")) {
                throw otherFormat(storage.name(folder), "Hudi");
            }
            boolean iceberg = storage.hasFolder(folder + "/metadata")
                    && storage.list(folder + "/metadata").stream().anyMatch(name -> name.endsWith(".metadata.json"));
            if (iceberg) {
                throw otherFormat(storage.name(folder), "Iceberg");
            }
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "cannot look into " + storage.name(folder))
                    .because(String.valueOf(e.getMessage()))
                    .asException(e);
        }
        Storage own = storage.under(folder);
        return SourceTypes.all().list().stream()
                .flatMap(type -> type.landed(own).stream())
                .findFirst()
                .orElseThrow(() -> refused("no Delta table and no Parquet file lies in " + storage.name(folder))
                        .asException());
    }

    private static AlluviumException otherFormat(String place, String format) {
        return Problem.of(ErrorCode.USAGE, place + " is a table of " + format + ", which is not read yet")
                .because("its log says which files are of it; Delta tables and plain Parquet files are read")
                .asException();
    }

    private static LandedTable delta(Storage storage, String folder) {
        Lake lake = new Lake(storage, table -> 0);
        return explained(
                storage.name(folder),
                () -> lake.current(NAME, folder)
                        .<LandedTable>map(version -> new DeltaTarget(lake, version))
                        .orElseThrow(() -> refused("there is no version of a Delta table in " + storage.name(folder))
                                .asException()));
    }

    /** The table is none of a project, of which another run would make a new one. */
    static <T> T explained(String place, Supplier<T> read) {
        try {
            return read.get();
        } catch (AlluviumException e) {
            if (e.problems().get(0).code() != ErrorCode.TABLE_UNREADABLE) {
                throw e;
            }
            throw Problem.of(ErrorCode.TABLE_UNREADABLE, "the Delta table in " + place + " cannot be read")
                    .because(Optional.ofNullable(e.getCause())
                            .map(cause -> cause.getClass().getSimpleName())
                            .orElse("its log is damaged, or newer than what is known here"))
                    .asException(e);
        }
    }
}
