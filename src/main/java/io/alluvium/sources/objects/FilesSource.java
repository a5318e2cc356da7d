package io.alluvium.sources.objects;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Source;
import io.alluvium.source.SourceContent;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.sources.objects.FileList.SourceFile;
import java.io.FileNotFoundException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a folder of files. A file counts by path, size and time of change; names that begin with {@code .} or {@code _} or end
 * with {@code .tmp}, {@code .part}, {@code .crdownload} or {@code ~} are passed over, with all beneath them.
 */
final class FilesSource implements Source {
    static final String GUARANTEE = "complete for files that appear whole";

    private final FilesSpec source;
    private final FolderListing listing;

    FilesSource(FilesSpec source) {
        this.source = source;
        this.listing = new FolderListing(source);
    }

    /** A folder that is missing is told by the look at each table. */
    @Override
    public SourceSpec connect() {
        return source;
    }

    @Override
    public Look look(TableSpec table, Known known) {
        FilesTable wanted = own(table);
        try {
            Optional<FileList> reached = known.reached().map(FileList::of);
            requireMayReplace(wanted, reached);
            Optional<FileList> next = next(wanted, reached, known.pending().map(FileList::of));
            return next.isPresent()
                    ? changed(wanted, known, next.get())
                    : new Look.Unchanged(wanted.load() == FilesTable.Load.REPLACE ? "same files" : "no new file");
        } catch (AlluviumException e) {
            if (e.kind() == Kind.SOURCE) {
                throw e;
            }
            return new Look.Refused(e.problems().get(0));
        }
    }

    /** What the next batch reads; empty where raw has it all. */
    private Optional<FileList> next(FilesTable table, Optional<FileList> reached, Optional<FileList> pending) {
        Optional<FileList> begun = pending.filter(list -> listing.reads(table, list));
        if (begun.isPresent()) {
            listing.requireUnchanged(table, begun.get());
            return begun;
        }
        boolean replaces = table.load() == FilesTable.Load.REPLACE;
        List<SourceFile> present = listing.files(table);
        Set<SourceFile> loaded = new HashSet<>(reached.map(FileList::files).orElse(List.of()));
        if (present.isEmpty() && (loaded.isEmpty() || replaces)) {
            throw Problem.of(ErrorCode.SOURCE_TABLE_MISSING, "no file in " + source.path() + " matches " + table.glob())
                    .at(table.place())
                    .marking(table.glob())
                    .because("matches nothing")
                    .asException();
        }
        if (replaces) {
            return loaded.equals(new HashSet<>(present)) ? Optional.empty() : Optional.of(new FileList(present, true));
        }
        List<SourceFile> fresh =
                present.stream().filter(file -> !loaded.contains(file)).toList();
        return fresh.isEmpty() ? Optional.empty() : Optional.of(new FileList(fresh, false));
    }

    /** What was appended so far is a log; replacing its rows would lose what it is there for. */
    private static void requireMayReplace(FilesTable table, Optional<FileList> reached) {
        boolean appended = reached.filter(files -> !files.replace()).isPresent();
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

    private Look changed(FilesTable table, Known known, FileList list) {
        FileRows rows = new FileRows(table, listing.root(), list.files());
        rows.requireText();
        Optional<StructType> columns = rows.columns(known.schema());
        RowShape shape = new RowShape(table);
        columns.ifPresent(shape::requireKey);
        long bytes = list.files().stream().mapToLong(SourceFile::size).sum();
        String files = list.files().size() == 1
                ? list.files().get(0).path()
                : list.files().size() + (list.replace() ? " files" : " new files");
        return new Look.Changed(
                list.position(),
                files + ", " + (bytes + 1023) / 1024 + " KB" + (list.replace() ? ", replacing" : ""),
                OptionalLong.empty(),
                GUARANTEE,
                new FilesReader(this, table, list, known.schema(), columns.map(shape::withLoadColumns), listing));
    }

    /** What cannot be listed or opened is found by the look. */
    @Override
    public Optional<Problem> missingRight(TableSpec table) {
        return Optional.empty();
    }

    @Override
    public Optional<SourceContent> content(TableSpec table, Known known) {
        return Optional.empty();
    }

    @Override
    public Optional<AlluviumException> explain(TableSpec table, Throwable failure) {
        if (failure instanceof AlluviumException known) {
            return Optional.of(known);
        }
        FilesTable wanted = own(table);
        return Causes.of(failure)
                .flatMap(cause -> explained(wanted, cause).stream())
                .map(problem -> problem.asException(failure))
                .findFirst();
    }

    private static Optional<Problem> explained(FilesTable table, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof FileNotFoundException || message.contains("FILE_NOT_EXIST")) {
            return Optional.of(
                    problem(table, ErrorCode.FILE_CHANGED, "a file of " + table.name() + " went away while read"));
        }
        return message.contains("FAILED_READ_FILE") || message.contains("MALFORMED")
                ? Optional.of(problem(table, ErrorCode.FILE_CORRUPT, "a file of " + table.name() + " cannot be read"))
                : Optional.empty();
    }

    private static Problem problem(FilesTable table, ErrorCode code, String message) {
        return Problem.of(code, message).at(table.place()).marking(table.glob());
    }

    private FilesTable own(TableSpec table) {
        if (table instanceof FilesTable own && source.tables().contains(own)) {
            return own;
        }
        throw new IllegalArgumentException(table.name() + " is not a table of " + source.name());
    }

    @Override
    public void close() {}
}
