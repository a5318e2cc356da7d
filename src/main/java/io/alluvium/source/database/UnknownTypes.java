package io.alluvium.source.database;

import io.alluvium.config.HoconSection;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.fault.NamedTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Columns whose types have no exact image in Delta.
 *
 * @param declared their types as the database declares them, by name; in the table's order
 */
public record UnknownTypes(Map<String, String> declared) {

    /** @param key names of the columns that identify a row */
    public Problem problem(NamedTable table, List<String> key) {
        List<String> names = List.copyOf(declared.keySet());
        boolean isOne = names.size() == 1;
        String cast = "read a view of " + table.from() + " that casts the column" + (isOne ? "" : "s");
        String exclude =
                names.stream().map(HoconSection::key).collect(Collectors.joining(", ", "exclude = [", "], or "));
        return table.problem(
                        ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                        (isOne ? "the column " : "the columns ") + String.join(", ", names) + " of " + table.from()
                                + (isOne ? " has type " : " have types ")
                                + String.join(", ", declared.values()) + ", which "
                                + (isOne ? "has" : "have") + " no exact image")
                .fixedBy(names.stream().anyMatch(key::contains) ? cast : exclude + cast);
    }
}
