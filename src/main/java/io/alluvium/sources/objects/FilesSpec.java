package io.alluvium.sources.objects;

import io.alluvium.domain.Place;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.Source;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import java.util.List;
import java.util.Objects;

/**
 * Declares a folder of files.
 *
 * @param path absolute local path; a relative one is taken from the project's folder
 */
public record FilesSpec(String name, Place place, String path, SchemaChange schemaChange, List<FilesTable> tables)
        implements SourceSpec {
    public FilesSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(schemaChange, "schemaChange");
        tables = List.copyOf(tables);
    }

    @Override
    public SourceType type() {
        return new FilesType();
    }

    @Override
    public Source open() {
        return new FilesSource(this);
    }
}
