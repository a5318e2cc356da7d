package io.alluvium.extract.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;

/**
 * A window as COPY commands, one a part.
 *
 * @param schema of the rows that are kept
 * @param columns what is selected, in the order of the schema
 * @param conditions of the parts; together they hold every row of the window once
 */
record CopyPlan(String from, StructType schema, List<CopyImage> columns, List<String> conditions) {
    CopyPlan {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
    }

    /**
     * @param condition of the window
     * @param parts more than one only for a whole heap
     */
    static CopyPlan of(TableView view, String condition, int parts) {
        List<CopyImage> columns = new ArrayList<>();
        view.images().forEach((column, image) -> columns.add(CopyImage.of(column, image)));
        if (view.mode().isVersioned()) {
            columns.add(CopyImage.sourceVersion());
        }
        List<String> ranges = parts == 1 ? List.of("true") : TableSplit.conditions("t.ctid", view.relation(), parts);
        List<String> conditions = ranges.stream()
                .map(range -> "(" + condition + ") and (" + range + ")")
                .toList();
        return new CopyPlan(view.from(), view.schema(), columns, conditions);
    }

    int parts() {
        return conditions.size();
    }

    String command(int part) {
        return columns.stream().map(CopyImage::select).collect(Collectors.joining(", ", "copy (select ", rows(part)))
                + ") to stdout (format binary)";
    }

    /** Fails on the server where the column's text has no form in UTF-8. */
    String proofOfText(int column, int part) {
        String text = columns.get(column).form() instanceof ArrayForm
                ? "array_to_string(" + columns.get(column).select() + ", '')"
                : columns.get(column).select() + "::pg_catalog.text";
        return "select count(convert_to(" + text + ", 'UTF8'))" + rows(part);
    }

    private String rows(int part) {
        return " from " + from + " where " + conditions.get(part);
    }
}
