package io.alluvium.source.window;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param types that the text of its values follows, by number
     */
    public record Column(String name, int number, boolean filled, Set<Long> types) {
        public Column {
            types = Set.copyOf(types);
        }
    }

    /**
     * What values may have become since.
     *
     * @param reasons for people; none where they are what they were
     * @param columns whose values are concerned, as far as that can be told
     */
    public record Altered(List<String> reasons, Set<String> columns) {
        static final Altered NOTHING = new Altered(List.of(), Set.of());

        public Altered {
            reasons = List.copyOf(reasons);
            columns = Set.copyOf(columns);
        }
    }

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
     * How values of rows that were read then may be others now.
     *
     * @param tables the numbers of those that held the rows then
     * @param rewrites whether values that a rewriting of the whole table changed have to be told from here: where rows
     *     are known by versions, they get other ones
     */
    Altered alteredSince(Meaning then, Set<Long> tables, boolean rewrites) {
        List<String> why = new ArrayList<>();
        Set<String> concerned = new HashSet<>();
        for (TextType type : types) {
            Meaning.Mark before = then.types().get(type.number());
            if (before != null && type.isAlteredSince(before)) {
                why.add(type.name() + " was altered");
                columns.stream()
                        .filter(column -> column.types().contains(type.number()))
                        .forEach(column -> concerned.add(column.name()));
            }
        }
        boolean moved = tables.stream().anyMatch(table -> then.file(table) != files.getOrDefault(table, table));
        for (Column column : columns) {
            another(column, then, moved).ifPresent(reason -> {
                why.add("the column " + column.name() + " " + reason);
                concerned.add(column.name());
            });
        }
        if (why.isEmpty() && rewrites && moved && !definitions.equals(then.definitions())) {
            why.add("columns were defined anew and the table was rewritten");
        }
        return new Altered(why, concerned);
    }

    private static Optional<String> another(Column column, Meaning then, boolean moved) {
        Integer before = then.columns().get(column.name());
        if (before != null) {
            return before == column.number() ? Optional.empty() : Optional.of("is another than before");
        }
        Optional<String> name = then.columns().entrySet().stream()
                .filter(known -> known.getValue() == column.number())
                .map(Map.Entry::getKey)
                .findFirst();
        if (name.isPresent()) {
            return Optional.of("was called " + name.get());
        }
        if (column.number() <= then.highest()) {
            return Optional.of("was left out before");
        }
        // Older rows have null in it, or a value; rewriting writes such values into rows, whose versions stay.
        return column.filled() || moved ? Optional.of("was added with values") : Optional.empty();
    }
}
