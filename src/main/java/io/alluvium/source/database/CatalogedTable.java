package io.alluvium.source.database;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.SourceContent;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.columns.StoredNames;
import io.alluvium.source.sql.CursorColumn;
import io.alluvium.source.sql.Dialect;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A table as the catalog has it, which sessions of its own show when it is compared.
 *
 * @param source the database
 * @param from the table as a person named it
 * @param times columns that are a time, by name
 */
public record CatalogedTable(
        DatabaseSpec source,
        Dialect dialect,
        String from,
        String name,
        List<Column> columns,
        List<String> key,
        Map<String, CursorColumn> times)
        implements AuditedTable {
    public CatalogedTable {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        times = Map.copyOf(times);
    }

    /** Those of some columns that are a time, by name. */
    public static <C> Map<String, CursorColumn> times(
            List<C> columns, Function<? super C, Optional<CursorColumn>> cursor) {
        return columns.stream()
                .map(cursor)
                .flatMap(Optional::stream)
                .collect(Collectors.toMap(CursorColumn::name, Function.identity()));
    }

    @Override
    public boolean isTime(String column) {
        return times.containsKey(column);
    }

    @Override
    public Opened open(Choice choice) {
        DatabaseTable chosen = chosen(choice);
        String condition = choice.before()
                .map(limit -> Optional.ofNullable(times.get(limit.column()))
                        .orElseThrow()
                        .before(dialect, limit.time()))
                .orElse("true");
        DatabaseSource opened = source.with(ChosenTables.of(List.of(chosen))).open();
        boolean isShown = false;
        try {
            opened.connect();
            SourceContent content = opened.whole(chosen, condition);
            isShown = true;
            return new Shown(opened, content);
        } finally {
            if (!isShown) {
                opened.close();
            }
        }
    }

    private DatabaseTable chosen(Choice choice) {
        return new DatabaseTable(
                        new TableName(Layer.RAW, "audited"),
                        source.place(),
                        from,
                        choice.key(),
                        DatabaseTable.Mode.SNAPSHOT,
                        Optional.empty(),
                        Optional.empty())
                .with(StoredColumns.only(choice.columns(), StoredNames.renames(choice.columns()), choice.types()));
    }

    private record Shown(DatabaseSource source, SourceContent content) implements Opened {
        @Override
        public void close() {
            source.close();
        }
    }
}
