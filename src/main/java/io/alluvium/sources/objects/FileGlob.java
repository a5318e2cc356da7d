package io.alluvium.sources.objects;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Tells which paths a table means, and where they can lie at all. */
final class FileGlob {
    private static final String SPECIAL = "*?[{\\";
    private static final String ANY_FOLDERS = "**/";

    private final String glob;
    private final FilesTable table;
    private final List<PathMatcher> matchers;

    FileGlob(FilesTable table) {
        this.table = table;
        this.glob = table.glob();
        try {
            this.matchers = variants(glob).stream()
                    .map(variant -> FileSystems.getDefault().getPathMatcher("glob:" + variant))
                    .toList();
        } catch (PatternSyntaxException e) {
            throw Problem.of(ErrorCode.BAD_VALUE, "not a glob: " + glob)
                    .at(table.place())
                    .marking(glob)
                    .because(e.getDescription())
                    .asException();
        }
    }

    /** Folders at any depth may be none at all, which the platform's own globs do not know. */
    private static List<String> variants(String glob) {
        int folders = glob.indexOf(ANY_FOLDERS);
        if (folders < 0 || folders > 0 && glob.charAt(folders - 1) != '/') {
            return List.of(glob);
        }
        String before = glob.substring(0, folders);
        List<String> variants = new ArrayList<>();
        for (String rest : variants(glob.substring(folders + ANY_FOLDERS.length()))) {
            variants.add(before + ANY_FOLDERS + rest);
            variants.add(before + rest);
        }
        return variants;
    }

    /** @throws io.alluvium.failure.AlluviumException for a name that this process cannot spell */
    boolean matches(String path) {
        Path spelled;
        try {
            spelled = Path.of(path);
        } catch (InvalidPathException e) {
            throw Problem.of(
                            ErrorCode.UNSUPPORTED_RUNTIME,
                            "a file's name cannot be spelled here: " + path.replaceAll("\\P{ASCII}", "?"))
                    .at(table.place())
                    .marking(glob)
                    .because("the locale of this process has no such characters")
                    .fixedBy("LC_ALL=C.UTF-8 in the environment of this process")
                    .asException(e);
        }
        return matchers.stream().anyMatch(matcher -> matcher.matches(spelled));
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
