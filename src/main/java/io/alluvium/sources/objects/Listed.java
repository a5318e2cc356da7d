package io.alluvium.sources.objects;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Holds what a listing of a table's files shows.
 *
 * @param ready those that count, by path
 * @param waiting those that do not count yet, by path
 */
record Listed(List<SourceFile> ready, List<Waiting> waiting) {
    private static final int NAMED = 3;

    Listed {
        ready = ready.stream().sorted(Comparator.comparing(SourceFile::path)).toList();
        waiting = waiting.stream()
                .sorted(Comparator.comparing(wait -> wait.file().path()))
                .toList();
    }

    /** @param why in two or three words */
    record Waiting(SourceFile file, String why) {}

    /** The same where what is loaded waits for nothing. */
    Listed withLoaded(Predicate<SourceFile> loaded) {
        List<SourceFile> counted = new ArrayList<>(ready);
        List<Waiting> still = new ArrayList<>();
        for (Waiting wait : waiting) {
            if (loaded.test(wait.file())) {
                counted.add(wait.file());
            } else {
                still.add(wait);
            }
        }
        return new Listed(counted, still);
    }

    /** The same where a new file waits unless this earlier listing showed it exactly so. */
    Listed settledSince(Listed earlier, Predicate<SourceFile> isNew) {
        Set<SourceFile> before = new HashSet<>(earlier.ready);
        List<SourceFile> settled = new ArrayList<>();
        List<Waiting> waits = new ArrayList<>(waiting);
        for (SourceFile file : ready) {
            if (before.contains(file) || !isNew.test(file)) {
                settled.add(file);
            } else {
                waits.add(new Waiting(file, "not settled"));
            }
        }
        return new Listed(settled, waits);
    }

    /** What waits, by name and reason; empty where nothing does. */
    String waits() {
        return waiting.isEmpty()
                ? ""
                : waiting.size()
                        + (waiting.size() == 1 ? " waits: " : " wait: ")
                        + named(waiting.stream()
                                .map(wait -> wait.file().path() + " (" + wait.why() + ")")
                                .toList());
    }

    /** A few of them, and how many more. */
    static String named(List<String> names) {
        return names.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}
