package io.alluvium.domain;

import java.util.Optional;

/**
 * Names one table's work in a run, or one window of it where a table's windows are worked on side by side.
 *
 * @param window names the window; absent where the step is the whole table
 */
public record StepId(TableName table, Optional<String> window) {
    public StepId {
        if (window.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("a window without a name, of " + table);
        }
    }

    /** The step that is all of a table's work. */
    public StepId(TableName table) {
        this(table, Optional.empty());
    }

    @Override
    public String toString() {
        return window.map(name -> table + " " + name).orElse(table.toString());
    }
}
