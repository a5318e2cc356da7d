package io.alluvium.lake;

import com.fasterxml.jackson.core.JacksonException;
import io.alluvium.domain.KeyIntervals;
import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.actions.Metadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A warehouse: tables by name under one folder, answered from their Delta logs without a Spark session. Safe for use by
 * many threads.
 */
public final class Lake {
    private final Path root;
    private final Engine engine;

    /** The log of each table as it was asked for last: most questions about a version follow its discovery. */
    private final Map<TableName, Snapshot> newest = new ConcurrentHashMap<>();

    /**
     * @param root an absolute local path or a {@code file:} URI
     * @throws AlluviumException WAREHOUSE_REFUSED for any other file system
     */
    public Lake(URI root) {
        this.root = local(root);
        this.engine = newEngine();
    }

    private static Path local(URI root) {
        if (root.getScheme() == null) {
            return Path.of(root.getPath()).toAbsolutePath().normalize();
        }
        if (!root.getScheme().equals("file")) {
            throw Problem.of(ErrorCode.WAREHOUSE_REFUSED, "a warehouse on " + root.getScheme() + ":// is not supported")
                    .fixedBy("warehouse { path = \"/an/absolute/local/path\" }")
                    .asException();
        }
        return Path.of(root.getPath()).normalize();
    }

    static Engine newEngine() {
        return DefaultEngine.create(new KernelStorage(localFileSystem()));
    }

    /** Hadoop's own defaults take longer to parse than a table's log takes to read, and a local disk needs none. */
    private static Configuration localFileSystem() {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
        return configuration;
    }

    /** Where a table lies, whether it exists or not: a Hadoop path, with scheme and without percent-encoding. */
    public String path(TableName table) {
        return "file:" + folder(table);
    }

    /** Where the tables of a layer lie. */
    String path(Layer layer) {
        return "file:" + root.resolve(layer.label());
    }

    /** The same as a folder of this machine. */
    public Path folder(TableName table) {
        return root.resolve(table.layer().label()).resolve(table.name());
    }

    /** All Delta tables that lie where tables lie, in order of layer and name, whoever owns them. */
    public List<TableName> tables() {
        List<TableName> tables = new ArrayList<>();
        for (Layer layer : Layer.values()) {
            Path folder = root.resolve(layer.label());
            if (Files.isDirectory(folder)) {
                tables.addAll(tables(layer, folder));
            }
        }
        return List.copyOf(tables);
    }

    private List<TableName> tables(Layer layer, Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(TableName::isName)
                    .map(name -> new TableName(layer, name))
                    .filter(this::hasLog)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "cannot list " + folder).asException(e);
        }
    }

    private boolean hasLog(TableName table) {
        return Files.isDirectory(folder(table).resolve("_delta_log"));
    }

    /**
     * The table's newest version; empty where there is no table. A folder without a Delta log, or with an empty one, is
     * no table.
     *
     * @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public Optional<TableVersion> current(TableName table) {
        if (!hasLog(table)) {
            return Optional.empty();
        }
        return reading(table, () -> {
            try {
                Snapshot snapshot = TableManager.loadSnapshot(path(table)).build(engine);
                newest.put(table, snapshot);
                return Optional.of(version(table, snapshot));
            } catch (TableNotFoundException e) {
                return Optional.<TableVersion>empty();
            }
        });
    }

    /**
     * The number that {@code writer} last committed at this version; see {@link CommitMark#writer()}.
     *
     * @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public OptionalLong committed(TableVersion version, String writer) {
        return reading(version.name(), () -> committed(at(version), writer));
    }

    /**
     * The number up to which this version has what {@code writer} committed: the last one, or an earlier one after a
     * RESTORE, which leaves the last number as it was.
     *
     * @param committed the last one, as {@link #committed(TableVersion, String)} gives it
     * @throws AlluviumException TABLE_RESTORED, TABLE_UNREADABLE, STORAGE_FAILED
     */
    public OptionalLong kept(TableVersion version, String writer, OptionalLong committed) {
        return reading(version.name(), () -> {
            long origin = restores(version).origin(version.version(), writer);
            return origin == version.version() ? committed : committed(at(version.name(), origin), writer);
        });
    }

    /**
     * Whether a RESTORE came after version {@code since}, up to this one.
     *
     * @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public boolean isRestored(TableVersion version, long since) {
        return reading(version.name(), () -> restores(version).isRestored(since, version.version()));
    }

    private OptionalLong committed(Snapshot snapshot, String writer) {
        Optional<Long> number = snapshot.getLatestTransactionVersion(engine, writer);
        return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
    }

    private Restores restores(TableVersion version) {
        return new Restores(version.name(), folder(version.name()));
    }

    /** @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED */
    public TableSize size(TableVersion version) {
        return reading(version.name(), () -> TableSize.of(at(version), engine));
    }

    /**
     * Moves a table out of its place, in one step that happens or not: there is no table afterwards, or the same one.
     *
     * @param tableId the table that is meant
     * @param aside where its folder goes; nothing lies there
     * @throws AlluviumException COMMIT_CONFLICT when another table lies there; STORAGE_FAILED
     */
    public void moveAside(TableName table, String tableId, Path aside) {
        if (!current(table).map(TableVersion::tableId).equals(Optional.of(tableId))) {
            throw CommitOutcome.conflict(table, "it was removed or replaced meanwhile");
        }
        try {
            Files.createDirectories(aside.getParent());
            if (Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(aside.toString());
            }
            Files.move(folder(table), aside, StandardCopyOption.ATOMIC_MOVE);
            newest.remove(table);
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, table + " cannot be moved to " + aside)
                    .because(e.getClass().getSimpleName() + "; it is where it was")
                    .fixedBy("free that place, on the file system of the table; or delete " + folder(table)
                            + " yourself, which resets the table too")
                    .asException(e);
        }
    }

    /** Whether {@link #append} can write such rows: the table is new, or plain, with all these columns. */
    public boolean canAppend(Optional<TableVersion> base, StructType rows) {
        return base.map(version -> !version.properties().containsKey("delta.columnMapping.mode")
                        && version.properties().keySet().stream().noneMatch(key -> key.startsWith("delta.constraints"))
                        && TableShape.hasAll(version.schema(), rows))
                .orElse(true);
    }

    /**
     * Begins an append of files to exactly {@code base}; see {@link LakeSession#stage} for what is refused.
     *
     * @param base empty when the table must not exist yet
     * @param rows the columns of the files; all of them are the table's where there is one, see {@link #canAppend}
     * @throws AlluviumException COMMIT_CONFLICT, TABLE_FOREIGN, TRANSACTION_EXPIRY, TABLE_UNREADABLE, STORAGE_FAILED
     */
    public FileAppend append(TableName table, Optional<TableVersion> base, StructType rows, CommitMark mark) {
        Optional<TableVersion> found = current(table);
        new ExpectedVersion(this, table, base, mark).check(found);
        return new FileAppend(this, table, found.map(this::at), TableShape.of(rows, mark.columns()), mark);
    }

    /**
     * Prepares to read a version without Spark.
     *
     * @param columns of the table, each of a type that {@link io.alluvium.column.ColumnValues#supports}
     * @param keys of one of the columns: what cannot hold them, by its statistics, is left out; rows outside may still come
     * @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public TableScan scan(TableVersion version, StructType columns, Optional<KeyIntervals> keys) {
        return reading(version.name(), () -> new TableScan(this, version.name(), at(version), columns, keys));
    }

    /** What a commit of ours made of the table. */
    TableVersion committed(TableName table, Snapshot snapshot) {
        newest.put(table, snapshot);
        return version(table, snapshot);
    }

    Engine engine() {
        return engine;
    }

    private Snapshot at(TableVersion version) {
        Snapshot known = newest.get(version.name());
        if (known != null
                && known.getVersion() == version.version()
                && known.getMetadata().getId().equals(version.tableId())) {
            return known;
        }
        return at(version.name(), version.version());
    }

    private Snapshot at(TableName table, long version) {
        return TableManager.loadSnapshot(path(table)).atVersion(version).build(engine);
    }

    private static TableVersion version(TableName table, Snapshot snapshot) {
        Metadata metadata = snapshot.getMetadata();
        StructType schema = (StructType) DataType.fromJson(metadata.getSchemaString());
        return new TableVersion(table, metadata.getId(), snapshot.getVersion(), schema, metadata.getConfiguration());
    }

    /** Turns whatever reading a log throws into a problem. */
    <T> T reading(TableName table, Supplier<T> read) {
        try {
            return read.get();
        } catch (AlluviumException e) {
            throw e;
        } catch (Exception e) {
            // Delta's Scala code throws checked exceptions that no signature declares.
            throw unreadable(table, e);
        }
    }

    /** Kernel reports a damaged log by many exception types; what is not the storage's fault is the log's. */
    private AlluviumException unreadable(TableName table, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean storage = (cause instanceof IOException || cause instanceof UncheckedIOException)
                    && !(cause instanceof JacksonException);
            if (storage) {
                return Problem.of(ErrorCode.STORAGE_FAILED, "the log of " + table + " cannot be read from storage")
                        .because(folder(table).toString())
                        .asException(failure);
            }
        }
        return Problem.of(ErrorCode.TABLE_UNREADABLE, table + " is not a readable Delta table")
                .because(folder(table).resolve("_delta_log").toString())
                .fixedBy("restore the folder, or delete it: the next run builds the table again")
                .asException(failure);
    }
}
