package io.alluvium.config;

import io.alluvium.domain.Place;
import java.util.List;

/** A system that data comes from, as declared under {@code sources}. */
public sealed interface SourceConfig permits PostgresSource, FilesSource {
    String name();

    Place place();

    SchemaChange schemaChange();

    /** Those that are named. */
    List<? extends SourceTable> tables();

    /** Whether only the source itself can tell all its tables. */
    default boolean isOpen() {
        return false;
    }

    /** The word under {@code type}. */
    String type();
}
