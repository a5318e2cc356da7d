package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Points;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.TableVersion;
import io.alluvium.spark.grammar.Mention;
import io.alluvium.spark.grammar.SqlText;
import io.alluvium.transform.Task;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * What people read: tables at the versions, and views in the words, of the last run that ended, also while another is at
 * work.
 *
 * @param views each after those it reads itself
 */
record Readable(Map<TableName, TableVersion> tables, List<Task.View> views) {

    /**
     * @param tables as they are now
     * @param parameters of the markers in views
     */
    static Readable of(Warehouse warehouse, List<TableVersion> tables, Parameters parameters) {
        Optional<Points.Point> point = warehouse.journal().points().last();
        Map<TableName, TableVersion> readable = new TreeMap<>();
        tables.forEach(table -> point.map(last -> at(warehouse, table, last))
                .orElse(Optional.of(table))
                .ifPresent(version -> readable.put(table.name(), version)));
        Map<TableName, String> views = new TreeMap<>();
        point.ifPresent(last -> last.tables().forEach((name, version) -> {
            if (version.tableId().equals(ModelState.VIEW)) {
                view(warehouse, name, version.version()).ifPresent(sql -> views.put(name, sql));
            }
        }));
        readable.keySet().removeAll(views.keySet());
        return new Readable(readable, ordered(views, parameters));
    }

    /** All names that a query can read. */
    Set<TableName> names() {
        Set<TableName> names = new LinkedHashSet<>(tables.keySet());
        views.forEach(view -> names.add(view.name()));
        return names;
    }

    /** Empty for a table that was made by a run which has not ended. What others changed since the point is no run's. */
    private static Optional<TableVersion> at(Warehouse warehouse, TableVersion now, Points.Point point) {
        if (!isOfLaterRun(warehouse, now, point)) {
            return Optional.of(now);
        }
        return Optional.ofNullable(point.tables().get(now.name()))
                .filter(known -> known.tableId().equals(now.tableId()))
                .map(known -> warehouse.lake().earlier(now, known.version()));
    }

    private static boolean isOfLaterRun(Warehouse warehouse, TableVersion table, Points.Point point) {
        TableJournal journal = warehouse.journal().of(table.name());
        return journal.intent(warehouse.committed(journal, table), table.tableId())
                .filter(intent -> intent.run().compareTo(point.run()) > 0)
                .isPresent();
    }

    private static Optional<String> view(Warehouse warehouse, TableName name, long number) {
        return warehouse
                .journal()
                .of(name)
                .intent(OptionalLong.of(number), ModelState.VIEW)
                .map(intent -> ((Intent.Publish) intent).definition().sql());
    }

    private static List<Task.View> ordered(Map<TableName, String> views, Parameters parameters) {
        List<Task.View> ordered = new ArrayList<>();
        Set<TableName> seen = new LinkedHashSet<>();
        views.keySet().forEach(view -> add(view, views, parameters, seen, ordered));
        return ordered;
    }

    /** No view reads itself: models that do are refused. */
    private static void add(
            TableName view,
            Map<TableName, String> views,
            Parameters parameters,
            Set<TableName> seen,
            List<Task.View> ordered) {
        if (!views.containsKey(view) || !seen.add(view)) {
            return;
        }
        String sql = views.get(view);
        new SqlText(sql)
                .statement().mentions().stream()
                        .filter(mention -> mention.kind() == Mention.Kind.TABLE)
                        .flatMap(mention -> TableName.parse(String.join(".", mention.name())).stream())
                        .forEach(read -> add(read, views, parameters, seen, ordered));
        ordered.add(new Task.View(view, sql, parameters.all()));
    }
}
