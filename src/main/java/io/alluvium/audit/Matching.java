package io.alluvium.audit;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.LandedTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;

/** Which columns of the target are which of the source's, and how they are compared. */
final class Matching {
    private final AuditedTable source;
    private final LandedTable target;
    private final AuditOptions options;
    private final List<String> key;
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<String, String> omitted = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Optional<Tool> tool;

    /**
     * Two columns that are compared.
     *
     * @param type that the source is to tell its values in, where it is not their own
     * @param told what holds the values as the source tells them
     */
    record Pair(String source, String target, ValueText text, Optional<DataType> type, DataType told) {}

    /** @throws AlluviumException USAGE, BAD_VALUE where the key or a named column cannot be compared */
    Matching(AuditedTable source, LandedTable target, AuditOptions options) {
        this.source = source;
        this.target = target;
        this.options = options;
        requireNamed("--columns", options.columns());
        requireNamed("--exclude", options.excluded());
        requireNamed("--key", options.key());
        this.key = key();
        List<String> added = new ArrayList<>(targetNames());
        for (AuditedTable.Column column : source.columns()) {
            inTarget(column.name()).ifPresent(added::remove);
            match(column);
        }
        this.tool = Tool.of(added);
        added.removeIf(name -> tool.filter(one -> one.adds(name)).isPresent());
        added.forEach(name -> omitted.put(name, "is not in the source"));
        requireKey();
    }

    private List<String> targetNames() {
        List<String> names = new ArrayList<>(List.of(target.columns().fieldNames()));
        names.addAll(target.unreadable().keySet());
        return names;
    }

    private void requireNamed(String option, List<String> named) {
        List<String> names =
                source.columns().stream().map(AuditedTable.Column::name).toList();
        for (String name : named) {
            if (names.stream().noneMatch(name::equalsIgnoreCase)) {
                throw Problem.of(
                                ErrorCode.USAGE, option + " names " + name + ", which is no column of " + source.name())
                        .didYouMean(DidYouMean.amongNames(names, name))
                        .asException();
            }
        }
    }

    private List<String> key() {
        if (options.key().isEmpty() && source.key().isEmpty()) {
            throw Problem.of(ErrorCode.USAGE, source.name() + " has no primary key, so that no row can be told")
                    .fixedBy("name the columns that identify a row: --key COLUMN, once for each")
                    .asException();
        }
        List<String> chosen = options.key().isEmpty() ? source.key() : options.key();
        return chosen.stream()
                .map(name -> source.columns().stream()
                        .map(AuditedTable.Column::name)
                        .filter(name::equalsIgnoreCase)
                        .findFirst()
                        .orElse(name))
                .toList();
    }

    private static boolean isAmong(List<String> names, String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    private void match(AuditedTable.Column column) {
        String name = column.name();
        boolean isKey = key.contains(name);
        boolean asked = isAmong(options.columns(), name);
        if (!isKey && isAmong(options.excluded(), name)) {
            omitted.put(name, "is excluded");
            return;
        }
        if (!isKey && !options.columns().isEmpty() && !asked) {
            return;
        }
        Optional<String> found = inTarget(name);
        if (found.isEmpty()) {
            omitted.put(name, "is not in the target");
            return;
        }
        if (target.unreadable().containsKey(found.get())) {
            omitted.put(name, target.unreadable().get(found.get()) + " in the target, which is not read");
            return;
        }
        Reading reading =
                Readings.of(column, target.columns().apply(found.get()).dataType(), asked || isKey);
        if (reading.text().isEmpty()) {
            omitted.put(name, reading.words());
            return;
        }
        if (!reading.words().isEmpty()) {
            notes.add(name + " " + reading.words());
        }
        pairs.add(new Pair(
                name,
                found.get(),
                reading.text().get(),
                reading.type(),
                reading.type().orElseGet(() -> column.type().orElseThrow())));
    }

    /** By its name, in whatever case, or but for what is neither letter nor digit. */
    private Optional<String> inTarget(String name) {
        List<String> names = targetNames();
        Optional<String> same = names.stream()
                .filter(name::equals)
                .findFirst()
                .or(() -> names.stream().filter(name::equalsIgnoreCase).findFirst());
        if (same.isPresent()) {
            return same;
        }
        List<String> like = names.stream()
                .filter(other -> squashed(other).equals(squashed(name)))
                .filter(other -> source.columns().stream()
                        .noneMatch(column -> column.name().equalsIgnoreCase(other)))
                .toList();
        return like.size() == 1 ? Optional.of(like.get(0)) : Optional.empty();
    }

    private static String squashed(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private void requireKey() {
        for (String column : key) {
            Optional<Pair> pair =
                    pairs.stream().filter(one -> one.source().equals(column)).findFirst();
            if (pair.isEmpty()) {
                boolean none = pairs.isEmpty();
                throw Problem.of(
                                ErrorCode.USAGE,
                                "the key column " + column + " of " + source.name() + " "
                                        + omitted.getOrDefault(column, "is not compared"))
                        .because("the target has " + String.join(", ", shortened(targetNames())))
                        .fixedBy(
                                none
                                        ? "name the folder of this table: --target; values that lie within one column of"
                                                + " JSON are not compared"
                                        : "--key COLUMN names columns that identify a row and are in both")
                        .asException();
            }
            DataType type = pair.get().told();
            if (type instanceof DoubleType || type instanceof FloatType) {
                throw Problem.of(
                                ErrorCode.USAGE,
                                "the key column " + column + " of " + source.name() + " has a binary point")
                        .because("rows are not told by such numbers here")
                        .fixedBy("--key COLUMN names other columns that identify a row")
                        .asException();
            }
        }
    }

    private static List<String> shortened(List<String> names) {
        int most = 12;
        return names.size() <= most
                ? names
                : Stream.concat(names.stream().limit(most), Stream.of("…")).toList();
    }

    /** Those that are compared, in the source's order. */
    List<Pair> pairs() {
        return pairs;
    }

    /** Places of the key's columns among the pairs, in the key's order. */
    int[] keyPlaces() {
        return key.stream()
                .mapToInt(column -> pairs.stream().map(Pair::source).toList().indexOf(column))
                .toArray();
    }

    List<String> keyColumns() {
        return key;
    }

    List<DataType> keyTypes() {
        return Arrays.stream(keyPlaces())
                .mapToObj(place -> pairs.get(place).told())
                .toList();
    }

    /** Why a column is not compared, by its name. */
    Map<String, String> omitted() {
        return omitted;
    }

    List<String> notes() {
        return notes;
    }

    Optional<Tool> tool() {
        return tool;
    }

    /** Columns of the target that say something of a row. */
    Map<String, Tool.Mark> marks() {
        Map<String, Tool.Mark> marks = new LinkedHashMap<>();
        tool.ifPresent(one -> one.marks()
                .forEach(mark -> readable(mark.column())
                        .filter(name ->
                                pairs.stream().noneMatch(pair -> pair.target().equals(name)))
                        .ifPresent(name -> marks.put(name, mark))));
        return marks;
    }

    private Optional<String> readable(String name) {
        return Arrays.stream(target.columns().fieldNames())
                .filter(name::equalsIgnoreCase)
                .findFirst();
    }

    /**
     * Columns of the target that order the versions of a row; none where it keeps no versions.
     *
     * @throws AlluviumException USAGE where nothing orders them
     */
    List<String> order() {
        if (!options.log() && options.latestBy().isEmpty()) {
            return List.of();
        }
        List<String> named = options.latestBy();
        for (String name : named) {
            if (readable(name).isEmpty()) {
                throw Problem.of(ErrorCode.USAGE, "--latest-by names " + name + ", which is no column of the target")
                        .didYouMean(
                                DidYouMean.amongNames(List.of(target.columns().fieldNames()), name))
                        .asException();
            }
        }
        List<String> wanted = named.isEmpty() ? tool.map(Tool::order).orElse(List.of()) : named;
        List<String> order =
                wanted.stream().flatMap(name -> readable(name).stream()).toList();
        if (order.isEmpty()) {
            throw Problem.of(ErrorCode.USAGE, "--log: nothing says which version of a row is the last one")
                    .because(tool.map(one -> "no column of the target is one by which " + one.label() + " orders them")
                            .orElse("the columns of the target are those of no tool that is known here"))
                    .fixedBy("--latest-by COLUMN names a column of the target that grows from version to version")
                    .asException();
        }
        return order;
    }
}
