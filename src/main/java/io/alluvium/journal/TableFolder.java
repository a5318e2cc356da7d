package io.alluvium.journal;

import io.alluvium.domain.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes one table's part of the state. Its files are listed and read once, and again after one was written here:
 * nobody else writes while this one has the lease, and who has none looks for a moment only. Where a note says which
 * files the last look needed, older ones are listed only when somebody asks for them.
 */
final class TableFolder {
    /** Of a state of format 1. Of these all are wanted, and nobody writes them any more. */
    private static final String MOVED = ".reset.json";

    /** The number of the first intent that a table ever had. */
    static final long FIRST = 1;

    private final StateFolder state;
    private final TableName table;
    private final TableNote note;
    private final Map<String, Optional<String>> texts = new HashMap<>();

    /** By name, with ETags; null until it is asked for. */
    private @Nullable NavigableMap<String, String> listed;

    /** Of the names that are listed the first comes after this one. */
    private String after;

    TableFolder(StateFolder state, TableName table, TableNote note) {
        this.state = state;
        this.table = table;
        this.note = note;
        this.after = note.after();
    }

    TableName table() {
        return table;
    }

    synchronized boolean has(String name) {
        return listed(name).containsKey(name);
    }

    private NavigableMap<String, String> listed(String name) {
        return after.isEmpty() || name.compareTo(after) > 0 ? listed() : all();
    }

    private NavigableMap<String, String> listed() {
        NavigableMap<String, String> names = listed;
        if (names == null) {
            names = state.list(table.toString(), after);
            if (names.keySet().stream().anyMatch(name -> name.endsWith(MOVED))) {
                note.keepWhole();
            }
            listed = names;
        }
        return names;
    }

    private NavigableMap<String, String> all() {
        if (!after.isEmpty()) {
            after = "";
            listed = null;
        }
        return listed();
    }

    /** The greatest number of a file of this kind. */
    Optional<Long> last(String suffix) {
        return before(Long.MAX_VALUE, suffix);
    }

    /** The greatest number below this one of a file of this kind. */
    synchronized Optional<Long> before(long number, String suffix) {
        Optional<Long> found = before(listed(), number, suffix);
        boolean mayBeOlder = found.isEmpty() && !after.isEmpty() && number > FIRST;
        return mayBeOlder ? before(all(), number, suffix) : found;
    }

    private static Optional<Long> before(NavigableMap<String, String> names, long number, String suffix) {
        return names.headMap(numbered(number, ""), false).descendingMap().keySet().stream()
                .filter(name -> name.endsWith(suffix))
                .findFirst()
                .map(name -> number(name, suffix));
    }

    private static long number(String name, String suffix) {
        return Long.parseLong(name.substring(0, name.length() - suffix.length()));
    }

    /** Padded, so that names sort as numbers do. */
    static String numbered(long number, String suffix) {
        return "%019d%s".formatted(number, suffix);
    }

    /** The epochs whose tables were moved away, in order. */
    synchronized List<Long> moved() {
        return listed().keySet().stream()
                .filter(name -> name.endsWith(MOVED))
                .map(name -> number(name, MOVED))
                .toList();
    }

    static String moved(long epoch) {
        return numbered(epoch, MOVED);
    }

    /** Read once, until something is written here. */
    synchronized Optional<String> read(String name) {
        Optional<String> known = texts.get(name);
        if (known == null) {
            known = state.listsEtags() ? listedText(name) : state.read(path(name));
            texts.put(name, known);
        }
        return known;
    }

    private Optional<String> listedText(String name) {
        String etag = listed(name).get(name);
        if (etag == null) {
            return Optional.empty();
        }
        Optional<String> known = note.text(name, etag);
        if (known.isEmpty()) {
            known = state.read(path(name));
            known.ifPresent(text -> note.saw(name, etag, text));
        }
        return known;
    }

    /** As {@link StateFolder#create}. */
    synchronized boolean create(String name, String content) {
        forget();
        boolean created = state.create(path(name), content);
        if (created) {
            note.wrote(name, content);
        }
        return created;
    }

    private void forget() {
        listed = null;
        texts.clear();
    }

    /** As {@link StateFolder#replace}. */
    synchronized void replace(String name, String content) {
        forget();
        state.replace(path(name), content);
        note.wrote(name, content);
    }

    /** What people call this file. */
    String resolve(String name) {
        return state.resolve(path(name));
    }

    private String path(String name) {
        return table + "/" + name;
    }
}
