package io.alluvium.source.window;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
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
                text("table"), number("id"), optional("column"), numbers("parts"), numbers("added"), optional("shown"));
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
