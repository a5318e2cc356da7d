package io.alluvium.sources.objects;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Collects the marks that a listing shows, and tells which files they let count. */
final class ReadyMarks {
    private static final String EACH = "*";

    private final Optional<String> ready;
    private final Set<String> marks = new HashSet<>();

    ReadyMarks(Optional<String> ready) {
        this.ready = ready;
    }

    /** Where a listing has to begin so that it shows the marks of all that begins so. */
    String beginning(String files) {
        if (ready.isEmpty()) {
            return files;
        }
        String folder = folder(files);
        while (isPartition(folder)) {
            folder = folder(folder);
        }
        return folder.isEmpty() ? "" : folder + "/";
    }

    /** Keeps the path where it is a mark, which is no file to load. */
    boolean take(String path) {
        boolean mark = ready.filter(pattern -> pattern.startsWith(EACH)
                        ? path.endsWith(ending(pattern))
                        : name(path).equals(pattern))
                .isPresent();
        if (mark) {
            marks.add(path);
        }
        return mark;
    }

    /** Why this file does not count yet; empty where it does. */
    Optional<String> missing(String path) {
        return ready.flatMap(
                pattern -> pattern.startsWith(EACH) ? ofFile(path, ending(pattern)) : ofFolder(path, pattern));
    }

    private Optional<String> ofFile(String path, String ending) {
        int dot = path.lastIndexOf('.');
        boolean withoutEnding = dot > path.lastIndexOf('/') + 1 && marks.contains(path.substring(0, dot) + ending);
        return withoutEnding || marks.contains(path + ending)
                ? Optional.empty()
                : Optional.of("no " + name(path) + ending);
    }

    /** A writer of folders named {@code name=value} marks the one that they lie in. */
    private Optional<String> ofFolder(String path, String name) {
        String folder = path;
        do {
            folder = folder(folder);
            if (marks.contains(folder.isEmpty() ? name : folder + "/" + name)) {
                return Optional.empty();
            }
        } while (isPartition(folder));
        return Optional.of("no " + name);
    }

    private static boolean isPartition(String folder) {
        return name(folder).indexOf('=') > 0;
    }

    private static String ending(String pattern) {
        return pattern.substring(EACH.length());
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
