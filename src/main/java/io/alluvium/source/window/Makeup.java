package io.alluvium.source.window;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * What a table's values depend on beside its rows, as the source has it now. When that changes, values become others
 * although no row is written: neither versions of rows nor a cursor tell.
 *
 * @param columns that are read
 * @param highest as in {@link Meaning}
 * @param definitions as in {@link Meaning}
 * @param types that the text of the columns' values follows, whatever lies within them
 * @param files as in {@link Meaning}
 */
public record Makeup(
        List<Column> columns, int highest, String definitions, List<TextType> types, Map<Long, Long> files) {

    /**
     * A column by its number, which it keeps under any name.
     *
     * @param filled whether rows show a value in it that was never written into them
     */
    public record Column(String name, int number, boolean filled) {}

    /**
     * What the text of some values follows.
     *
     * @param number that it keeps under any name
     * @param name for people
     * @param parts all that matters, by number
     * @param grows whether parts with higher numbers do not concern values that there are
     */
    public record TextType(long number, String name, SortedMap<Long, String> parts, boolean grows) {
        Meaning.Mark mark() {
            long last = parts.isEmpty() ? 0 : parts.lastKey();
            return mark(grows ? last : Long.MAX_VALUE);
        }

        private Meaning.Mark mark(long upTo) {
            List<String> texts = parts.entrySet().stream()
                    .filter(part -> part.getKey() <= upTo)
                    .map(part -> part.getKey() + "|" + part.getValue().length() + "|" + part.getValue())
                    .toList();
            return new Meaning.Mark(upTo, Fingerprint.shape(texts));
        }

        boolean isAlteredSince(Meaning.Mark then) {
            return !mark(then.upTo()).equals(then);
        }
    }

    public Makeup {
        columns = List.copyOf(columns);
        types = List.copyOf(types);
        files = Map.copyOf(files);
    }

    /** For the batch that is read now. */
    public Meaning meaning() {
        return new Meaning(
                columns.stream().collect(Collectors.toMap(Column::name, Column::number)),
                highest,
                definitions,
                types.stream().collect(Collectors.toMap(TextType::number, TextType::mark, (one, same) -> one)),
                files);
    }

    /**
     * Why values of rows that were read then may be others now, for people; empty where they are not.
     *
     * @param tables the numbers of those that held the rows then
     * @param rewrites whether values that a rewriting of the whole table changed have to be told from here: where rows
     *     are known by versions, they get other ones
     */
    List<String> alterationsSince(Meaning then, Set<Long> tables, boolean rewrites) {
        List<String> why = new ArrayList<>();
        types.stream()
                .filter(type -> then.types().containsKey(type.number())
                        && type.isAlteredSince(then.types().get(type.number())))
                .forEach(type -> why.add(type.name() + " was altered"));
        boolean moved = tables.stream().anyMatch(table -> then.file(table) != files.getOrDefault(table, table));
        Map<Integer, String> names = new HashMap<>();
        then.columns().forEach((name, number) -> names.put(number, name));
        for (Column column : columns) {
            if (!then.columns().containsKey(column.name())) {
                added(column, then, names, moved).forEach(why::add);
            } else if (then.columns().get(column.name()) != column.number()) {
                why.add("the column " + column.name() + " is another than before");
            }
        }
        if (why.isEmpty() && rewrites && moved && !definitions.equals(then.definitions())) {
            why.add("columns were defined anew and the table was rewritten");
        }
        return why;
    }

    /** A column that was not read before; nothing of it is known where older rows have null in it. */
    private static List<String> added(Column column, Meaning then, Map<Integer, String> names, boolean moved) {
        if (names.containsKey(column.number())) {
            return List.of("the column " + column.name() + " was called " + names.get(column.number()));
        }
        if (column.number() <= then.highest()) {
            return List.of("the column " + column.name() + " was left out before");
        }
        // Rewriting writes such values into the rows, whose versions stay.
        return column.filled() || moved ? List.of("the column " + column.name() + " was added with values") : List.of();
    }
}
