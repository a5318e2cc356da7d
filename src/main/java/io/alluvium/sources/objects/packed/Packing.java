package io.alluvium.sources.objects.packed;

import java.util.List;
import java.util.Locale;

/** How a file is packed. A project spells it in lower case. */
public enum Packing {
    NONE(),
    GZIP(".gz", ".gzip"),
    ZSTD(".zst", ".zstd"),
    BZIP2(".bz2", ".bzip2"),
    /** An archive, in which any number of files lie. */
    ZIP(".zip");

    private final List<String> endings;

    Packing(String... endings) {
        this.endings = List.of(endings);
    }

    /** What a file's name says, in whatever case. */
    public static Packing of(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        for (Packing packing : values()) {
            if (packing.endings.stream().anyMatch(folded::endsWith)) {
                return packing;
            }
        }
        return NONE;
    }

    /** The name without what says how the file is packed. */
    public static String unpackedName(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return of(name).endings.stream()
                .filter(folded::endsWith)
                .findFirst()
                .map(ending -> name.substring(0, name.length() - ending.length()))
                .orElse(name);
    }

    /** As a project spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
