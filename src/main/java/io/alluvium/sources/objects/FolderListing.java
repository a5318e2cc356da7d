package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.sources.objects.Listed.Waiting;
import io.alluvium.storage.StoredFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The files of a table as they lie in the source's folder now. */
final class FolderListing {
    /** Of a store that is asked over a network: beyond so many files one listing costs less than a question a file. */
    private static final int ASKED_ONE_BY_ONE = 50;

    /** A larger file is not read only to be recognized later. */
    private static final long HASHED = 256L << 20;

    private final FilesSpec source;

    FolderListing(FilesSpec source) {
        this.source = source;
    }

    /** The folder, without links where it is one of this machine. */
    Folder folder() {
        return address().open();
    }

    /** Where it lies, likewise. */
    FolderAddress address() {
        FolderAddress written = source.folder();
        return written.isLocal() ? written.at(realFolder().toString()) : written;
    }

    private boolean isRemote() {
        return !source.folder().isLocal();
    }

    private Path realFolder() {
        try {
            return Path.of(source.path()).toRealPath();
        } catch (IOException e) {
            throw Problem.of(ErrorCode.SOURCE_TABLE_MISSING, "the folder " + source.path() + " does not exist")
                    .at(source.place())
                    .marking("path")
                    .because("not a folder that can be read")
                    .asException(e);
        }
    }

    /** What tells this folder from others. */
    String root() {
        return folder().storage().uri("");
    }

    /** Files that match the table's glob. */
    Listed files(FilesTable table) {
        FileGlob glob = new FileGlob(table);
        ReadyMarks marks = new ReadyMarks(table.life().ready());
        List<SourceFile> files = new ArrayList<>();
        Folder folder = folder();
        find(table, folder, marks.beginning(glob.beginning()), glob, file -> {
            if (!marks.take(file.path()) && !FileGlob.isPassedOver(file.path()) && glob.matches(file.path())) {
                requireInside(folder, file.path(), table);
                files.add(described(file));
            }
        });
        List<SourceFile> ready = new ArrayList<>();
        List<Waiting> waiting = new ArrayList<>();
        for (SourceFile file : files) {
            marks.missing(file.path())
                    .ifPresentOrElse(why -> waiting.add(new Waiting(file, why)), () -> ready.add(file));
        }
        return new Listed(ready, waiting);
    }

    private void find(FilesTable table, Folder folder, String beginning, FileGlob glob, Consumer<StoredFile> found) {
        try {
            folder.storage().find(beginning, path -> !FileGlob.isPassedOver(path) && glob.enters(path), found);
        } catch (IOException e) {
            throw unreadable(table, e);
        }
    }

    /**
     * The same once new files have lain unchanged as long as the table asks for: they are listed again that much later.
     *
     * @param isNew which files are to be read
     */
    Listed settled(FilesTable table, Predicate<SourceFile> isNew) {
        long settle = table.life().settle().toNanos();
        Listed first = files(table);
        if (settle == 0 || first.ready().stream().noneMatch(isNew)) {
            return first;
        }
        long listed = System.nanoTime();
        try {
            for (long left = settle; left > 0; left = settle - (System.nanoTime() - listed)) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ErrorCode.INTERRUPTED, "stopped while files of " + table.name() + " settled")
                    .asException(e);
        }
        return files(table).settledSince(first, isNew);
    }

    /** Whether a batch of these files could be one of the table as it is configured, whatever became of the files. */
    boolean reads(FilesTable table, FileList window) {
        FileGlob glob = new FileGlob(table);
        return window.replace() == (table.load() == FilesTable.Load.REPLACE)
                && window.files().stream().allMatch(file -> glob.matches(file.path()));
    }

    /** The files with what tells their content, where nothing else would and they are not too large for that. */
    List<SourceFile> recognizable(FilesTable table, List<SourceFile> files) {
        return files.stream()
                .map(file -> file.etag().isPresent()
                        ? file
                        : sha256(table, file).map(file::hashed).orElse(file))
                .toList();
    }

    /** Empty where the file is too large. */
    Optional<String> sha256(FilesTable table, SourceFile file) {
        if (file.size() > HASHED) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder().sha256(file.path()));
        } catch (IOException e) {
            throw Problem.of(ErrorCode.FILE_CORRUPT, "the file " + file.path() + " cannot be read")
                    .at(table.place())
                    .marking(table.glob())
                    .because(e.getClass().getSimpleName())
                    .asException(e);
        }
    }

    /** @throws io.alluvium.failure.AlluviumException FILE_CHANGED where one of the files is not as it was listed */
    void requireUnchanged(FilesTable table, FileList list) {
        Map<String, SourceFile> present = present(table, list);
        for (SourceFile listed : list.files()) {
            SourceFile now = present.get(listed.path());
            if (now == null || !isUnchanged(table, listed, now)) {
                throw Problem.of(
                                ErrorCode.FILE_CHANGED,
                                "the file " + listed.path() + (now != null ? " changed" : " is gone")
                                        + " since its batch was planned")
                        .at(table.place())
                        .marking(table.glob())
                        .because("was " + listed.size() + " bytes of " + listed.modified())
                        .fixedBy("put the file back as it was, or load the table anew: alluvium reset " + table.name())
                        .asException();
            }
        }
    }

    private boolean isUnchanged(FilesTable table, SourceFile listed, SourceFile now) {
        return listed.isListedAs(now)
                || listed.size() == now.size()
                        && listed.sha256().isPresent()
                        && listed.sha256().equals(sha256(table, now));
    }

    private Map<String, SourceFile> present(FilesTable table, FileList list) {
        Folder folder = folder();
        Map<String, SourceFile> present = new HashMap<>();
        if (isRemote() && list.files().size() > ASKED_ONE_BY_ONE) {
            FileGlob glob = new FileGlob(table);
            find(table, folder, glob.beginning(), glob, file -> present.put(file.path(), described(file)));
            return present;
        }
        for (SourceFile listed : list.files()) {
            try {
                folder.storage().file(listed.path()).ifPresent(file -> {
                    requireInside(folder, file.path(), table);
                    present.put(file.path(), described(file));
                });
            } catch (IOException e) {
                throw unreadable(table, e);
            }
        }
        return present;
    }

    private static SourceFile described(StoredFile file) {
        return new SourceFile(file.path(), file.size(), file.modified(), file.etag(), Optional.empty());
    }

    /** A link may point anywhere; what it points to must lie in the folder. */
    private void requireInside(Folder folder, String path, FilesTable table) {
        Optional<Path> local = folder.storage().localFile(path).map(Path::of);
        if (local.isPresent() && !leadsTo(local.get()).startsWith(folder.address(""))) {
            throw Problem.of(ErrorCode.BAD_VALUE, "the file " + path + " leads out of the folder " + source.path())
                    .at(table.place())
                    .marking(table.glob())
                    .fixedBy("copy the file into the folder")
                    .asException();
        }
    }

    /** A file that went away meanwhile leads nowhere else. */
    private static Path leadsTo(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file;
        }
    }

    private RuntimeException unreadable(FilesTable table, IOException e) {
        boolean unreachable = isRemote() && !(e instanceof AccessDeniedException);
        return Problem.of(
                        unreachable ? ErrorCode.SOURCE_UNREACHABLE : ErrorCode.SOURCE_NO_RIGHT,
                        "the files of " + table.name() + " cannot be listed")
                .at(table.place())
                .marking(table.glob())
                .because(String.valueOf(e.getMessage()))
                .asException(e);
    }
}
