package io.alluvium.sources.objects;

import io.alluvium.config.Keys;
import io.alluvium.source.Capabilities;
import io.alluvium.source.Inspection;
import io.alluvium.source.LandedTable;
import io.alluvium.source.Positions;
import io.alluvium.source.SourceSection;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.storage.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Describes folders of files as a kind of source. */
public final class FilesType implements SourceType {
    static final String WORD = "files";

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Keys> keys() {
        return List.of(FilesSection.KEYS, FilesSection.S3_KEYS, FilesSection.TABLE_KEYS, CsvSection.TRAILER_KEYS);
    }

    @Override
    public Optional<? extends SourceSpec> read(SourceSection section) {
        return new FilesSection(section).read();
    }

    @Override
    public Positions positions() {
        return FileList.POSITIONS;
    }

    @Override
    public Optional<Inspection> inspection() {
        return Optional.of(new FilesInspection());
    }

    @Override
    public Optional<LandedTable> landed(Storage folder) {
        return ParquetLanding.in(folder);
    }

    @Override
    public List<Capabilities> modes() {
        return Arrays.stream(FilesTable.Load.values())
                .map(load -> load.capabilities(true))
                .toList();
    }
}
