package io.alluvium.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.config.CronSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A schedule of Amazon EventBridge, which begins a run at each of its times under a key of its own. */
final class Nightly {
    static final String ROLE = "alluvium-schedule";

    /** EventBridge puts the time of each run in its place. */
    private static final String TIME = "<aws.scheduler.scheduled-time>";

    private final Job job;

    Nightly(Job job) {
        this.job = job;
    }

    /** What each run is told: a delivery that is made twice makes one run, since both have the key. */
    List<String> arguments() {
        return job.arguments(Optional.of("scheduled." + TIME), Optional.of(TIME));
    }

    /**
     * The files.
     *
     * @param operation of AWS that begins a run, as {@code emr:runJobFlow}
     * @param request what it takes
     * @param policy the rights to call it
     */
    List<Document> documents(CronSchedule schedule, String operation, ObjectNode request, ObjectNode policy) {
        LeastPolicy account = new LeastPolicy(job, Optional.empty());
        ObjectNode document = Json.object()
                .put("Name", "alluvium-" + job.name())
                .put("ScheduleExpression", schedule.ofAws())
                .put("ScheduleExpressionTimezone", "UTC");
        document.putObject("FlexibleTimeWindow").put("Mode", "OFF");
        ObjectNode target = document.putObject("Target")
                .put("Arn", "arn:" + account.partition() + ":scheduler:::aws-sdk:" + operation)
                .put("RoleArn", account.role(ROLE))
                .put("Input", Json.line(request));
        target.putObject("RetryPolicy").put("MaximumRetryAttempts", 3).put("MaximumEventAgeInSeconds", 3600);
        List<Document> documents = new ArrayList<>();
        documents.add(Json.file(
                "schedule-trust.json",
                LeastPolicy.trust("scheduler.amazonaws.com", job.deploy().aws().id())));
        documents.add(Json.file("schedule-policy.json", policy));
        documents.add(Json.file("schedule.json", document));
        return documents;
    }

    void commands(AwsCommands commands) {
        commands.text().comment("Once: the schedule.");
        commands.role(ROLE, "schedule-trust.json", "begin-" + job.name(), "schedule-policy.json");
        commands.text().command("aws", "scheduler", "create-schedule", "--cli-input-json", "file://schedule.json");
    }

    /** With names that begin with a capital, as EventBridge takes those of every service. */
    static JsonNode capitalised(JsonNode value) {
        if (value instanceof ArrayNode array) {
            ArrayNode copy = Json.array(List.of());
            array.forEach(item -> copy.add(capitalised(item)));
            return copy;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode copy = Json.object();
            object.properties()
                    .forEach(entry -> copy.set(
                            Character.toUpperCase(entry.getKey().charAt(0))
                                    + entry.getKey().substring(1),
                            capitalised(entry.getValue())));
            return copy;
        }
        return value;
    }
}
