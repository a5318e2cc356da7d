package io.alluvium.sources.objects;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.SourceSection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of a table that say which values of its files are stored, and under which names. */
final class NamesSection {
    static final Key<Optional<Map<String, String>>> RENAME = Key.optional(
            "rename",
            Form.textByNameOr("snake_case"),
            "CSV only: names in raw by names in the files, `{ \"Order ID\" = order_id }`, or `snake_case` for all of them."
                    + " `key` and `schema` go by the names in raw.");
    static final Key<List<String>> COLUMNS = Key.optional(
            "columns", Form.texts(), "CSV only: the only values that are stored, by their names in the files.");
    static final Key<List<String>> EXCLUDE =
            Key.optional("exclude", Form.texts(), "CSV only: values that are not stored, by their names in the files.");

    private final HoconSection table;

    NamesSection(HoconSection table) {
        this.table = table;
    }

    ColumnNames read(TableName name, Optional<FileFormat> format) {
        format.filter(written -> written instanceof FileFormat.Json).ifPresent(json -> refuseOfJson());
        Optional<Optional<Map<String, String>>> rename =
                table.has(RENAME) ? table.read(RENAME) : Optional.of(Optional.of(Map.of()));
        Map<String, String> renames = rename.flatMap(written -> written).orElse(Map.of());
        renames.values()
                .forEach(renamed -> RawColumns.refusal(name, renamed)
                        .ifPresent(problem ->
                                table.refuse(problem.at(table.placeOf(RENAME)).marking(renamed))));
        if (table.has(COLUMNS) && table.has(EXCLUDE)) {
            table.refuse(table.problem(EXCLUDE, ErrorCode.BAD_VALUE, "columns and exclude stand side by side")
                    .because("leave out one of them"));
        }
        boolean snakeCase = rename.filter(Optional::isEmpty).isPresent();
        return ColumnNames.of(renames, snakeCase, names(COLUMNS), names(EXCLUDE));
    }

    private void refuseOfJson() {
        for (Key<?> key : List.of(RENAME, COLUMNS, EXCLUDE)) {
            if (table.has(key)) {
                table.refuse(table.problem(key, ErrorCode.NOT_BUILT_YET, key.name() + " of JSON is not built yet")
                        .because("today: of CSV"));
            }
        }
    }

    private Set<String> names(Key<List<String>> key) {
        return table.has(key)
                ? new LinkedHashSet<>(
                        SourceSection.columnNames(table, key, column -> false).orElse(List.of()))
                : Set.of();
    }
}
