package io.alluvium.sources.objects;

import io.alluvium.config.FilesSource;
import io.alluvium.config.FilesTable;
import io.alluvium.config.SourceConfig;
import io.alluvium.config.SourceTable;
import io.alluvium.domain.Window;
import io.alluvium.domain.Window.SourceFile;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.source.Extracted;
import io.alluvium.source.Extractor;
import io.alluvium.source.Known;
import io.alluvium.source.Prospect;
import io.alluvium.source.Reading;
import io.alluvium.source.SourceContent;
import io.alluvium.source.SourceFact;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A folder of files. A file counts by path, size and time of change; names that begin with {@code .} or {@code _} or end
 * with {@code .tmp}, {@code .part}, {@code .crdownload} or {@code ~} are passed over, with all beneath them.
 */
public final class FilesExtractor implements Extractor {
    private final FilesSource source;
    private final FolderListing listing;
    private final Map<FilesTable, StructType> schemas = new ConcurrentHashMap<>();

    public FilesExtractor(FilesSource source) {
        this.source = Objects.requireNonNull(source, "source");
        this.listing = new FolderListing(source);
    }

    /** A folder that is missing is told by the survey of each table. */
    @Override
    public SourceConfig connect() {
        return source;
    }

    @Override
    public SourceFact survey(SourceTable table, Known known) {
        FilesTable wanted = own(table);
        try {
            SourceFact fact = lookAt(wanted, known);
            if (fact instanceof SourceFact.Changed changed) {
                FileRows rows = rows(wanted, changed.window());
                rows.requireText();
                rows.columns(known).ifPresent(columns -> {
                    RowShape shape = new RowShape(wanted);
                    shape.requireKey(columns);
                    schemas.put(wanted, shape.withLoadColumns(columns));
                });
            }
            return fact;
        } catch (AlluviumException e) {
            if (e.kind() == Kind.SOURCE) {
                throw e;
            }
            return new SourceFact.Refused(e.problems().get(0));
        }
    }

    private SourceFact lookAt(FilesTable table, Known known) {
        requireFiles(table, known);
        requireMayReplace(table, known);
        Optional<Window.Files> begun =
                known.pending().map(FilesExtractor::files).filter(window -> listing.reads(table, window));
        if (begun.isPresent()) {
            requireUnchanged(table, begun.get());
            return changed(begun.get());
        }
        List<SourceFile> present = listing.files(table);
        Set<SourceFile> loaded = loaded(table, known);
        if (present.isEmpty() && (loaded.isEmpty() || table.load() == FilesTable.Load.REPLACE)) {
            throw Problem.of(ErrorCode.SOURCE_TABLE_MISSING, "no file in " + source.path() + " matches " + table.glob())
                    .at(table.place())
                    .marking(table.glob())
                    .because("matches nothing")
                    .asException();
        }
        return table.load() == FilesTable.Load.REPLACE ? replaced(present, loaded) : appended(present, loaded);
    }

    private static void requireFiles(FilesTable table, Known known) {
        if (!known.committed().stream().allMatch(Window.Files.class::isInstance)) {
            throw Problem.of(ErrorCode.SOURCE_CHANGED_IDENTITY, table.name() + " was loaded from a database so far")
                    .at(table.place())
                    .because("files cannot go on where rows of a database left off")
                    .fixedBy("load it under another name, or anew: alluvium reset " + table.name())
                    .asException();
        }
    }

    /** What was appended so far is a log; replacing its rows would lose what it is there for. */
    private static void requireMayReplace(FilesTable table, Known known) {
        boolean appended = known.last()
                .map(FilesExtractor::files)
                .filter(files -> !files.replace())
                .isPresent();
        if (appended && table.load() == FilesTable.Load.REPLACE) {
            throw Problem.of(
                            ErrorCode.SOURCE_MODE_REFUSED,
                            "load = replace cannot go on where load = append left off: " + table.name() + " only grows")
                    .at(table.place())
                    .marking("replace")
                    .fixedBy("load it under another name, or anew: alluvium reset " + table.name())
                    .asException();
        }
    }

    private static SourceFact replaced(List<SourceFile> present, Set<SourceFile> loaded) {
        return loaded.equals(new HashSet<>(present))
                ? new SourceFact.Unchanged("same files")
                : changed(new Window.Files(present, true));
    }

    private static SourceFact appended(List<SourceFile> present, Set<SourceFile> loaded) {
        List<SourceFile> fresh =
                present.stream().filter(file -> !loaded.contains(file)).toList();
        return fresh.isEmpty() ? new SourceFact.Unchanged("no new file") : changed(new Window.Files(fresh, false));
    }

    /** What raw holds: the files of all batches, or of the last where each replaces those before. */
    private static Set<SourceFile> loaded(FilesTable table, Known known) {
        Set<SourceFile> loaded = new HashSet<>();
        for (Window window : known.committed()) {
            if (table.load() == FilesTable.Load.REPLACE) {
                loaded.clear();
            }
            loaded.addAll(files(window).files());
        }
        return loaded;
    }

    private static SourceFact changed(Window.Files window) {
        long bytes = window.files().stream().mapToLong(SourceFile::size).sum();
        String files = window.files().size() == 1
                ? window.files().get(0).path()
                : window.files().size() + (window.replace() ? " files" : " new files");
        return new SourceFact.Changed(
                window,
                files + ", " + (bytes + 1023) / 1024 + " KB" + (window.replace() ? ", replacing" : ""),
                OptionalLong.empty(),
                "complete for files that appear whole");
    }

    @Override
    public Prospect prospect(SourceTable table, Known known, Window window) {
        String load = own(table).load().name().toLowerCase(Locale.ROOT);
        return new Prospect(new Reading(load, 0, Optional.of("it reads all files")), Extracted.Overlap.none());
    }

    /** What cannot be listed or opened is found by the survey. */
    @Override
    public Optional<Problem> missingRight(SourceTable table) {
        return Optional.empty();
    }

    @Override
    public Optional<StructType> schema(SourceTable table) {
        return Optional.ofNullable(schemas.get(own(table)));
    }

    @Override
    public Extracted read(SourceTable table, Known known, Window window) {
        FilesTable wanted = own(table);
        requireUnchanged(wanted, files(window));
        FileRows files = rows(wanted, window);
        files.requireText();
        try {
            return new Extracted(
                    session -> rows(wanted, files, known, session),
                    files.recordCount(),
                    Extracted.Overlap.none(),
                    Optional.empty(),
                    "complete for files that appear whole");
        } catch (AlluviumException e) {
            throw e;
        } catch (RuntimeException e) {
            throw explain(table, e).map(RuntimeException.class::cast).orElse(e);
        }
    }

    private Dataset<Row> rows(FilesTable table, FileRows files, Known known, SparkSession session) {
        try {
            return files.rows(session, known);
        } catch (AlluviumException e) {
            throw e;
        } catch (RuntimeException e) {
            throw explain(table, e).map(RuntimeException.class::cast).orElse(e);
        }
    }

    private void requireUnchanged(FilesTable table, Window.Files window) {
        for (SourceFile listed : window.files()) {
            Optional<SourceFile> now = listing.now(table, listed);
            if (!now.equals(Optional.of(listed))) {
                throw Problem.of(
                                ErrorCode.FILE_CHANGED,
                                "the file " + listed.path() + (now.isPresent() ? " changed" : " is gone")
                                        + " since its batch was planned")
                        .at(table.place())
                        .marking(table.glob())
                        .because("was " + listed.size() + " bytes of " + listed.modified())
                        .fixedBy("put the file back as it was, or load the table anew: alluvium reset " + table.name())
                        .asException();
            }
        }
    }

    @Override
    public Optional<SourceContent> content(SourceTable table, Known known) {
        return Optional.empty();
    }

    @Override
    public Optional<AlluviumException> explain(SourceTable table, Throwable failure) {
        if (failure instanceof AlluviumException known) {
            return Optional.of(known);
        }
        FilesTable wanted = own(table);
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 50; depth++) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof FileNotFoundException || message.contains("FILE_NOT_EXIST")) {
                return Optional.of(
                        problem(wanted, ErrorCode.FILE_CHANGED, "a file of " + wanted.name() + " went away while read")
                                .asException(failure));
            }
            if (message.contains("FAILED_READ_FILE") || message.contains("MALFORMED")) {
                return Optional.of(
                        problem(wanted, ErrorCode.FILE_CORRUPT, "a file of " + wanted.name() + " cannot be read")
                                .asException(failure));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Problem problem(FilesTable table, ErrorCode code, String message) {
        return Problem.of(code, message).at(table.place()).marking(table.glob());
    }

    private FileRows rows(FilesTable table, Window window) {
        Path root = listing.root();
        return new FileRows(table, root, files(window).files());
    }

    private static Window.Files files(Window window) {
        if (window instanceof Window.Files files) {
            return files;
        }
        throw new IllegalArgumentException("not a window of files: " + window);
    }

    private FilesTable own(SourceTable table) {
        if (table instanceof FilesTable own && source.tables().contains(own)) {
            return own;
        }
        throw new IllegalArgumentException(table.name() + " is not a table of " + source.name());
    }

    @Override
    public void close() {}
}
