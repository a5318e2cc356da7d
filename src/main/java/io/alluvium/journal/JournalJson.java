package io.alluvium.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.InputVersion;
import io.alluvium.domain.RunId;
import io.alluvium.domain.StepId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Definition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The state files' JSON, written out by hand because it outlives the classes that hold it. */
final class JournalJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JournalJson() {}

    static String write(Intent intent) {
        ObjectNode node = JSON.createObjectNode();
        node.put("table_id", intent.tableId());
        node.put("run", intent.run().number());
        intent.match(new Intent.Cases<ObjectNode>() {
            @Override
            public ObjectNode batch(Intent.Batch batch) {
                return write(batch, node);
            }

            @Override
            public ObjectNode publish(Intent.Publish publish) {
                return write(publish, node);
            }
        });
        return text(node);
    }

    private static ObjectNode write(Intent.Batch batch, ObjectNode node) {
        node.put("follows", batch.follows());
        return write(batch.position(), node);
    }

    private static ObjectNode write(Position position, ObjectNode node) {
        node.put("source_type", position.sourceType());
        node.put("position_version", position.version());
        return node.set("position", position.content());
    }

    private static ObjectNode write(Intent.Publish publish, ObjectNode node) {
        ObjectNode step = node.putObject("step");
        step.put("table", publish.step().table().toString());
        publish.step().window().ifPresent(window -> step.put("window", window));
        write(publish.definition(), publish.inputs(), node);
        return node;
    }

    static String write(Pass pass) {
        ObjectNode node = JSON.createObjectNode();
        node.put("table_id", pass.tableId());
        node.put("run", pass.run().number());
        node.put("first", pass.first());
        node.put("at", pass.at().toString());
        write(pass.definition(), pass.inputs(), node);
        ArrayNode windows = node.putArray("windows");
        pass.windows().forEach(windows::add);
        return text(node);
    }

    static Pass readPass(String text, String file) {
        try {
            JsonNode node = JSON.readTree(text);
            List<String> windows = new ArrayList<>();
            required(node, "windows").forEach(window -> windows.add(window.asText()));
            return new Pass(
                    text(node, "table_id"),
                    new RunId(node.path("run").asLong()),
                    required(node, "first").asLong(),
                    Instant.parse(text(node, "at")),
                    readDefinition(node.path("definition")),
                    readInputs(node),
                    windows);
        } catch (JsonProcessingException | RuntimeException e) {
            throw corrupt(file, e);
        }
    }

    private static void write(Definition made, Map<TableName, InputVersion> from, ObjectNode node) {
        ObjectNode definition = node.putObject("definition");
        ObjectNode decides = definition.putObject("decides");
        new TreeMap<>(made.decides()).forEach(decides::put);
        ObjectNode describes = definition.putObject("describes");
        new TreeMap<>(made.describes()).forEach(describes::put);
        ObjectNode inputs = node.putObject("inputs");
        new TreeMap<>(from)
                .forEach((table, version) -> inputs.putObject(table.toString())
                        .put("table_id", version.tableId())
                        .put("version", version.version())
                        .put("number", version.number()));
    }

    /**
     * Reads an intent of either format. Fields that it does not know are left alone: later versions may add some.
     *
     * @param table whose intent it is
     */
    static Intent readIntent(TableName table, long number, String text, String file) {
        try {
            JsonNode node = JSON.readTree(text);
            String tableId = text(node, "table_id");
            RunId run = new RunId(node.path("run").asLong());
            return node.has("position") || node.has("window")
                    ? new Intent.Batch(
                            number,
                            // Absent in journals from before a batch could be superseded.
                            optionalLong(node, "follows").orElse(number - 1),
                            tableId,
                            run,
                            node.has("position") ? readPosition(node) : formatOne(node.path("window")))
                    : new Intent.Publish(
                            number,
                            tableId,
                            run,
                            new StepId(table, optional(node.path("step"), "window")),
                            readDefinition(node.path("definition")),
                            readInputs(node));
        } catch (JsonProcessingException | RuntimeException e) {
            throw corrupt(file, e);
        }
    }

    private static Position readPosition(JsonNode node) {
        return Position.of(
                text(node, "source_type"), required(node, "position_version").asInt(), required(node, "position"));
    }

    /** Format 1 knew two sources and spelled their windows itself; the first version of their positions is the same. */
    private static Position formatOne(JsonNode window) {
        return Position.of(text(window, "kind").equals("files") ? "files" : "postgres", 1, window);
    }

    static String write(Outcome outcome, long number) {
        ObjectNode node = JSON.createObjectNode();
        outcome.version().ifPresent(version -> node.put("version", version));
        outcome.fingerprint().ifPresent(fingerprint -> node.put("fingerprint", fingerprint));
        node.put("took_millis", outcome.took().toMillis());
        outcome.commit()
                .ifPresent(commit -> node.put("term", commit.term())
                        .put("writer", commit.writer())
                        .put("number", number));
        return text(node);
    }

    static Outcome readOutcome(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return new Outcome(
                    node.has("version") ? OptionalLong.of(node.path("version").asLong()) : OptionalLong.empty(),
                    optional(node, "fingerprint"),
                    Duration.ofMillis(node.path("took_millis").asLong()),
                    optional(node, "writer")
                            .map(writer -> new Outcome.Commit(node.path("term").asLong(), writer)));
        } catch (JsonProcessingException e) {
            throw corrupt("an outcome", e);
        }
    }

    static String writeReached(String tableId, Position reached) {
        return text(write(reached, JSON.createObjectNode().put("table_id", tableId)));
    }

    /** Empty where it was of another Delta table. */
    static Optional<Position> readReached(String tableId, String text, String file) {
        try {
            JsonNode node = JSON.readTree(text);
            return text(node, "table_id").equals(tableId) ? Optional.of(readPosition(node)) : Optional.empty();
        } catch (JsonProcessingException | RuntimeException e) {
            throw corrupt(file, e);
        }
    }

    private static String text(ObjectNode node) {
        return node.toPrettyString() + "\n";
    }

    /** Format 2 had one line for what a definition has words for since. */
    private static Definition readDefinition(JsonNode node) {
        return node.has("keeping")
                ? Definition.former(text(node, "sql"), text(node, "keeping"), texts(node.path("values")))
                : new Definition(texts(required(node, "decides")), texts(required(node, "describes")));
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static Map<TableName, InputVersion> readInputs(JsonNode node) {
        Map<TableName, InputVersion> inputs = new TreeMap<>();
        node.path("inputs")
                .properties()
                .forEach(entry -> inputs.put(
                        TableName.parse(entry.getKey()).orElseThrow(),
                        new InputVersion(
                                text(entry.getValue(), "table_id"),
                                entry.getValue().path("version").asLong(),
                                entry.getValue().path("number").asLong())));
        return inputs;
    }

    private static String text(JsonNode node, String field) {
        return required(node, field).asText();
    }

    private static JsonNode required(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field)).orElseThrow(() -> new IllegalArgumentException("no " + field));
    }

    private static OptionalLong optionalLong(JsonNode node, String field) {
        return node.has(field) ? OptionalLong.of(node.path(field).asLong()) : OptionalLong.empty();
    }

    private static Optional<String> optional(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field)).map(JsonNode::asText);
    }

    private static AlluviumException corrupt(String file, Exception cause) {
        return Problem.of(ErrorCode.STATE_CORRUPT, file + " is not a state file of Alluvium")
                .fixedBy("restore the file from a backup; tables are not affected")
                .asException(cause);
    }
}
