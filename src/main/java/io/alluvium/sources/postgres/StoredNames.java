package io.alluvium.sources.postgres;

import io.alluvium.config.HoconSection;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.raw.RawColumns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds what a table's section says of columns to the columns that the table has. */
final class StoredNames {
    private final PostgresTable table;
    private final Relation relation;
    private final StoredColumns stored;

    private StoredNames(PostgresTable table, Relation relation) {
        this.table = table;
        this.relation = relation;
        this.stored = table.stored();
    }

    /**
     * The table with those of its columns that are stored.
     *
     * @throws io.alluvium.failure.AlluviumException where the section names a column that there is not, uses one that is
     *     not stored as it would have to be, or where raw cannot have the names
     */
    static Relation kept(PostgresTable table, Relation relation) {
        StoredNames names = new StoredNames(table, relation);
        names.requireColumns();
        names.requireRoles();
        Relation kept = relation.with(relation.columns().stream()
                .filter(column -> table.stored().stores(column.name()))
                .toList());
        names.requireNames(kept.columnNames());
        return kept;
    }

    /** By what is written under which key; names in the key that the table lacks are told where that is looked at. */
    private void requireColumns() {
        require(stored.only(), "columns");
        require(stored.excluded(), "exclude");
        require(stored.masks().keySet(), "mask");
        require(stored.renames().keySet(), "rename");
        require(stored.types().keySet(), "types");
    }

    private void require(Iterable<String> columns, String key) {
        for (String column : columns) {
            if (relation.column(column).isEmpty()) {
                throw table.problem(
                                ErrorCode.SOURCE_COLUMN_MISSING,
                                key + " names " + column + ", which is no column of " + table.from())
                        .marking(column)
                        .because("not a column of the table")
                        .didYouMean(DidYouMean.amongNames(relation.columnNames(), column))
                        .asException();
            }
        }
    }

    private void requireRoles() {
        table.keyColumns().forEach(column -> require(StoredColumns.Role.KEY, column));
        table.cursor().ifPresent(column -> require(StoredColumns.Role.CURSOR, column));
        table.softDelete().stream()
                .flatMap(mark -> mark.columns().stream())
                .forEach(column -> require(StoredColumns.Role.SOFT_DELETE, column));
    }

    private void require(StoredColumns.Role role, String column) {
        Optional<String> obstacle = stored.obstacle(role, column);
        if (obstacle.isPresent()) {
            throw table.problem(ErrorCode.BAD_VALUE, obstacle.get() + ": " + table.from())
                    .marking(column)
                    .asException();
        }
    }

    private void requireNames(List<String> columns) {
        List<String> names = stored.names(columns);
        RawColumns.refusal(table.name(), names).ifPresent(problem -> {
            Map<String, String> renames = new LinkedHashMap<>(stored.renames());
            renames.putAll(renames(columns, names));
            throw problem.at(table.place())
                    .marking(table.from())
                    .fixedBy("write into its section under tables: " + line(renames))
                    .asException();
        });
    }

    /** What makes names that raw can hold of those that it cannot, by the source's names. */
    static Map<String, String> renames(List<String> columns) {
        return renames(columns, columns);
    }

    private static Map<String, String> renames(List<String> columns, List<String> names) {
        List<String> proposals = RawColumns.proposals(names);
        Map<String, String> renames = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!proposals.get(i).equals(names.get(i))) {
                renames.put(columns.get(i), proposals.get(i));
            }
        }
        return renames;
    }

    /** As a section of a table has it. */
    private static String line(Map<String, String> renames) {
        List<String> entries = new ArrayList<>();
        renames.forEach((column, name) -> entries.add(HoconSection.key(column) + " = " + HoconSection.key(name)));
        return entries.stream().collect(Collectors.joining(", ", "rename { ", " }"));
    }
}
