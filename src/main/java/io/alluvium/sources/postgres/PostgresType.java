package io.alluvium.sources.postgres;

import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.config.Keys;
import io.alluvium.source.Capabilities;
import io.alluvium.source.Inspection;
import io.alluvium.source.Positions;
import io.alluvium.source.SourceSection;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.source.database.DatabaseSection;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.target.TargetType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Describes PostgreSQL databases as a kind of source. */
public final class PostgresType implements SourceType, TargetType {
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
    public String what() {
        return "A PostgreSQL database";
    }

    @Override
    public List<Key<?>> targetKeys() {
        return List.of(
                DatabaseSection.HOST,
                PostgresSection.PORT,
                DatabaseSection.DATABASE,
                DatabaseSection.USER,
                DatabaseSection.PASSWORD,
                PostgresSection.CA,
                DatabaseSection.TIMEOUT);
    }

    @Override
    public Optional<String> table(String written) {
        return PostgresTarget.name(written).map(RelationName::text);
    }

    @Override
    public Optional<PostgresTarget> readTarget(HoconSection section, Path directory) {
        return DatabaseSection.readTarget(section, directory, PostgresSection.PORT, PostgresSection.CA)
                .map(PostgresTarget::new);
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
