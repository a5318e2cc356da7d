package io.alluvium.dbt;

import java.util.Objects;

/**
 * A table of a source as a properties file declares it.
 *
 * @param schema in which it lies
 * @param identifier by which the database knows it
 */
record DeclaredTable(String source, String name, String schema, String identifier, Described described) {
    DeclaredTable {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(name, "name");
    }

    /** What tells it from all others. */
    String key() {
        return key(source, name);
    }

    static String key(String source, String name) {
        return source + "." + name;
    }
}
