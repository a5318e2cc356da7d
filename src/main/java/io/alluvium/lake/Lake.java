package io.alluvium.lake;

import com.fasterxml.jackson.core.JacksonException;
import io.alluvium.domain.KeyIntervals;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.FolderNotes;
import io.alluvium.storage.Storage;
import io.alluvium.storage.StoredFile;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.actions.Metadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A warehouse: tables by name under one folder, answered from their Delta logs without a Spark session. Safe for use by
 * many threads.
 */
public final class Lake {
    static final String LOG = "_delta_log";

    private final Storage storage;
    private final TableEpochs epochs;
    private final LogNotes notes;
    private final Engine engine;

    /** The log in each folder as it was asked for last: most questions about a version follow its discovery. */
    private final Map<String, Snapshot> newest = new ConcurrentHashMap<>();

    /** @param storage the warehouse's folder */
    public Lake(Storage storage, TableEpochs epochs) {
        this(storage, epochs, FolderNotes.none(storage));
    }

    /** @param notes what was kept of its logs */
    public Lake(Storage storage, TableEpochs epochs, FolderNotes notes) {
        this.storage = storage;
        this.epochs = epochs;
        this.notes = new LogNotes(notes, storage);
        this.engine = newEngine(storage.uri(""), storage.settings(), this::listed);
    }

    /**
     * @param path in the warehouse, as Hadoop calls it
     * @param settings what Hadoop must be told of the store
     */
    static Engine newEngine(String path, Map<String, String> settings) {
        return newEngine(path, settings, (folder, file) -> {});
    }

    /** @param listed hears of each file that is listed */
    private static Engine newEngine(String path, Map<String, String> settings, BiConsumer<String, StoredFile> listed) {
        String scheme = path.substring(0, path.indexOf(':'));
        Configuration hadoop = scheme.equals("file") ? localFileSystem() : new Configuration();
        settings.forEach(hadoop::set);
        return DefaultEngine.create(new KernelStorage(scheme, hadoop, listed));
    }

    private void listed(String folder, StoredFile file) {
        String root = storage.uri("") + "/";
        if (folder.startsWith(root)) {
            file.etag().ifPresent(etag -> notes.listed(folder.substring(root.length()), file.path(), etag));
        }
    }

    /** Hadoop's own defaults take longer to parse than a table's log takes to read, and a local disk needs none. */
    private static Configuration localFileSystem() {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
        return configuration;
    }

    /**
     * What this user may not do in the warehouse, after "no right to"; empty where nothing is forbidden. A store that
     * cannot be asked is tried.
     *
     * @throws AlluviumException STORAGE_FAILED
     */
    public Optional<String> refusal() {
        try {
            return storage.refusal();
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "cannot write to " + storage.name(""))
                    .because(String.valueOf(e.getMessage()))
                    .asException(e);
        }
    }

    /** How many requests this process has sent to the warehouse's store; empty on a disk. */
    public OptionalLong requests() {
        return storage.requests();
    }

    /** Why no commit of a project can come to a table: that of another, or one that forgets what came to it. */
    public Optional<Problem> refusal(TableVersion found, String project) {
        return ExpectedVersion.refusal(this, found, project);
    }

    Storage storage() {
        return storage;
    }

    /** Where a table lies, whether it exists or not: a Hadoop path, with scheme and without percent-encoding. */
    public String path(TableName table) {
        return storage.uri(folder(table));
    }

    /** The same as people call it. */
    public String place(TableName table) {
        return storage.name(folder(table));
    }

    /** Where the table of an epoch lies, or would, as people call it. */
    public String place(TableName table, long epoch) {
        return storage.name(folder(table, epoch));
    }

    String folder(TableName table) {
        return folder(table, epochs.current(table));
    }

    /** No table's name has a dot. */
    private static String folder(TableName table, long epoch) {
        return table.layer().label() + "/" + table.name() + (epoch == 0 ? "" : "." + epoch);
    }

    /** Where a table's folder holds the commit that made a version. */
    static String commit(long version) {
        return LOG + "/" + String.format("%020d.json", version);
    }

    /** All Delta tables that lie where tables lie, in order of layer and name, whoever owns them; each once. */
    public List<TableName> tables() {
        return tablesBut(List.of());
    }

    /** As {@link #tables}, without these, which are not looked for. */
    public List<TableName> tablesBut(Collection<TableName> known) {
        return new TableFolders(storage).tablesBut(known, this::folder);
    }

    /**
     * The table's newest version; empty where there is no table. A folder without a Delta log, or with an empty one, is
     * no table.
     *
     * @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public Optional<TableVersion> current(TableName table) {
        return noted(table, folder(table));
    }

    /**
     * The newest version of the table that was made in this epoch, whichever epoch is the current one.
     *
     * @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public Optional<TableVersion> current(TableName table, long epoch) {
        return noted(table, folder(table, epoch));
    }

    /** By what is known of the log, where that still holds. */
    private Optional<TableVersion> noted(TableName table, String folder) {
        return reading(table, folder, () -> {
            try {
                Optional<TableVersion> noted = notes.current(table, folder);
                return noted.isPresent() ? noted : current(table, folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** A disk is asked for the folder first, which is cheaper there than Kernel's answer that there is none. */
    Optional<TableVersion> current(TableName table, String folder) {
        if (storage.localFile("").isPresent() && !new TableFolders(storage).hasLog(folder)) {
            return Optional.empty();
        }
        return reading(table, folder, () -> {
            try {
                Snapshot snapshot =
                        TableManager.loadSnapshot(storage.uri(folder)).build(engine);
                TableVersion found = committed(table, folder, snapshot);
                notes.saw(found);
                return Optional.of(found);
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
        return reading(
                version,
                () -> notes.number(version, LogNote.Number.COMMITTED, writer, () -> committed(at(version), writer)));
    }

    /**
     * The number up to which this version has what {@code writer} committed: the last one, or an earlier one after a
     * RESTORE, which leaves the last number as it was.
     *
     * @param committed the last one, as {@link #committed(TableVersion, String)} gives it
     * @throws AlluviumException TABLE_RESTORED, TABLE_UNREADABLE, STORAGE_FAILED
     */
    public OptionalLong kept(TableVersion version, String writer, OptionalLong committed) {
        return reading(
                version,
                () -> notes.number(version, LogNote.Number.KEPT, writer, () -> {
                    long origin = restores(version).origin(version.version(), writer);
                    return origin == version.version() ? committed : committed(at(version.folder(), origin), writer);
                }));
    }

    /**
     * What happened to the table's rows after version {@code since}, up to this one. Costs a read a commit.
     *
     * @param since a version of the same table
     * @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public TableNews news(TableVersion version, long since) {
        if (version.version() <= since) {
            // A table that went back was put back from a copy.
            return version.version() == since ? TableNews.NONE : TableNews.UNKNOWN;
        }
        return reading(
                version,
                () -> LogNews.between(
                        storage.under(version.folder()),
                        since,
                        version.version(),
                        () -> earlier(version, since).schema()));
    }

    /**
     * The same table at an earlier version.
     *
     * @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public TableVersion earlier(TableVersion version, long earlier) {
        return reading(version, () -> version(version.name(), version.folder(), at(version.folder(), earlier)));
    }

    private OptionalLong committed(Snapshot snapshot, String writer) {
        Optional<Long> number = snapshot.getLatestTransactionVersion(engine, writer);
        return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
    }

    private Restores restores(TableVersion version) {
        return new Restores(version.name(), storage.under(version.folder()));
    }

    /** @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED */
    public TableSize size(TableVersion version) {
        return reading(version, () -> TableSize.of(at(version), engine));
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
        String folder = folder(table);
        Optional<TableVersion> found = current(table, folder);
        new ExpectedVersion(this, table, base, mark).check(found);
        return new FileAppend(this, table, folder, found.map(this::at), TableShape.of(rows, mark.columns()), mark);
    }

    /**
     * Prepares to read a version without Spark.
     *
     * @param columns of the table, each of a type that {@link io.alluvium.column.ColumnValues#supports}
     * @param keys of one of the columns: what cannot hold them, by its statistics, is left out; rows outside may still come
     * @throws AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public TableScan scan(TableVersion version, StructType columns, Optional<KeyIntervals> keys) {
        return reading(version, () -> new TableScan(this, version, at(version), columns, keys));
    }

    /** What a commit of ours made of the table. */
    TableVersion committed(TableName table, String folder, Snapshot snapshot) {
        newest.put(folder, snapshot);
        return version(table, folder, snapshot);
    }

    Engine engine() {
        return engine;
    }

    private Snapshot at(TableVersion version) {
        Snapshot known = newest.get(version.folder());
        if (known != null
                && known.getVersion() == version.version()
                && known.getMetadata().getId().equals(version.tableId())) {
            return known;
        }
        return at(version.folder(), version.version());
    }

    private Snapshot at(String folder, long version) {
        return TableManager.loadSnapshot(storage.uri(folder)).atVersion(version).build(engine);
    }

    private static TableVersion version(TableName table, String folder, Snapshot snapshot) {
        Metadata metadata = snapshot.getMetadata();
        StructType schema = (StructType) DataType.fromJson(metadata.getSchemaString());
        return new TableVersion(
                table, folder, metadata.getId(), snapshot.getVersion(), schema, metadata.getConfiguration());
    }

    private <T> T reading(TableVersion version, Supplier<T> read) {
        return reading(version.name(), version.folder(), read);
    }

    /** Turns whatever reading a log throws into a problem. */
    <T> T reading(TableName table, String folder, Supplier<T> read) {
        try {
            return read.get();
        } catch (AlluviumException e) {
            throw e;
        } catch (Exception e) {
            // Delta's Scala code throws checked exceptions that no signature declares.
            throw unreadable(table, folder, e);
        }
    }

    /** Kernel reports a damaged log by many exception types; what is not the storage's fault is the log's. */
    private AlluviumException unreadable(TableName table, String folder, Exception failure) {
        boolean ofStorage = Causes.has(
                failure,
                cause -> (cause instanceof IOException || cause instanceof UncheckedIOException)
                        && !(cause instanceof JacksonException));
        if (ofStorage) {
            return Problem.of(ErrorCode.STORAGE_FAILED, "the log of " + table + " cannot be read from storage")
                    .because(storage.name(folder))
                    .asException(failure);
        }
        return Problem.of(ErrorCode.TABLE_UNREADABLE, table + " is not a readable Delta table")
                .because(storage.name(folder + "/" + LOG))
                .fixedBy("restore the folder, or delete it: the next run builds the table again")
                .asException(failure);
    }
}
