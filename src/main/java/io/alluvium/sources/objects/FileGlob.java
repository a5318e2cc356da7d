package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.regex.PatternSyntaxException;

/** Tells which paths a table means, and where they can lie at all. */
final class FileGlob {
    private static final String SPECIAL = "*?[{\\";

    private final String glob;
    private final PathMatcher matcher;

    FileGlob(FilesTable table) {
        this.glob = table.glob();
        try {
            this.matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw Problem.of(ErrorCode.BAD_VALUE, "not a glob: " + glob)
                    .at(table.place())
                    .marking(glob)
                    .because(e.getDescription())
                    .asException();
        }
    }

    boolean matches(String path) {
        return matcher.matches(Path.of(path));
    }

    /** What every path begins with. */
    String beginning() {
        int end = 0;
        while (end < glob.length() && SPECIAL.indexOf(glob.charAt(end)) < 0) {
            end++;
        }
        return glob.substring(0, end);
    }

    /** Whether a file beneath this folder can match. */
    boolean enters(String folder) {
        return isDeep() || parts(folder) < parts(glob);
    }

    /** A group may hold slashes, of as many as nobody counts here. */
    private boolean isDeep() {
        return glob.contains("**") || glob.contains("{") || glob.contains("\\");
    }

    private static long parts(String path) {
        return Arrays.stream(path.split("/", -1)).count();
    }

    /** What programs are still writing, or keep for themselves; with all beneath it. */
    static boolean isPassedOver(String path) {
        return Arrays.stream(path.split("/", -1)).anyMatch(FileGlob::isUnfinished);
    }

    private static boolean isUnfinished(String name) {
        return name.startsWith(".")
                || name.startsWith("_")
                || name.endsWith(".tmp")
                || name.endsWith(".part")
                || name.endsWith(".crdownload")
                || name.endsWith("~");
    }
}
