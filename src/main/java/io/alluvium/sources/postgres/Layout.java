package io.alluvium.sources.postgres;

import io.alluvium.source.window.Makeup;
import io.alluvium.source.window.Makeup.TextType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the catalog knows of a table that no version of a row shows.
 *
 * @param highest number of a column, dropped ones included
 * @param definitions differs once the catalog's entry of a column was written anew
 * @param filled columns in which rows show a value that was never written into them
 * @param types that the text of a column's values follows, by the number of the column
 * @param files of parts that have left their first file, by the number of the part
 */
record Layout(
        int highest,
        String definitions,
        Set<String> filled,
        Map<Integer, List<TextType>> types,
        Map<Long, Long> files) {
    Layout {
        filled = Set.copyOf(filled);
        types = Map.copyOf(types);
        files = Map.copyOf(files);
    }

    /** Of those columns that are read. */
    Makeup makeup(List<SourceColumn> columns) {
        return new Makeup(
                columns.stream()
                        .map(column -> new Makeup.Column(
                                column.name(),
                                column.position(),
                                filled.contains(column.name())
                                        || column.computed().isPresent(),
                                followed(column).map(TextType::number).collect(Collectors.toSet())))
                        .toList(),
                highest,
                definitions,
                columns.stream().flatMap(this::followed).distinct().toList(),
                files);
    }

    private Stream<TextType> followed(SourceColumn column) {
        return Stream.concat(types.getOrDefault(column.position(), List.of()).stream(), column.expression().stream());
    }
}
