package io.alluvium.model;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Orders models so that each comes after those it reads, and finds those that read each other in a circle. */
final class ReadingOrder {
    private final Map<TableName, Model> models;
    private final List<Model> order = new ArrayList<>();
    private final Set<TableName> left;

    ReadingOrder(Map<TableName, Model> models) {
        this.models = models;
        this.left = new TreeSet<>(models.keySet());
        sort();
    }

    List<Model> order() {
        return List.copyOf(order);
    }

    private void sort() {
        Map<TableName, Set<TableName>> waiting = new TreeMap<>();
        Map<TableName, Set<TableName>> readers = new TreeMap<>();
        TreeSet<TableName> ready = new TreeSet<>();
        for (TableName table : left) {
            Set<TableName> inputs = inputs(table);
            waiting.put(table, inputs);
            inputs.forEach(input ->
                    readers.computeIfAbsent(input, key -> new TreeSet<>()).add(table));
            if (inputs.isEmpty()) {
                ready.add(table);
            }
        }
        while (!ready.isEmpty()) {
            TableName table = ready.pollFirst();
            left.remove(table);
            order.add(model(table));
            for (TableName reader : readers.getOrDefault(table, Set.of())) {
                Set<TableName> inputs = waiting.getOrDefault(reader, Set.of());
                inputs.remove(table);
                if (inputs.isEmpty()) {
                    ready.add(reader);
                }
            }
        }
    }

    private Model model(TableName table) {
        return Objects.requireNonNull(models.get(table), table::toString);
    }

    private Set<TableName> inputs(TableName table) {
        return model(table).reads().stream()
                .map(Model.Read::table)
                .filter(models::containsKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** One problem a circle: its members in the order of reading, each with the line that reads the next. */
    List<Problem> circles() {
        List<Problem> problems = new ArrayList<>();
        Set<TableName> told = new HashSet<>();
        for (TableName start : left) {
            List<TableName> circle = circleFrom(start);
            if (!circle.isEmpty() && told.add(new TreeSet<>(circle).first())) {
                problems.add(problem(circle));
            }
        }
        return problems;
    }

    /** Walks from a table along what it reads until one comes again; empty when that part was told already. */
    private List<TableName> circleFrom(TableName start) {
        LinkedHashSet<TableName> path = new LinkedHashSet<>();
        TableName table = start;
        while (path.add(table)) {
            table = inputs(table).stream().filter(left::contains).findFirst().orElseThrow();
        }
        List<TableName> walked = new ArrayList<>(path);
        return walked.subList(walked.indexOf(table), walked.size());
    }

    private Problem problem(List<TableName> circle) {
        String chain = IntStream.range(0, circle.size())
                .mapToObj(i -> read(circle.get(i), circle.get((i + 1) % circle.size())))
                .map(read -> read.place() + " reads " + read.table())
                .collect(Collectors.joining(", "));
        Model.Read first = read(circle.get(0), circle.get(1 % circle.size()));
        String who = circle.stream().map(TableName::toString).collect(Collectors.joining(", "));
        return Problem.of(
                        ErrorCode.CYCLE,
                        (circle.size() == 1 ? who + " reads itself" : "models read each other: " + who))
                .at(first.place())
                .marking(first.table().name())
                .because(chain);
    }

    private Model.Read read(TableName from, TableName to) {
        return model(from).reads().stream()
                .filter(read -> read.table().equals(to))
                .findFirst()
                .orElseThrow();
    }
}
