package io.alluvium.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.InputVersion;
import io.alluvium.domain.KeyIntervals;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.domain.Window;
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
        if (intent instanceof Intent.Batch batch) {
            node.put("follows", batch.follows());
            node.set("window", batch.window().match(new WindowToJson()));
        } else if (intent instanceof Intent.Publish publish) {
            ObjectNode definition = node.putObject("definition");
            definition.put("sql", publish.definition().sql());
            definition.put("keeping", publish.definition().keeping());
            ObjectNode values = definition.putObject("values");
            new TreeMap<>(publish.definition().values()).forEach(values::put);
            ObjectNode inputs = node.putObject("inputs");
            new TreeMap<>(publish.inputs())
                    .forEach((table, version) -> inputs.putObject(table.toString())
                            .put("table_id", version.tableId())
                            .put("version", version.version())
                            .put("number", version.number()));
        }
        return node.toPrettyString() + "\n";
    }

    static Intent readIntent(long number, String text, String file) {
        try {
            JsonNode node = JSON.readTree(text);
            String tableId = text(node, "table_id");
            RunId run = new RunId(node.path("run").asLong());
            return node.has("window")
                    ? new Intent.Batch(
                            number,
                            // Absent in journals from before a batch could be superseded.
                            optionalLong(node, "follows").orElse(number - 1),
                            tableId,
                            run,
                            readWindow(node.path("window")))
                    : new Intent.Publish(
                            number, tableId, run, readDefinition(node.path("definition")), readInputs(node));
        } catch (JsonProcessingException | RuntimeException e) {
            throw corrupt(file, e);
        }
    }

    static String write(Outcome outcome) {
        ObjectNode node = JSON.createObjectNode();
        outcome.version().ifPresent(version -> node.put("version", version));
        outcome.fingerprint().ifPresent(fingerprint -> node.put("fingerprint", fingerprint));
        node.put("took_millis", outcome.took().toMillis());
        return node.toPrettyString() + "\n";
    }

    static Outcome readOutcome(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            return new Outcome(
                    node.has("version") ? OptionalLong.of(node.path("version").asLong()) : OptionalLong.empty(),
                    optional(node, "fingerprint"),
                    Duration.ofMillis(node.path("took_millis").asLong()));
        } catch (JsonProcessingException e) {
            throw corrupt("an outcome", e);
        }
    }

    private static Window readWindow(JsonNode node) {
        return switch (text(node, "kind")) {
            case "cursor" ->
                new Window.Cursor(
                        optional(node, "lower"),
                        optional(node, "next_lower"),
                        readSubject(node),
                        text(node, "snapshot"),
                        text(node, "source"));
            case "transactions" ->
                new Window.Transactions(
                        optionalLong(node, "lower"),
                        required(node, "next_lower").asLong(),
                        readSubject(node),
                        text(node, "snapshot"),
                        text(node, "source"));
            case "identifiers" ->
                new Window.Identifiers(
                        Optional.ofNullable(node.get("lower")).map(JournalJson::readBound),
                        readBound(required(node, "next")),
                        new Window.Identifiers.Drawn(
                                required(node, "drawn").asLong(),
                                optionalLong(node, "generation"),
                                Instant.parse(text(node, "drawn_at"))),
                        readSubject(node),
                        text(node, "snapshot"),
                        text(node, "source"));
            case "snapshot" ->
                new Window.Snapshot(
                        text(node, "snapshot"),
                        text(node, "source"),
                        readSubject(node).map(about -> readPart(about, required(node, "part"))));
            case "files" -> {
                List<Window.SourceFile> files = new ArrayList<>();
                node.path("files")
                        .forEach(file -> files.add(new Window.SourceFile(
                                text(file, "path"),
                                file.path("size").asLong(),
                                Instant.parse(text(file, "modified")))));
                yield new Window.Files(files, node.path("replace").asBoolean());
            }
            default -> throw new IllegalArgumentException("unknown window");
        };
    }

    private static Optional<Window.Subject> readSubject(JsonNode node) {
        return Optional.ofNullable(node.get("about"))
                .map(about -> new Window.Subject(
                        text(about, "table"),
                        required(about, "id").asLong(),
                        optional(about, "column"),
                        readNumbers(about.path("parts")),
                        readNumbers(about.path("added")),
                        optional(about, "shown")));
    }

    private static List<Long> readNumbers(JsonNode array) {
        List<Long> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asLong()));
        return numbers;
    }

    private static void write(ObjectNode node, String field, List<Long> numbers) {
        if (!numbers.isEmpty()) {
            ArrayNode array = node.putArray(field);
            numbers.forEach(array::add);
        }
    }

    private static Window.Snapshot.Part readPart(Window.Subject about, JsonNode node) {
        List<KeyIntervals.Interval> intervals = new ArrayList<>();
        required(node, "intervals")
                .forEach(interval -> intervals.add(
                        new KeyIntervals.Interval(optional(interval, "from"), optional(interval, "before"))));
        return new Window.Snapshot.Part(
                about,
                new KeyIntervals(text(node, "column"), intervals),
                required(node, "ranges").asInt(),
                required(node, "of").asInt());
    }

    private static ObjectNode toJson(Window.Snapshot.Part part) {
        ObjectNode node = JSON.createObjectNode().put("column", part.keys().column());
        ArrayNode intervals = node.putArray("intervals");
        part.keys().intervals().forEach(interval -> {
            ObjectNode bounds = intervals.addObject();
            interval.from().ifPresent(from -> bounds.put("from", from));
            interval.before().ifPresent(before -> bounds.put("before", before));
        });
        return node.put("ranges", part.ranges()).put("of", part.of());
    }

    private static Window.Identifiers.Bound readBound(JsonNode node) {
        return new Window.Identifiers.Bound(
                optionalLong(node, "identifier"), required(node, "transaction").asLong());
    }

    private static ObjectNode toJson(Window.Identifiers.Bound bound) {
        ObjectNode node = JSON.createObjectNode();
        bound.identifier().ifPresent(identifier -> node.put("identifier", identifier));
        return node.put("transaction", bound.transaction());
    }

    private static Definition readDefinition(JsonNode node) {
        Map<String, String> values = new TreeMap<>();
        node.path("values")
                .properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return new Definition(text(node, "sql"), text(node, "keeping"), values);
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

    private static final class WindowToJson implements Window.Cases<ObjectNode> {
        private static ObjectNode node(String kind, Window window) {
            ObjectNode node = JSON.createObjectNode().put("kind", kind);
            window.subject().ifPresent(subject -> {
                ObjectNode about =
                        node.putObject("about").put("table", subject.table()).put("id", subject.id());
                subject.column().ifPresent(column -> about.put("column", column));
                write(about, "parts", subject.parts());
                write(about, "added", subject.added());
                subject.shown().ifPresent(shown -> about.put("shown", shown));
            });
            return node;
        }

        @Override
        public ObjectNode cursor(Window.Cursor window) {
            ObjectNode node = node("cursor", window);
            window.lower().ifPresent(lower -> node.put("lower", lower));
            window.nextLower().ifPresent(next -> node.put("next_lower", next));
            return node.put("snapshot", window.snapshot()).put("source", window.source());
        }

        @Override
        public ObjectNode transactions(Window.Transactions window) {
            ObjectNode node = node("transactions", window);
            window.lower().ifPresent(lower -> node.put("lower", lower));
            return node.put("next_lower", window.nextLower())
                    .put("snapshot", window.snapshot())
                    .put("source", window.source());
        }

        @Override
        public ObjectNode identifiers(Window.Identifiers window) {
            ObjectNode node = node("identifiers", window);
            window.lower().ifPresent(lower -> node.set("lower", toJson(lower)));
            node.set("next", toJson(window.next()));
            window.drawn().generation().ifPresent(generation -> node.put("generation", generation));
            return node.put("drawn", window.drawn().identifier())
                    .put("drawn_at", window.drawn().at().toString())
                    .put("snapshot", window.snapshot())
                    .put("source", window.source());
        }

        @Override
        public ObjectNode snapshot(Window.Snapshot window) {
            ObjectNode node =
                    node("snapshot", window).put("snapshot", window.snapshot()).put("source", window.source());
            window.part().ifPresent(part -> node.set("part", toJson(part)));
            return node;
        }

        @Override
        public ObjectNode files(Window.Files window) {
            ObjectNode node = JSON.createObjectNode().put("kind", "files").put("replace", window.replace());
            ArrayNode files = node.putArray("files");
            window.files()
                    .forEach(file -> files.addObject()
                            .put("path", file.path())
                            .put("size", file.size())
                            .put("modified", file.modified().toString()));
            return node;
        }
    }
}
