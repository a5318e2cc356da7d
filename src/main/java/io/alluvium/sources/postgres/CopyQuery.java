package io.alluvium.sources.postgres;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructType;

/** One part of a {@link CopyPlan}. */
record CopyQuery(String from, StructType schema, List<ColumnImage> columns, String condition) implements Serializable {

    String command() {
        return "copy (" + select() + ") to stdout (format binary)";
    }

    String select() {
        return columns.stream().map(ColumnImage::select).collect(Collectors.joining(", ", "select ", rows()));
    }

    /** Fails on the server where the column's text has no form in UTF-8. */
    String proofOfText(int column) {
        String text = columns.get(column).form() instanceof ArrayForm
                ? "array_to_string(" + columns.get(column).select() + ", '')"
                : columns.get(column).select() + "::pg_catalog.text";
        return "select count(convert_to(" + text + ", 'UTF8'))" + rows();
    }

    private String rows() {
        return " from " + from + " where " + condition;
    }
}
