package io.alluvium.journal;

import io.alluvium.domain.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes one table's part of the state. Its files are listed and read once, and again after one was written here:
 * nobody else writes while this one has the lease, and who has none looks for a moment only.
 */
final class TableFolder {
    private final StateFolder state;
    private final TableName table;
    private final Map<String, Optional<String>> texts = new HashMap<>();
    private @Nullable List<String> names;

    TableFolder(StateFolder state, TableName table) {
        this.state = state;
        this.table = table;
    }

    TableName table() {
        return table;
    }

    /** The names of the files whose names end so, sorted. */
    List<String> names(String suffix) {
        return names().stream().filter(name -> name.endsWith(suffix)).toList();
    }

    private synchronized List<String> names() {
        if (names == null) {
            names = state.list(table.toString());
        }
        return names;
    }

    /** The numbers that stand before this suffix in the names, in order. */
    List<Long> numbers(String suffix) {
        return names(suffix).stream()
                .map(name -> Long.parseLong(name.substring(0, name.length() - suffix.length())))
                .toList();
    }

    /** Read once, until something is written here. */
    synchronized Optional<String> read(String name) {
        return texts.computeIfAbsent(name, file -> state.read(path(file)));
    }

    /** As {@link StateFolder#create}. */
    synchronized boolean create(String name, String content) {
        forget();
        return state.create(path(name), content);
    }

    private void forget() {
        names = null;
        texts.clear();
    }

    /** As {@link StateFolder#replace}. */
    synchronized void replace(String name, String content) {
        forget();
        state.replace(path(name), content);
    }

    /** What people call this file. */
    String resolve(String name) {
        return state.resolve(path(name));
    }

    private String path(String name) {
        return table + "/" + name;
    }
}
