package io.alluvium.model;

import io.alluvium.domain.Place;
import java.util.List;
import java.util.Objects;

/** A rule on a model's table, checked before the commit. */
public sealed interface Expectation {
    String name();

    Place place();

    Severity severity();

    enum Severity {
        /** Said in the report; the commit goes on. */
        WARN,
        /** The table keeps its last version; exit status 3. */
        FAIL
    }

    /** Each row satisfies a boolean SQL expression; null counts as satisfied, as in a SQL CHECK constraint. */
    record That(String name, Place place, Severity severity, String condition) implements Expectation {
        public That {
            Objects.requireNonNull(condition, "condition");
        }
    }

    record NotNull(String name, Place place, Severity severity, List<String> columns) implements Expectation {
        public NotNull {
            columns = List.copyOf(columns);
        }
    }

    /** No two rows of the table agree on all columns; rows with a null among them are left out, as in SQL. */
    record Unique(String name, Place place, Severity severity, List<String> columns) implements Expectation {
        public Unique {
            columns = List.copyOf(columns);
        }
    }
}
