package io.alluvium.sources.postgres;

import io.alluvium.source.columns.StoredColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A window as COPY commands, one a part.
 *
 * @param schema of the rows that are kept
 * @param columns what is selected, in the order of the schema
 * @param conditions of the parts; together they hold every row of the window once
 */
record CopyPlan(String from, StructType schema, List<ColumnImage> columns, List<String> conditions) {
    CopyPlan {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
    }

    /**
     * @param condition of the window
     * @param parts more than one only for a heap
     */
    static CopyPlan of(TableView view, String condition, int parts) {
        List<ColumnImage> columns = new ArrayList<>(view.images().values());
        if (view.mode().isVersioned()) {
            columns.add(ColumnImage.sourceVersion());
        }
        view.deleted().ifPresent(marked -> columns.add(ColumnImage.operation(marked)));
        return new CopyPlan(view.from(), view.schema(), columns, ranges(view.relation(), parts)).where(condition);
    }

    /** The whole of a table or view. */
    static CopyPlan of(Relation relation, Map<SourceColumn, ColumnImage> images, int parts) {
        return new CopyPlan(
                relation.from(),
                TableView.schema(images, StoredColumns.ALL),
                List.copyOf(images.values()),
                ranges(relation, parts));
    }

    private static List<String> ranges(Relation relation, int parts) {
        return parts == 1 ? List.of("true") : TableSplit.conditions(relation, parts);
    }

    /** The same rows with some of the columns. */
    CopyPlan select(StructType required) {
        List<ColumnImage> selected = Stream.of(required.fields())
                .map(StructField::name)
                .map(this::column)
                .toList();
        return new CopyPlan(from, required, selected, conditions);
    }

    /** Those of the rows for which the server finds a condition true. */
    CopyPlan where(String condition) {
        List<String> both = conditions.stream()
                .map(part -> "(" + condition + ") and (" + part + ")")
                .toList();
        return new CopyPlan(from, schema, columns, both);
    }

    ColumnImage column(String name) {
        return columns.get(schema.fieldIndex(name));
    }

    int parts() {
        return conditions.size();
    }

    CopyQuery part(int part) {
        return new CopyQuery(from, schema, columns, conditions.get(part));
    }
}
