package io.alluvium.config;

import io.alluvium.domain.Place;
import java.util.List;

/** A system that data comes from, as declared under {@code sources}. */
public sealed interface SourceConfig permits PostgresSource, FilesSource {
    String name();

    Place place();

    SchemaChange schemaChange();

    List<? extends SourceTable> tables();

    /** The word under {@code type}. */
    String type();
}
