package io.alluvium.sources.objects;

import io.alluvium.domain.Place;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Needs;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.Source;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.source.columns.StoredColumns;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Declares a folder of files.
 *
 * @param path absolute local path, or a URI with the scheme {@code s3a}; a relative one is taken from the project's folder
 * @param everywhere what holds for the columns of all its tables
 * @param settings of Hadoop's that differ for its store from what the machine says, by key
 */
public record FilesSpec(
        String name,
        Place place,
        String path,
        Map<String, String> settings,
        SchemaChange schemaChange,
        List<FilesTable> tables,
        StoredColumns.Everywhere everywhere)
        implements SourceSpec {
    /** Of a store that the machine knows how to reach. */
    public FilesSpec(String name, Place place, String path, SchemaChange schemaChange, List<FilesTable> tables) {
        this(name, place, path, Map.of(), schemaChange, tables, StoredColumns.Everywhere.NOTHING);
    }

    public FilesSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(path, "path");
        settings = Map.copyOf(settings);
        Objects.requireNonNull(schemaChange, "schemaChange");
        tables = List.copyOf(tables);
        Objects.requireNonNull(everywhere, "everywhere");
    }

    /** The secret by which hashes are keyed, where some table has any. */
    Optional<SecretReference> maskSecret() {
        return everywhere.secret(tables.stream().map(FilesTable::stored));
    }

    @Override
    public List<String> secrets() {
        return maskSecret().map(one -> "mask_secret from " + one).stream().toList();
    }

    @Override
    public Needs needs() {
        return Needs.folder(path, maskSecret(), place);
    }

    @Override
    public SourceType type() {
        return new FilesType();
    }

    @Override
    public Source open() {
        return new FilesSource(this);
    }

    FolderAddress folder() {
        return new FolderAddress(path, settings);
    }
}
