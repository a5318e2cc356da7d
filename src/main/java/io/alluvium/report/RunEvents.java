package io.alluvium.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What happened to single tables of a run that is at work, as JSON and back; its schema lies in the documentation. */
public final class RunEvents {
    /** Raised when a reader of the version before would misread a file; new optional members do not raise it. */
    public static final int SCHEMA_VERSION = 1;

    private static final String ENDED = "ended";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private RunEvents() {}

    /**
     * A step began or ended.
     *
     * @param ended what became of it; empty where it began
     */
    public record Event(Instant at, TableName table, Optional<StepRecord> ended) {}

    /** Events in the order in which they happened. */
    public static String write(RunId run, List<Event> events) {
        ObjectNode root = JSON.createObjectNode();
        root.put("schema_version", SCHEMA_VERSION).put("run_id", run.number());
        ArrayNode array = root.putArray("events");
        for (Event event : events) {
            ObjectNode node = array.addObject();
            node.put("event", event.ended().isPresent() ? ENDED : "started");
            node.put("at", event.at().toString());
            node.put("table", event.table().toString());
            event.ended().ifPresent(step -> RunResults.write(step, node.putObject("step")));
        }
        return root.toPrettyString() + "\n";
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws io.alluvium.failure.AlluviumException STATE_CORRUPT for other text, STATE_NEWER for a later schema
     */
    public static List<Event> read(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            int version = root.path("schema_version").asInt(0);
            if (version > SCHEMA_VERSION) {
                throw Problem.of(
                                ErrorCode.STATE_NEWER,
                                "events of schema version " + version + "; this Alluvium reads " + SCHEMA_VERSION)
                        .fixedBy("use the newer Alluvium that wrote them")
                        .asException();
            }
            List<Event> events = new ArrayList<>();
            root.path("events").forEach(node -> events.add(event(node)));
            return List.copyOf(events);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            throw Problem.of(ErrorCode.STATE_CORRUPT, "events of a run that cannot be read")
                    .asException(e);
        }
    }

    private static Event event(JsonNode node) {
        TableName table = TableName.parse(RunResults.required(node, "table"))
                .orElseThrow(() -> new IllegalArgumentException("an event without a table"));
        boolean ended = RunResults.required(node, "event").equals(ENDED);
        return new Event(
                Instant.parse(RunResults.required(node, "at")),
                table,
                ended ? Optional.of(RunResults.step(node.path("step"))) : Optional.empty());
    }
}
