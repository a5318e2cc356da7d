package io.alluvium.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.StepRecord.Changes;
import io.alluvium.report.StepRecord.Check;
import io.alluvium.report.StepRecord.Outcome;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code run_results.json}: a run's record as JSON and back, nothing lost; its schema lies in the documentation. */
public final class RunResults {
    /** Raised when a reader of the version before would misread a file; new optional members do not raise it. */
    public static final int SCHEMA_VERSION = 1;

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private RunResults() {}

    /** The record as indented JSON; equal records give equal text. */
    public static String write(RunRecord run) {
        ObjectNode root = JSON.createObjectNode();
        root.put("schema_version", SCHEMA_VERSION);
        root.put("run_id", run.id().number());
        run.key().ifPresent(key -> root.put("key", key.text()));
        root.put("project", run.project());
        root.put("environment", run.environment().orElse(null));
        root.put("warehouse", run.warehouse());
        root.put("at", run.at().toString());
        root.put("started_at", run.started().toString());
        root.put("ended_at", run.ended().toString());
        root.put("duration_seconds", seconds(Duration.between(run.started(), run.ended())));
        root.put("exit_status", run.exitStatus());
        root.put("log", run.log());
        run.requests().ifPresent(requests -> root.put("store_requests", requests));
        ObjectNode counts = root.putObject("counts");
        for (Outcome outcome : Outcome.values()) {
            counts.put(
                    outcome.word(),
                    run.steps().stream()
                            .filter(step -> step.outcome() == outcome)
                            .count());
        }
        if (!run.problems().isEmpty()) {
            AnswerJson.add(root, "problems", run.problems());
        }
        run.registration().ifPresent(told -> write(told, root.putObject("catalog")));
        ArrayNode steps = root.putArray("steps");
        run.steps().forEach(step -> write(step, steps.addObject()));
        return root.toPrettyString() + "\n";
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws io.alluvium.failure.AlluviumException STATE_CORRUPT for other text, STATE_NEWER for a later schema
     */
    public static RunRecord read(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            int version = root.path("schema_version").asInt(0);
            if (version > SCHEMA_VERSION) {
                throw Problem.of(
                                ErrorCode.STATE_NEWER,
                                "run results of schema version " + version + "; this Alluvium reads " + SCHEMA_VERSION)
                        .fixedBy("use the newer Alluvium that wrote them")
                        .asException();
            }
            return run(root);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw Problem.of(ErrorCode.STATE_CORRUPT, "run results that cannot be read")
                    .asException(e);
        }
    }

    private static void write(RunRecord.Registration told, ObjectNode node) {
        node.put("name", told.catalog());
        ArrayNode tables = node.putArray("registered");
        told.tables().forEach(table -> tables.add(table.toString()));
        AnswerJson.add(node, "problems", told.problems());
    }

    private static Optional<RunRecord.Registration> registration(JsonNode root) {
        if (!root.has("catalog")) {
            return Optional.empty();
        }
        JsonNode node = root.path("catalog");
        List<TableName> tables = new ArrayList<>();
        node.path("registered")
                .forEach(name -> tables.add(TableName.parse(name.asText())
                        .orElseThrow(() -> new IllegalArgumentException("no name of a table"))));
        return Optional.of(new RunRecord.Registration(required(node, "name"), tables, problems(node)));
    }

    static void write(StepRecord step, ObjectNode node) {
        node.put("table", step.table().toString());
        node.put("outcome", step.outcome().word());
        node.put("detail", step.detail());
        node.put("rows_read", step.read().isPresent() ? step.read().getAsLong() : null);
        node.put("rows_inserted", step.changes().inserted());
        node.put("rows_updated", step.changes().updated());
        node.put("rows_deleted", step.changes().deleted());
        node.put("guarantee", step.guarantee().orElse(null));
        node.put("version", step.version().isPresent() ? step.version().getAsLong() : null);
        step.departed().ifPresent(planned -> node.put("departed_from", planned));
        node.put("attempts", step.attempts());
        node.put("started_at", step.started().toString());
        node.put("duration_seconds", seconds(step.duration()));
        ArrayNode checks = node.putArray("checks");
        for (Check check : step.checks()) {
            ObjectNode written = checks.addObject()
                    .put("name", check.name())
                    .put("rule", check.rule())
                    .put("severity", check.failing() ? "fail" : "warn")
                    .put("violations", check.violations());
            check.failure().ifPresent(condition -> written.put("failure", condition));
        }
        ArrayNode problems = node.putArray("problems");
        step.problems().forEach(problem -> problems.add(ProblemJson.write(problem)));
    }

    private static RunRecord run(JsonNode root) {
        List<StepRecord> steps = new ArrayList<>();
        root.path("steps").forEach(step -> steps.add(step(step)));
        return new RunRecord(
                new RunId(root.path("run_id").asLong()),
                ProblemJson.text(root, "key").map(RunKey::new),
                required(root, "project"),
                ProblemJson.text(root, "environment"),
                required(root, "warehouse"),
                Instant.parse(required(root, "at")),
                Instant.parse(required(root, "started_at")),
                Instant.parse(required(root, "ended_at")),
                steps,
                problems(root),
                registration(root),
                root.path("exit_status").asInt(),
                required(root, "log"),
                root.has("store_requests")
                        ? OptionalLong.of(root.path("store_requests").asLong())
                        : OptionalLong.empty());
    }

    static StepRecord step(JsonNode node) {
        List<Check> checks = new ArrayList<>();
        node.path("checks")
                .forEach(check -> checks.add(new Check(
                        required(check, "name"),
                        required(check, "rule"),
                        required(check, "severity").equals("fail"),
                        check.path("violations").asLong(),
                        ProblemJson.text(check, "failure"))));
        return new StepRecord(
                TableName.parse(required(node, "table"))
                        .orElseThrow(() -> new IllegalArgumentException("a step without a table")),
                Outcome.valueOf(required(node, "outcome").toUpperCase(Locale.ROOT)),
                required(node, "detail"),
                number(node, "rows_read"),
                new Changes(
                        node.path("rows_inserted").asLong(),
                        node.path("rows_updated").asLong(),
                        node.path("rows_deleted").asLong()),
                ProblemJson.text(node, "guarantee"),
                number(node, "version"),
                checks,
                ProblemJson.text(node, "departed_from"),
                problems(node),
                node.path("attempts").asInt(),
                Instant.parse(required(node, "started_at")),
                duration(node.path("duration_seconds").decimalValue()));
    }

    private static List<Problem> problems(JsonNode node) {
        List<Problem> problems = new ArrayList<>();
        node.path("problems").forEach(problem -> problems.add(ProblemJson.read(problem)));
        return problems;
    }

    static String required(JsonNode node, String name) {
        return ProblemJson.text(node, name).orElseThrow(() -> new IllegalArgumentException("no member " + name));
    }

    private static OptionalLong number(JsonNode node, String name) {
        Optional<String> text = ProblemJson.text(node, name);
        return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
    }

    private static BigDecimal seconds(Duration duration) {
        BigDecimal exact = BigDecimal.valueOf(duration.toSeconds()).add(BigDecimal.valueOf(duration.toNanosPart(), 9));
        return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
    }

    private static Duration duration(BigDecimal seconds) {
        return Duration.ofSeconds(
                seconds.longValue(),
                seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
    }
}
