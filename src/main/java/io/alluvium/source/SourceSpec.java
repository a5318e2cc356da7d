package io.alluvium.source;

import io.alluvium.domain.Place;
import java.util.List;

/** Declares a system that data comes from, as a project writes it under {@code sources}. */
public interface SourceSpec {
    String name();

    Place place();

    SourceType type();

    SchemaChange schemaChange();

    /** Those that are named. */
    List<? extends TableSpec> tables();

    /** Whether only the source itself can tell all its tables. */
    default boolean isOpen() {
        return false;
    }

    /** What reads it. Reaches for nothing yet. */
    Source open();
}
