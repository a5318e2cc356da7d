package io.alluvium.source.window;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fields of a window in the journal. Whoever asks for one that is not there gets an {@link IllegalArgumentException},
 * unless it is optional.
 */
public record WindowFields(JsonNode node) {

    public boolean has(String field) {
        return node.has(field);
    }

    public String text(String field) {
        return present(field).asText();
    }

    public long number(String field) {
        return present(field).asLong();
    }

    public Optional<String> optional(String field) {
        return Optional.ofNullable(node.get(field)).map(JsonNode::asText);
    }

    public OptionalLong optionalNumber(String field) {
        return node.has(field) ? OptionalLong.of(node.path(field).asLong()) : OptionalLong.empty();
    }

    /** The fields of one that has fields itself. */
    public WindowFields required(String field) {
        return new WindowFields(present(field));
    }

    /** As {@link #required}, of each element. */
    public List<WindowFields> all(String field) {
        List<WindowFields> all = new ArrayList<>();
        present(field).forEach(element -> all.add(new WindowFields(element)));
        return all;
    }

    /** As {@link Window#subject()}. */
    public Optional<Subject> subject() {
        return Optional.ofNullable(node.get("about")).map(WindowFields::new).map(WindowFields::asSubject);
    }

    /** As {@link Window#snapshot()}. */
    public String snapshot() {
        return text("snapshot");
    }

    /** As {@link Window#source()}. */
    public String source() {
        return text("source");
    }

    private Subject asSubject() {
        return new Subject(
                text("table"),
                number("id"),
                optional("column"),
                numbers("parts"),
                numbers("added"),
                optional("shown"),
                meaning());
    }

    /** As {@link Window#meaning()}. */
    public Optional<Meaning> meaning() {
        return Optional.ofNullable(node.get("meaning")).map(WindowFields::new).map(WindowFields::asMeaning);
    }

    private Meaning asMeaning() {
        Map<String, Integer> columns = new HashMap<>();
        present("columns")
                .properties()
                .forEach(
                        column -> columns.put(column.getKey(), column.getValue().asInt()));
        Map<Long, Meaning.Mark> types = new HashMap<>();
        node.path("types")
                .properties()
                .forEach(type -> types.put(Long.valueOf(type.getKey()), new WindowFields(type.getValue()).asMark()));
        Map<Long, Long> files = new HashMap<>();
        node.path("files")
                .properties()
                .forEach(file ->
                        files.put(Long.valueOf(file.getKey()), file.getValue().asLong()));
        return new Meaning(columns, Math.toIntExact(number("highest")), text("definitions"), types, files);
    }

    private Meaning.Mark asMark() {
        return new Meaning.Mark(optionalNumber("up_to").orElse(Long.MAX_VALUE), text("digest"));
    }

    private List<Long> numbers(String field) {
        List<Long> numbers = new ArrayList<>();
        node.path(field).forEach(number -> numbers.add(number.asLong()));
        return numbers;
    }

    private JsonNode present(String field) {
        return Optional.ofNullable(node.get(field)).orElseThrow(() -> new IllegalArgumentException("no " + field));
    }
}
