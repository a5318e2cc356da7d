package io.alluvium.sources.objects.packed;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    /** What the first bytes of a file say. */
    public static Optional<Packing> ofContent(byte[] head) {
        if (begins(head, 0x1F, 0x8B)) {
            return Optional.of(GZIP);
        }
        if (begins(head, 0x28, 0xB5, 0x2F, 0xFD)) {
            return Optional.of(ZSTD);
        }
        if (begins(head, 'B', 'Z', 'h')) {
            return Optional.of(BZIP2);
        }
        return begins(head, 'P', 'K', 3, 4) ? Optional.of(ZIP) : Optional.empty();
    }

    private static boolean begins(byte[] head, int... with) {
        for (int i = 0; i < with.length; i++) {
            if (i >= head.length || (head[i] & 0xFF) != with[i]) {
                return false;
            }
        }
        return true;
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
