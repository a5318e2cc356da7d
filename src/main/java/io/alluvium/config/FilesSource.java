package io.alluvium.config;

import io.alluvium.domain.Place;
import java.util.List;
import java.util.Objects;

/**
 * A folder of files.
 *
 * @param path absolute local path; a relative one is taken from the project's folder
 */
public record FilesSource(String name, Place place, String path, SchemaChange schemaChange, List<FilesTable> tables)
        implements SourceConfig {
    public FilesSource {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(schemaChange, "schemaChange");
        tables = List.copyOf(tables);
    }

    @Override
    public String type() {
        return "files";
    }
}
