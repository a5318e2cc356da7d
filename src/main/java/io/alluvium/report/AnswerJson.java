package io.alluvium.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.failure.Problem;
import io.alluvium.plan.Decision;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.RunPlan;
import io.alluvium.source.Look;
import io.alluvium.source.ReadPlan;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What commands say under {@code --json}, beside {@link RunResults}. */
public final class AnswerJson {
    /** The version of every document made here. */
    public static final int SCHEMA_VERSION = 1;

    private AnswerJson() {}

    /** A document with nothing but its version. */
    public static ObjectNode document() {
        return JsonNodeFactory.instance.objectNode().put("schema_version", SCHEMA_VERSION);
    }

    /** A command that was given up. */
    public static String problems(List<Problem> problems, ExitStatus exit) {
        ObjectNode root = document().put("exit_status", exit.code());
        add(root, "problems", problems);
        return text(root);
    }

    /** Adds an array of problems. */
    public static void add(ObjectNode node, String name, List<Problem> problems) {
        ArrayNode array = node.putArray(name);
        problems.forEach(problem -> array.add(ProblemJson.write(problem)));
    }

    /** Adds the steps of a run as {@link RunResults} spells them. */
    public static void addSteps(ObjectNode node, List<StepRecord> steps) {
        ArrayNode array = node.putArray("steps");
        steps.forEach(step -> RunResults.write(step, array.addObject()));
    }

    /** As it is printed: indented, one line break at the end. */
    public static String text(ObjectNode node) {
        return node.toPrettyString() + "\n";
    }

    public static String plan(RunPlan plan) {
        ObjectNode root = document();
        root.put("project", plan.project());
        root.put("environment", plan.environment().orElse(null));
        root.put("warehouse", plan.warehouse());
        root.put("at", plan.at().toString());
        root.put("last_run", plan.last().map(run -> run.id().number()).orElse(null));
        root.put(
                "last_exit_status", plan.last().map(RunPlan.LastRun::exitStatus).orElse(null));
        ArrayNode steps = root.putArray("steps");
        plan.steps().forEach(step -> step(step, steps.addObject()));
        ArrayNode orphans = root.putArray("orphans");
        plan.orphans().forEach(orphan -> orphans.add(orphan.toString()));
        return text(root);
    }

    private static void step(PlannedStep planned, ObjectNode node) {
        node.put("table", planned.table().toString());
        planned.match(new PlannedStep.Cases<ObjectNode>() {
            @Override
            public ObjectNode extract(PlannedStep.Extract step) {
                node.put("source", step.source().name());
                step.reading().ifPresent(reading -> reading(reading, node.putObject("reading")));
                return source(step.look(), node);
            }

            @Override
            public ObjectNode transform(PlannedStep.Transform step) {
                return step.refusal()
                        .map(problem -> error(problem, node))
                        .orElseGet(() -> model(step.decision(), node));
            }

            @Override
            public ObjectNode export(PlannedStep.Export step) {
                return step.refusal()
                        .map(problem -> error(problem, node))
                        .orElseGet(() -> model(step.decision(), node));
            }
        });
        node.put("earlier_seconds", seconds(planned.earlier()));
    }

    private static void reading(ReadPlan reading, ObjectNode node) {
        node.put("mode", reading.mode());
        node.put("by", reading.spark().isPresent() ? "spark" : "column");
        node.put("because", reading.spark().orElse(null));
        node.put("connections", reading.connections());
    }

    private static ObjectNode source(Look look, ObjectNode node) {
        return look.match(new Look.Cases<>() {
            @Override
            public ObjectNode unchanged(Look.Unchanged fact) {
                return node.put("action", "skip").put("reason", fact.reason());
            }

            @Override
            public ObjectNode changed(Look.Changed fact) {
                node.put("action", "extract").put("reason", fact.what());
                node.put("rows", fact.rows().isPresent() ? fact.rows().getAsLong() : null);
                return node.put("guarantee", fact.guarantee());
            }

            @Override
            public ObjectNode refused(Look.Refused fact) {
                return error(fact.problem(), node);
            }
        });
    }

    private static ObjectNode error(Problem problem, ObjectNode node) {
        node.put("action", "error").put("reason", problem.message());
        node.set("problem", ProblemJson.write(problem));
        return node;
    }

    private static ObjectNode model(Decision decision, ObjectNode node) {
        node.put("action", decision.work().verb()).put("reason", decision.reason());
        ArrayNode onlyIf = node.putArray("only_if");
        decision.onlyIf().stream().sorted().forEach(table -> onlyIf.add(table.toString()));
        return node.put("unexpected", decision.work().isUnexpected());
    }

    private static @Nullable BigDecimal seconds(Optional<Duration> duration) {
        return duration.map(time -> BigDecimal.valueOf(time.toMillis(), 3)).orElse(null);
    }
}
