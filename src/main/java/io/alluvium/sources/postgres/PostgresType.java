package io.alluvium.sources.postgres;

import io.alluvium.config.Keys;
import io.alluvium.source.Capabilities;
import io.alluvium.source.Inspection;
import io.alluvium.source.Positions;
import io.alluvium.source.SourceSection;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.source.database.DatabaseTable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Describes PostgreSQL databases as a kind of source. */
public final class PostgresType implements SourceType {
    static final String WORD = "postgres";

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Keys> keys() {
        return List.of(PostgresSection.KEYS, PostgresSection.TABLE_KEYS);
    }

    @Override
    public Optional<? extends SourceSpec> read(SourceSection section) {
        return new PostgresSection(section).read();
    }

    @Override
    public Positions positions() {
        return Positions.eachAlone();
    }

    @Override
    public Optional<Inspection> inspection() {
        return Optional.of(new PostgresInspection());
    }

    @Override
    public List<Capabilities> modes() {
        return Arrays.stream(DatabaseTable.Mode.values())
                .map(DatabaseTable.Mode::capabilities)
                .toList();
    }
}
