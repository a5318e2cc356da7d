package io.alluvium.sources.objects;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A file as it stood when it was listed.
 *
 * @param path relative to the source's folder, with {@code /}
 * @param size in bytes
 * @param modified the storage's modification time; says nothing where there is an etag
 * @param etag what an object store changes with the content
 * @param sha256 of the content; empty where nobody computed it
 */
record SourceFile(String path, long size, Instant modified, Optional<String> etag, Optional<String> sha256) {
    private static final List<ChronoUnit> PRECISIONS =
            List.of(ChronoUnit.SECONDS, ChronoUnit.MILLIS, ChronoUnit.MICROS, ChronoUnit.NANOS);

    SourceFile(String path, long size, Instant modified) {
        this(path, size, modified, Optional.empty(), Optional.empty());
    }

    SourceFile hashed(String hash) {
        return new SourceFile(path, size, modified, etag, Optional.of(hash));
    }

    /** Whether both are the same file by what listings show; false where only the content can tell. */
    boolean isListedAs(SourceFile other) {
        if (!path.equals(other.path) || size != other.size) {
            return false;
        }
        return etag.isEmpty() && other.etag.isEmpty() ? sameTime(other) : isTaggedAs(other);
    }

    boolean isTaggedAs(SourceFile other) {
        return etag.isPresent() && etag.equals(other.etag);
    }

    /** A copy, an archive or another file system may have kept the time less precisely. */
    private boolean sameTime(SourceFile other) {
        ChronoUnit coarser = precision(modified).compareTo(precision(other.modified)) > 0
                ? precision(modified)
                : precision(other.modified);
        return modified.truncatedTo(coarser).equals(other.modified.truncatedTo(coarser));
    }

    private static ChronoUnit precision(Instant time) {
        return PRECISIONS.stream()
                .filter(unit -> time.truncatedTo(unit).equals(time))
                .findFirst()
                .orElse(ChronoUnit.NANOS);
    }
}
