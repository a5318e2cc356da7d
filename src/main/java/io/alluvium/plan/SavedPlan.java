package io.alluvium.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.Look;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A plan in a file: what is done to each table, and all that this was decided by. The run that is given it does that, or
 * says what is otherwise by now.
 *
 * @param at the logical time
 * @param steps by table, in a few words
 * @param versions of the tables that the steps read or write, as far as there are any
 * @param basis whatever else decides, by what it is in a few words; values are shown to people, and so hold no secret
 */
public record SavedPlan(
        Instant at,
        Selection selection,
        Map<TableName, String> steps,
        Map<TableName, InputVersion> versions,
        Map<String, String> basis) {
    /** Stands before a value that only tells whether something is the same. */
    public static final String DIGEST = "digest ";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final String IDLE = "skip";

    public SavedPlan {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(selection, "selection");
        steps = Map.copyOf(steps);
        versions = Map.copyOf(versions);
        basis = Map.copyOf(basis);
    }

    /** What a plan does to a table, as {@link #steps()} has it. */
    public static String word(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public String extract(PlannedStep.Extract step) {
                return step.look() instanceof Look.Changed ? "extract" : IDLE;
            }

            @Override
            public String transform(PlannedStep.Transform step) {
                return word(step.decision());
            }

            @Override
            public String export(PlannedStep.Export step) {
                return word(step.decision());
            }
        });
    }

    private static String word(Decision decision) {
        return decision.onlyIf().isEmpty()
                ? decision.work().verb()
                : decision.work().verb() + " if " + new TreeSet<>(decision.onlyIf());
    }

    /** Whether something is done to the table. */
    public boolean does(TableName table) {
        return !steps.getOrDefault(table, IDLE).equals(IDLE);
    }

    /**
     * @param now the plan that would be made now
     * @throws AlluviumException PLAN_REFUSED, once for each thing that is otherwise by now
     */
    public void refuseOthers(SavedPlan now) {
        List<String> differences = new ArrayList<>();
        differ(basis, now.basis, differences);
        differ(texts(versions), texts(now.versions), differences);
        if (differences.isEmpty()) {
            differ(worded(steps), worded(now.steps), differences);
        }
        if (differences.isEmpty()) {
            return;
        }
        List<Problem> problems = new ArrayList<>();
        differences.forEach(what -> problems.add(Problem.of(ErrorCode.PLAN_REFUSED, what)));
        int last = problems.size() - 1;
        problems.set(last, problems.get(last).fixedBy("look at what would be done now: alluvium plan --out FILE"));
        throw new AlluviumException(problems);
    }

    private static Map<String, String> texts(Map<TableName, InputVersion> versions) {
        Map<String, String> texts = new TreeMap<>();
        versions.forEach((table, version) ->
                texts.put(table + ", its table", "version " + version.version() + " of " + version.tableId()));
        return texts;
    }

    /** An extraction that found nothing more to do is none that differs. */
    private static Map<String, String> worded(Map<TableName, String> steps) {
        Map<String, String> texts = new TreeMap<>();
        steps.forEach((table, step) -> {
            if (!step.equals("extract") && !step.equals(IDLE)) {
                texts.put(table + ", what is done", step);
            }
        });
        return texts;
    }

    private static void differ(Map<String, String> then, Map<String, String> now, List<String> differences) {
        TreeSet<String> all = new TreeSet<>(then.keySet());
        all.addAll(now.keySet());
        for (String what : all) {
            String before = then.get(what);
            String after = now.get(what);
            if (!Objects.equals(before, after)) {
                differences.add(what + ": " + difference(before, after));
            }
        }
    }

    private static String difference(@Nullable String before, @Nullable String after) {
        if (before == null) {
            return after != null && !after.startsWith(DIGEST)
                    ? "nothing when it was planned, " + after + " now"
                    : "was not there when it was planned";
        }
        if (after == null) {
            return before.startsWith(DIGEST) ? "is not there any more" : before + " when it was planned, nothing now";
        }
        return before.startsWith(DIGEST) || after.startsWith(DIGEST)
                ? "is other than when it was planned"
                : before + " when it was planned, " + after + " now";
    }

    /** As it stands in the file. */
    public String text() {
        ObjectNode root = JSON.createObjectNode().put("saved_plan", FORMAT).put("at", at.toString());
        ObjectNode selected = root.putObject("selection");
        selection.names().forEach(selected.putArray("tables")::add);
        selection
                .range()
                .ifPresent(range -> selected.put("from", range.from().toString())
                        .put("to", range.to().toString()));
        selected.put("refresh", selection.refresh().name());
        ObjectNode done = root.putObject("steps");
        new TreeMap<>(steps).forEach((table, step) -> done.put(table.toString(), step));
        ObjectNode tables = root.putObject("versions");
        new TreeMap<>(versions)
                .forEach((table, version) -> tables.putObject(table.toString())
                        .put("table_id", version.tableId())
                        .put("version", version.version())
                        .put("number", version.number()));
        ObjectNode decided = root.putObject("basis");
        new TreeMap<>(basis).forEach(decided::put);
        return root.toPrettyString() + "\n";
    }

    /**
     * @param file that the text was read from
     * @throws AlluviumException PLAN_REFUSED
     */
    public static SavedPlan parse(String text, String file) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root.path("saved_plan").asInt() != FORMAT) {
                throw refused(file, "of another version of Alluvium, or no plan at all")
                        .asException();
            }
            Map<TableName, String> steps = new TreeMap<>();
            root.required("steps")
                    .properties()
                    .forEach(step ->
                            steps.put(table(step.getKey()), step.getValue().asText()));
            Map<TableName, InputVersion> versions = new TreeMap<>();
            root.required("versions")
                    .properties()
                    .forEach(table -> versions.put(table(table.getKey()), version(table)));
            Map<String, String> basis = new TreeMap<>();
            root.required("basis")
                    .properties()
                    .forEach(entry -> basis.put(entry.getKey(), entry.getValue().asText()));
            return new SavedPlan(
                    Instant.parse(root.required("at").asText()),
                    selection(root.required("selection")),
                    steps,
                    versions,
                    basis);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw refused(file, "not as alluvium plan --out wrote it").asException(e);
        }
    }

    private static InputVersion version(Map.Entry<String, JsonNode> table) {
        return new InputVersion(
                table.getValue().required("table_id").asText(),
                table.getValue().required("version").asLong(),
                table.getValue().required("number").asLong());
    }

    private static Selection selection(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.required("tables").forEach(name -> names.add(name.asText()));
        Optional<Selection.Range> range = node.has("from")
                ? Optional.of(new Selection.Range(
                        Instant.parse(node.required("from").asText()),
                        Instant.parse(node.required("to").asText())))
                : Optional.empty();
        return new Selection(
                names, range, Selection.Refresh.valueOf(node.required("refresh").asText()));
    }

    private static TableName table(String name) {
        return TableName.parse(name).orElseThrow(IllegalArgumentException::new);
    }

    private static Problem refused(String file, String why) {
        return Problem.of(ErrorCode.PLAN_REFUSED, file + " is no plan that can be carried out: it is " + why)
                .fixedBy("plan anew: alluvium plan --out " + file);
    }
}
