package io.alluvium.config;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** One section beneath {@code sources}. */
final class SourceSection {
    private enum Type {
        POSTGRES,
        FILES
    }

    static final Key<Type> TYPE = Key.required(
            "type", Form.word(Type.class, "mysql", "mariadb", "jdbc", "rest", "kafka"), "What kind of system it is.");
    static final Key<SchemaChange> SCHEMA_CHANGE = Key.of(
            "schema_change",
            Form.word(SchemaChange.class),
            SchemaChange.ADD,
            "`add`",
            "What happens when a table has a new column: raw gets it, or the table stops and shows it. Any other "
                    + "change always stops the table.");
    static final Key<List<HoconSection>> TABLES =
            Key.required("tables", Form.sections(), "Tables by the name they get in `raw`.");

    private final Path directory;
    private final HoconSection section;

    SourceSection(Path directory, HoconSection section) {
        this.directory = directory;
        this.section = section;
    }

    /** @param seen the raw tables declared so far, to which this source's are added */
    Optional<SourceConfig> read(Map<String, Place> seen) {
        if (!TableName.isName(section.name())) {
            section.refuse(ProjectSection.badName(section, "source"));
        }
        Optional<Type> type = section.read(TYPE);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        return switch (type.orElseThrow()) {
            case POSTGRES -> {
                PostgresSection postgres = new PostgresSection(directory, section);
                yield postgres.read(
                                postgres.namesTables()
                                        ? tables(PostgresSection.TABLES, seen, PostgresSection::readTable)
                                        : List.of())
                        .map(s -> s);
            }
            case FILES ->
                new FilesSection(directory, section)
                        .read(tables(TABLES, seen, FilesSection::readTable))
                        .map(s -> s);
        };
    }

    private <T> List<T> tables(
            Key<List<HoconSection>> key,
            Map<String, Place> seen,
            BiFunction<HoconSection, TableName, Optional<T>> read) {
        List<T> tables = new ArrayList<>();
        for (HoconSection table : section.read(key).orElse(List.of())) {
            if (!TableName.isName(table.name())) {
                table.refuse(ProjectSection.badName(table, "table"));
                continue;
            }
            Place earlier = seen.putIfAbsent(table.name(), table.place());
            if (earlier != null) {
                table.refuse(Problem.of(
                                ErrorCode.DUPLICATE_TABLE,
                                "raw." + table.name() + " is declared twice, first at " + earlier)
                        .at(table.place())
                        .marking(table.name())
                        .because("a raw table's name is unique over all sources"));
            }
            read.apply(table, new TableName(Layer.RAW, table.name())).ifPresent(tables::add);
        }
        return tables;
    }
}
