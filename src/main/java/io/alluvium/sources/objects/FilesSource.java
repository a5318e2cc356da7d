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
import io.alluvium.source.columns.MaskKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a folder of files, in whatever store. A file is known by its path and what tells its content; names that begin with {@code .} or {@code _} or end
 * with {@code .tmp}, {@code .part}, {@code .crdownload} or {@code ~} are passed over, with all beneath them.
 */
final class FilesSource implements Source {
    static final String GUARANTEE = "complete for files that appear whole";

    private final FilesSpec source;
    private final FolderListing listing;
    private Optional<MaskKey> key = Optional.empty();

    FilesSource(FilesSpec source) {
        this.source = source;
        this.listing = new FolderListing(source);
    }

    /** A folder that is missing is told by the look at each table. */
    @Override
    public SourceSpec connect() {
        maskKey();
        return source;
    }

    private StoredForm form(FilesTable table, Known known) {
        return new StoredForm(table, known, table.stored().hashes() ? maskKey() : Optional.empty());
    }

    private synchronized Optional<MaskKey> maskKey() {
        if (key.isEmpty()) {
            key = source.maskSecret().map(MaskKey::of);
        }
        return key;
    }

    @Override
    public Look look(TableSpec table, Known known) {
        FilesTable wanted = own(table);
        try {
            News news = news(wanted, known);
            return news.next().isPresent()
                    ? changed(wanted, known, news.next().get(), news.told())
                    : new Look.Unchanged(news.told());
        } catch (AlluviumException e) {
            if (e.kind() == Kind.SOURCE || e.kind() == Kind.RESOURCES) {
                throw e;
            }
            return new Look.Refused(e.problems().get(0));
        }
    }

    /** What the next batch reads, or why nothing. */
    private News news(FilesTable table, Known known) {
        StoredForm form = form(table, known);
        Optional<FileList> reached = known.reached().map(FileList::of);
        requireMayReplace(table, reached);
        form.requireSame(List.of());
        Optional<FileList> begun = known.pending()
                .map(FileList::of)
                .filter(list -> listing.reads(table, list) && list.stored().equals(form.mark()));
        if (begun.isPresent()) {
            listing.requireUnchanged(table, begun.get());
            return News.of(begun.get());
        }
        LoadedFiles loaded = new LoadedFiles(table, listing, reached);
        boolean replaces = table.load() == FilesTable.Load.REPLACE;
        Listed present = listing.settled(table, file -> !loaded.has(file)).withLoaded(loaded::has);
        if (present.ready().isEmpty()
                && (loaded.isEmpty() || replaces && present.waiting().isEmpty())) {
            throw none(table, present);
        }
        News news = replaces ? replaced(form, loaded, present) : appended(form, loaded, present);
        return reached.filter(list -> list.reader() < FileList.EXACT).isPresent()
                        && !(replaces && news.next().isPresent())
                ? news.with("files were loaded by an earlier, lenient reader; anew: alluvium reset " + table.name())
                : news;
    }

    private AlluviumException none(FilesTable table, Listed present) {
        Problem missing = Problem.of(
                        ErrorCode.SOURCE_TABLE_MISSING,
                        present.waiting().isEmpty()
                                ? "no file in " + source.path() + " matches " + table.glob()
                                : "no file in " + source.path() + " that matches " + table.glob() + " counts yet")
                .at(table.place())
                .marking(table.glob())
                .because(present.waiting().isEmpty() ? "matches nothing" : present.waits());
        return missing.asException();
    }

    /** A part of the present files would not stand for all that was loaded before. */
    private News replaced(StoredForm form, LoadedFiles loaded, Listed present) {
        if (!present.waiting().isEmpty()) {
            return new News(Optional.empty(), List.of("same files as loaded until all count", present.waits()));
        }
        return loaded.areAll(present.ready())
                ? new News(Optional.empty(), List.of("same files"))
                : News.of(list(form, present.ready()));
    }

    private News appended(StoredForm form, LoadedFiles loaded, Listed present) {
        FilesTable table = form.table();
        loaded.requireSameFolder(present.ready());
        List<SourceFile> wanted = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        for (SourceFile file : present.ready()) {
            if (!loaded.knows(file)) {
                wanted.add(file);
            } else if (!loaded.has(file)) {
                changed.add(file.path());
                if (table.life().change() == FileLife.Change.RELOAD) {
                    wanted.add(file);
                }
            }
        }
        if (!changed.isEmpty() && table.life().change() == FileLife.Change.FAIL) {
            throw changed(table, changed);
        }
        List<String> notes = new ArrayList<>();
        if (!changed.isEmpty()) {
            String what = table.life().change() == FileLife.Change.RELOAD ? "again" : "ignored";
            notes.add("changed since loaded, " + what + ": " + Listed.named(changed));
        }
        notes.add(present.waits());
        if (wanted.isEmpty()) {
            notes.add(0, "no new file");
            return new News(Optional.empty(), notes);
        }
        List<SourceFile> first = wanted.stream()
                .filter(file -> table.life().isFirst(file.path()))
                .toList();
        int later = first.isEmpty() ? 0 : wanted.size() - first.size();
        notes.add(
                later == 0
                        ? ""
                        : later + (later == 1 ? " file waits" : " files wait") + " for the next run, behind "
                                + table.life().first().orElseThrow());
        return new News(Optional.of(list(form, first.isEmpty() ? wanted : first)), notes);
    }

    private static AlluviumException changed(FilesTable table, List<String> changed) {
        return Problem.of(
                        ErrorCode.FILE_CHANGED,
                        "after " + table.name() + " loaded "
                                + (changed.size() == 1 ? "it, this file" : "them, these files") + " changed: "
                                + Listed.named(changed))
                .at(table.place())
                .marking(table.glob())
                .because("nothing was loaded; the rows of the content before are in raw, and stay there")
                .fixedBy("put back what was loaded, or say what a changed file means: file_change = reload adds its"
                        + " rows again as new ones, file_change = ignore passes it over")
                .asException();
    }

    private FileList list(StoredForm form, List<SourceFile> files) {
        FilesTable table = form.table();
        boolean replaces = table.load() == FilesTable.Load.REPLACE;
        return new FileList(
                listing.recognizable(table, files), replaces, FileList.EXACT, Optional.of(listing.root()), form.mark());
    }

    /**
     * Says what a look found.
     *
     * @param next what the next batch reads; empty where raw has it all
     * @param notes what a person is told beside it, some of them empty
     */
    private record News(Optional<FileList> next, List<String> notes) {
        static News of(FileList next) {
            return new News(Optional.of(next), List.of());
        }

        News with(String note) {
            return new News(next, Stream.concat(notes.stream(), Stream.of(note)).toList());
        }

        String told() {
            return notes.stream().filter(note -> !note.isEmpty()).collect(Collectors.joining("; "));
        }
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

    private Look changed(FilesTable table, Known known, FileList list, String told) {
        FileRows rows = new FileRows(form(table, known), listing.address(), list.files());
        rows.requireFormat();
        Optional<StructType> columns = rows.columns(known.schema());
        columns.ifPresent(new RowShape(table)::requireKey);
        List<String> notes = new ArrayList<>();
        List<String> unknown = rows.unknownColumns();
        if (!unknown.isEmpty()) {
            notes.add("no file has " + String.join(", ", unknown));
        }
        List<String> passedOver = table.paths()
                .passedOver(list.files().stream().map(SourceFile::path).toList());
        if (!passedOver.isEmpty()) {
            notes.add("folders tell " + String.join(", ", passedOver) + ": "
                    + table.paths().fix(passedOver));
        }
        if (!told.isEmpty()) {
            notes.add(told);
        }
        long bytes = list.files().stream().mapToLong(SourceFile::size).sum();
        String files = list.files().size() == 1
                ? list.files().get(0).path()
                : list.files().size() + (list.replace() ? " files" : " new files");
        return new Look.Changed(
                list.position(),
                files + ", " + (bytes + 1023) / 1024 + " KB" + (list.replace() ? ", replacing" : "")
                        + notes.stream().map(note -> "; " + note).collect(Collectors.joining()),
                OptionalLong.empty(),
                GUARANTEE,
                new FilesReader(table, list, rows, known.schema(), columns, listing));
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
        return Causes.first(failure, AlluviumException.class);
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
