package io.alluvium.sources.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.KeyIntervals;
import io.alluvium.journal.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes and reads windows as positions. The fields are written out by hand, for journals outlive the classes that hold them. */
final class WindowJson {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private WindowJson() {}

    static Position position(Window window) {
        return Position.of(PostgresType.WORD, VERSION, window.match(new ToJson()));
    }

    /** @throws IllegalArgumentException for what no build up to this one has written */
    static Window window(Position position) {
        if (!position.sourceType().equals(PostgresType.WORD) || position.version() > VERSION) {
            throw new IllegalArgumentException("not a window of PostgreSQL that is known here: " + position);
        }
        JsonNode node = position.content();
        return switch (text(node, "kind")) {
            case "cursor" ->
                new Window.Cursor(
                        optional(node, "lower"),
                        optional(node, "next_lower"),
                        subject(node),
                        text(node, "snapshot"),
                        text(node, "source"));
            case "transactions" ->
                new Window.Transactions(
                        optionalLong(node, "lower"),
                        required(node, "next_lower").asLong(),
                        subject(node),
                        text(node, "snapshot"),
                        text(node, "source"));
            case "identifiers" ->
                new Window.Identifiers(
                        Optional.ofNullable(node.get("lower")).map(WindowJson::bound),
                        bound(required(node, "next")),
                        new Window.Identifiers.Drawn(
                                required(node, "drawn").asLong(),
                                optionalLong(node, "generation"),
                                Instant.parse(text(node, "drawn_at"))),
                        subject(node),
                        text(node, "snapshot"),
                        text(node, "source"));
            case "snapshot" ->
                new Window.Snapshot(
                        text(node, "snapshot"),
                        text(node, "source"),
                        subject(node).map(about -> part(about, required(node, "part"))));
            default -> throw new IllegalArgumentException("unknown window");
        };
    }

    private static Optional<Window.Subject> subject(JsonNode node) {
        return Optional.ofNullable(node.get("about"))
                .map(about -> new Window.Subject(
                        text(about, "table"),
                        required(about, "id").asLong(),
                        optional(about, "column"),
                        numbers(about.path("parts")),
                        numbers(about.path("added")),
                        optional(about, "shown")));
    }

    private static List<Long> numbers(JsonNode array) {
        List<Long> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.asLong()));
        return numbers;
    }

    private static Window.Snapshot.Part part(Window.Subject about, JsonNode node) {
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

    private static Window.Identifiers.Bound bound(JsonNode node) {
        return new Window.Identifiers.Bound(
                optionalLong(node, "identifier"), required(node, "transaction").asLong());
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

    private static final class ToJson implements Window.Cases<ObjectNode> {
        private static ObjectNode node(String kind, Window window) {
            ObjectNode node = JSON.createObjectNode().put("kind", kind);
            window.subject().ifPresent(subject -> {
                ObjectNode about =
                        node.putObject("about").put("table", subject.table()).put("id", subject.id());
                subject.column().ifPresent(column -> about.put("column", column));
                put(about, "parts", subject.parts());
                put(about, "added", subject.added());
                subject.shown().ifPresent(shown -> about.put("shown", shown));
            });
            return node;
        }

        private static void put(ObjectNode node, String field, List<Long> numbers) {
            if (!numbers.isEmpty()) {
                ArrayNode array = node.putArray(field);
                numbers.forEach(array::add);
            }
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
            window.lower().ifPresent(lower -> node.set("lower", bound(lower)));
            node.set("next", bound(window.next()));
            window.drawn().generation().ifPresent(generation -> node.put("generation", generation));
            return node.put("drawn", window.drawn().identifier())
                    .put("drawn_at", window.drawn().at().toString())
                    .put("snapshot", window.snapshot())
                    .put("source", window.source());
        }

        private static ObjectNode bound(Window.Identifiers.Bound bound) {
            ObjectNode node = JSON.createObjectNode();
            bound.identifier().ifPresent(identifier -> node.put("identifier", identifier));
            return node.put("transaction", bound.transaction());
        }

        @Override
        public ObjectNode snapshot(Window.Snapshot window) {
            ObjectNode node =
                    node("snapshot", window).put("snapshot", window.snapshot()).put("source", window.source());
            window.part().ifPresent(part -> node.set("part", part(part)));
            return node;
        }

        private static ObjectNode part(Window.Snapshot.Part part) {
            ObjectNode node = JSON.createObjectNode().put("column", part.keys().column());
            ArrayNode intervals = node.putArray("intervals");
            part.keys().intervals().forEach(interval -> {
                ObjectNode bounds = intervals.addObject();
                interval.from().ifPresent(from -> bounds.put("from", from));
                interval.before().ifPresent(before -> bounds.put("before", before));
            });
            return node.put("ranges", part.ranges()).put("of", part.of());
        }
    }
}
