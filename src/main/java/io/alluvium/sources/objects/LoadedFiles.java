package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Knows which files raw has, and tells whether one that lies there now is one of them. */
final class LoadedFiles {
    private final FilesTable table;
    private final FolderListing listing;
    private final Map<String, SourceFile> loaded;
    private final Optional<String> movedFrom;
    private final Map<SourceFile, Boolean> verdicts = new HashMap<>();

    LoadedFiles(FilesTable table, FolderListing listing, Optional<FileList> reached) {
        this.table = table;
        this.listing = listing;
        this.loaded = reached.map(FileList::byPath).orElse(Map.of());
        this.movedFrom = reached.flatMap(FileList::root).filter(root -> !root.equals(listing.root()));
    }

    boolean isEmpty() {
        return loaded.isEmpty();
    }

    /** Whether any content of this path was loaded. */
    boolean knows(SourceFile file) {
        return loaded.containsKey(file.path());
    }

    /** Whether this content of it was loaded last. Reads the file where its size is as it was and nothing else tells. */
    boolean has(SourceFile now) {
        SourceFile before = loaded.get(now.path());
        return before != null && verdicts.computeIfAbsent(now, file -> isSame(before, file));
    }

    private boolean isSame(SourceFile before, SourceFile now) {
        if (before.size() != now.size()) {
            return false;
        }
        boolean told = movedFrom.isEmpty() ? before.isListedAs(now) : before.isTaggedAs(now);
        return told || before.sha256().isPresent() && before.sha256().equals(listing.sha256(table, now));
    }

    /** Whether the folder shows all of them as they were, and no others. */
    boolean areAll(List<SourceFile> present) {
        return present.size() == loaded.size() && present.stream().allMatch(this::has);
    }

    /**
     * In another folder all would be new, and be loaded twice.
     *
     * @throws io.alluvium.failure.AlluviumException FILE_CHANGED unless this is a copy of the folder they were loaded from
     */
    void requireSameFolder(List<SourceFile> present) {
        if (movedFrom.isEmpty()) {
            return;
        }
        List<SourceFile> known = present.stream().filter(this::knows).toList();
        List<String> others =
                known.stream().filter(file -> !has(file)).map(SourceFile::path).toList();
        if (known.isEmpty() || !others.isEmpty()) {
            throw Problem.of(
                            ErrorCode.FILE_CHANGED,
                            table.name() + " was loaded from " + movedFrom.get() + ", and " + listing.root()
                                    + " is no copy of it")
                    .at(table.place())
                    .marking(table.glob())
                    .because(
                            known.isEmpty()
                                    ? "none of the files that were loaded is there"
                                    : "other content: " + Listed.named(others))
                    .fixedBy(
                            "put path back as it was, load under another name, or anew: alluvium reset " + table.name())
                    .asException();
        }
    }
}
