package io.alluvium.source.columns;

import io.alluvium.config.HoconSection;
import io.alluvium.domain.TableName;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.fault.NamedTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Holds what a table's section says of columns to the columns that the table has.
 *
 * @param name of the table in raw
 * @param table as the source calls it
 */
public record StoredNames(TableName name, NamedTable table, StoredColumns stored) {

    /**
     * Names in the key that the table lacks are told where that is looked at.
     *
     * @param columns of the table
     * @throws io.alluvium.failure.AlluviumException where the section names a column that there is not, by what is written
     *     under which key
     */
    public void requireColumns(List<String> columns) {
        require(columns, stored.only(), "columns");
        require(columns, stored.excluded(), "exclude");
        require(columns, stored.masks().keySet(), "mask");
        require(columns, stored.renames().keySet(), "rename");
        require(columns, stored.types().keySet(), "types");
    }

    private void require(List<String> columns, Iterable<String> mentioned, String key) {
        for (String column : mentioned) {
            if (columns.stream().noneMatch(present -> stored.spelling().isSame(present, column))) {
                throw table.problem(
                                ErrorCode.SOURCE_COLUMN_MISSING,
                                key + " names " + column + ", which is no column of " + table.from())
                        .marking(column)
                        .because("not a column of the table")
                        .didYouMean(DidYouMean.amongNames(columns, column))
                        .asException();
            }
        }
    }

    /** @throws io.alluvium.failure.AlluviumException where a column is not stored as its use asks for */
    public void requireRole(StoredColumns.Role role, String column) {
        Optional<String> obstacle = stored.obstacle(role, column);
        if (obstacle.isPresent()) {
            throw table.problem(ErrorCode.BAD_VALUE, obstacle.get() + ": " + table.from())
                    .marking(column)
                    .asException();
        }
    }

    /**
     * The way out is written with what the source calls its columns.
     *
     * @param columns that are stored
     * @throws io.alluvium.failure.AlluviumException where raw cannot have their names
     */
    public void requireNames(List<String> columns) {
        refusal(columns).ifPresent(problem -> {
            throw problem.at(table.place())
                    .marking(table.from())
                    .fixedBy("write into its section under tables: " + line(proposed(columns)))
                    .asException();
        });
    }

    /** Why raw cannot have the names of these columns; empty where it can. */
    public Optional<Problem> refusal(List<String> columns) {
        List<String> names = stored.names(columns);
        return clash(columns, names).or(() -> RawColumns.refusal(name, names));
    }

    /** Columns of different names that are renamed into one. */
    private Optional<Problem> clash(List<String> columns, List<String> names) {
        Map<String, String> seen = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String other = seen.put(names.get(i).toLowerCase(Locale.ROOT), columns.get(i));
            if (other != null && !other.equalsIgnoreCase(columns.get(i))) {
                return Optional.of(Problem.of(
                        ErrorCode.COLUMN_NAME_REFUSED,
                        "the columns \"" + other + "\" and \"" + columns.get(i) + "\" of " + name + " are both "
                                + names.get(i) + " in raw"));
            }
        }
        return Optional.empty();
    }

    /** What a table's section has to rename so that raw can have these columns, with what it renames already. */
    public Map<String, String> proposed(List<String> columns) {
        Map<String, String> renames = new LinkedHashMap<>(stored.renames());
        // Names by themselves stand in the place of the rule.
        List<String> now = stored.spelling().snakeCase() ? columns : stored.names(columns);
        renames.putAll(renames(columns, now, RawColumns.proposals(stored.names(columns))));
        return renames;
    }

    /** What makes names that raw can hold of those that it cannot, by the source's names. */
    public static Map<String, String> renames(List<String> columns) {
        return renames(columns, columns, RawColumns.proposals(columns));
    }

    private static Map<String, String> renames(List<String> columns, List<String> now, List<String> proposals) {
        Map<String, String> renames = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!proposals.get(i).equals(now.get(i))) {
                renames.put(columns.get(i), proposals.get(i));
            }
        }
        return renames;
    }

    /** As a section of a table has it. */
    public static String line(Map<String, String> renames) {
        List<String> entries = new ArrayList<>();
        renames.forEach((column, name) -> entries.add(HoconSection.key(column) + " = " + HoconSection.key(name)));
        return entries.stream().collect(Collectors.joining(", ", "rename { ", " }"));
    }
}
