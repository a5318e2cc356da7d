package io.alluvium.lake;

import io.alluvium.domain.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaLog$;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import org.apache.spark.sql.delta.actions.AddFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A table's Delta log as a Spark session reads it, at the newest version when it was opened. With {@link
 * TableTransaction} and {@link DeletionMarks} the only code that calls Delta's internals; written for the pinned Delta
 * release and held to stock MERGE by tests.
 */
final class TableLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(TableLog.class);

    private final SparkSession session;
    private final TableName name;
    private final String folder;
    private final DeltaLog log;
    private final Snapshot snapshot;

    private TableLog(SparkSession session, TableName name, String folder, DeltaLog log, Snapshot snapshot) {
        this.session = session;
        this.name = name;
        this.folder = folder;
        this.log = log;
        this.snapshot = snapshot;
    }

    /**
     * @param folder of the table under the warehouse
     * @param path of the same folder, as Hadoop calls it
     */
    static TableLog open(SparkSession session, TableName name, String folder, String path) {
        DeltaLog log = DeltaLog.forTable(session, new Path(path));
        return new TableLog(session, name, folder, log, newest(log));
    }

    /** The same table read anew, as if this JVM had never seen it: its folder may have been deleted and made again. */
    TableLog reopened() {
        DeltaLog$.MODULE$.invalidateCache(session, log.dataPath());
        return open(session, name, folder, log.dataPath().toString());
    }

    private static Snapshot newest(DeltaLog log) {
        return log.update(false, Option.empty(), Option.empty());
    }

    boolean exists() {
        return snapshot.version() >= 0;
    }

    TableVersion version() {
        return version(name, folder, snapshot);
    }

    /** The version, where the table exists. */
    Optional<TableVersion> found() {
        return exists() ? Optional.of(version()) : Optional.empty();
    }

    static TableVersion version(TableName name, String folder, Snapshot snapshot) {
        return new TableVersion(
                name,
                folder,
                snapshot.metadata().id(),
                snapshot.version(),
                snapshot.metadata().schema(),
                CollectionConverters.asJava(snapshot.metadata().configuration()));
    }

    TableName name() {
        return name;
    }

    String folder() {
        return folder;
    }

    DeltaLog delta() {
        return log;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** The table's data files with their statistics; small tables answer without a Spark job. */
    List<AddFile> files() {
        return listed(snapshot).orElseGet(() -> snapshot.allFiles().collectAsList());
    }

    /** A version's data files if its checksum lists them, as Delta does for small tables. */
    static Optional<List<AddFile>> listed(Snapshot snapshot) {
        Option<VersionChecksum> checksum = snapshot.checksumOpt();
        return checksum.isDefined() && checksum.get().allFiles().isDefined()
                ? Optional.of(
                        CollectionConverters.asJava(checksum.get().allFiles().get()))
                : Optional.empty();
    }

    /** The rows of these files, less those that their deletion vectors mark. */
    Dataset<Row> rows(List<AddFile> files) {
        return TableFiles.canRead(snapshot)
                ? session.baseRelationToDataFrame(new TableFiles(session, log, snapshot, files).relation())
                : log.createDataFrame(snapshot, seq(files), false, Option.empty());
    }

    /** The text of the commit that made a version; empty where there is no such version. */
    Optional<String> commit(long version) {
        Path file = new Path(log.logPath(), String.format("%020d.json", version));
        try {
            FileSystem storage = fileSystem();
            if (!storage.exists(file)) {
                return Optional.empty();
            }
            try (var in = storage.open(file)) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where files of the table lie, in their order. */
    Set<Path> paths(List<AddFile> files) {
        Set<Path> paths = new LinkedHashSet<>();
        files.forEach(file -> paths.add(file.absolutePath(delta())));
        return paths;
    }

    /** Best effort: what cannot be deleted is in no version of the table and goes with the next clean-up. */
    void delete(Set<Path> files) {
        try {
            FileSystem storage = fileSystem();
            for (Path file : files) {
                storage.delete(file, false);
            }
        } catch (IOException e) {
            LOGGER.warn("cannot delete files of {} that were never committed", name, e);
        }
    }

    private FileSystem fileSystem() throws IOException {
        return log.dataPath().getFileSystem(log.newDeltaHadoopConf());
    }

    static <T> Seq<T> seq(List<? extends T> list) {
        return CollectionConverters.<T>asScala(new ArrayList<T>(list)).toSeq();
    }
}
